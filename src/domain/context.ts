import { isPlainObject } from './context-tree.js';
import type { JsonObject, Sha256, Timestamp, Version } from './words.js';

export * from './context-differences.js';
export { buildContext, getEntry, pickPaths, removeEntry, setEntry } from './context-tree.js';

/** Keys of a context entry that only the server writes: whatever a value has under them is left out. */
export const RESERVED_KEYS = [
  'artifact_version_id',
  'file_id',
  'file_ids',
  'approved_at',
  'version',
  'content_hash',
] as const;

/**
 * What a version looks like in the context: the keys of its value (or `value`, if that is no object), then the
 * reserved keys.
 *
 * @param files all files of the version, in order
 */
export function contextEntry(
  version: Pick<Version, 'id' | 'value' | 'approved_at' | 'version_number' | 'content_hash'>,
  files: { file_id: string; primary: boolean }[],
): JsonObject {
  const { value } = version;
  const primary = files.find((file) => file.primary);
  return {
    ...(isPlainObject(value) ? ownKeys(value) : { value }),
    artifact_version_id: version.id,
    ...(primary && { file_id: primary.file_id }),
    ...(files.length > 1 && { file_ids: files.map((file) => file.file_id) }),
    approved_at: version.approved_at,
    version: version.version_number,
    content_hash: version.content_hash,
  };
}

/** Also without `__proto__`, which a careless reader of the context would merge into its own objects. */
function ownKeys(value: JsonObject): JsonObject {
  const leftOut = new Set<string>([...RESERVED_KEYS, '__proto__']);
  return Object.fromEntries(Object.entries(value).filter(([key]) => !leftOut.has(key)));
}

/** `_meta` of a context. */
export function contextMeta(state: {
  contextVersion: number;
  lastUpdated: Timestamp | null;
  /** How many artifacts are live, not how many were ever written. */
  totalArtifacts: number;
  /** Length of the project's audit chain when this context was written. */
  auditEntries: number;
  /** Hash of the last entry of that chain. */
  auditHead: Sha256 | null;
}): JsonObject {
  return {
    schema_version: '1.0.0',
    last_updated: state.lastUpdated,
    context_version: state.contextVersion,
    total_artifacts: state.totalArtifacts,
    audit_entries: state.auditEntries,
    audit_head: state.auditHead,
  };
}
