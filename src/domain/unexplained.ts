import { sameJson } from './canonical-json.js';
import { childOf, isBranch, isPlainObject } from './context-tree.js';
import type { Json, JsonObject } from './words.js';

/** Keys of an entry that say where it comes from and not what it is. */
const BOOKKEEPING = new Set(['artifact_version_id', 'approved_at', 'version', 'content_hash']);

/** Keys of `_meta` that every promotion writes anew. */
const META_KEYS = new Set([
  'schema_version',
  'last_updated',
  'context_version',
  'total_artifacts',
  'audit_entries',
  'audit_head',
]);

/**
 * What putting an entry where none is live would lose: something on the way that is no branch, or something else at
 * that very place. A context is older than the registry where a project was there before; nothing has recorded it.
 *
 * @returns the path of what is in the way, empty for a context that is no object; null when nothing would be lost:
 *   the place is free, empty, or says the same as the entry
 */
export function lostBySetting(context: Json, schemaKey: string, entry: JsonObject): string | null {
  const segments = schemaKey.split('.');
  let node: Json = context;
  for (const [depth, segment] of segments.entries()) {
    if (node === null) return null;
    if (!isBranch(node)) return segments.slice(0, depth).join('.');
    node = childOf(node, segment) ?? null;
  }
  return isEmpty(node) || saysTheSame(node, entry) ? null : schemaKey;
}

/** The path of what a new `_meta` would lose: a key that is not ours, or a `_meta` that is no object. */
export function lostByNewMeta(context: Json): string | null {
  const meta = childOf(context, '_meta') ?? null;
  if (meta === null) return null;
  if (!isPlainObject(meta)) return '_meta';
  const foreign = Object.keys(meta).find((key) => !META_KEYS.has(key));
  return foreign === undefined ? null : `_meta.${foreign}`;
}

function isEmpty(value: Json): boolean {
  return value === null || (isPlainObject(value) && Object.keys(value).length === 0);
}

/** Files count as content: an entry with another file is another entry. */
function saysTheSame(found: Json, entry: JsonObject): boolean {
  const content = contentOf(entry);
  if (!isPlainObject(found)) return sameJson({ value: found }, content);
  return sameJson(contentOf(found), content);
}

function contentOf(entry: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !BOOKKEEPING.has(key)));
}
