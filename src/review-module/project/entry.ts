import { isPlainObject } from '../../domain/context-tree.js';
import type { Json, JsonObject, Sha256, Timestamp } from '../../domain/words.js';

/** An entry of a context, taken apart. What somebody has damaged in the database is null. */
export interface LiveEntry {
  versionId: string;
  number: number | null;
  /** The main file. */
  fileId: string | null;
  /** How many files it has. */
  files: number;
  approvedAt: Timestamp | null;
  contentHash: Sha256 | null;
  value: Json;
}

/** Reads an entry: what the server has added to the value (see `contextEntry`), and the value itself. */
export function readEntry(entry: JsonObject): LiveEntry {
  const { artifact_version_id, file_id, file_ids, approved_at, version, content_hash, ...own } = entry;
  const fileId = typeof file_id === 'string' ? file_id : null;
  return {
    versionId: typeof artifact_version_id === 'string' ? artifact_version_id : '',
    number: typeof version === 'number' ? version : null,
    fileId,
    files: Array.isArray(file_ids) ? file_ids.length : fileId === null ? 0 : 1,
    approvedAt: typeof approved_at === 'string' ? approved_at : null,
    contentHash: typeof content_hash === 'string' ? content_hash : null,
    value: unwrap(own),
  };
}

/** A value that is no object is kept under `value`; nobody means the wrapping. */
function unwrap(own: JsonObject): Json {
  const names = Object.keys(own);
  return names.length === 1 && names[0] === 'value' ? (own['value'] ?? null) : own;
}

/** Longest preview, in characters. */
const PREVIEW = 160;

/** A value in one line, for people: `primary: #2a5cdb · accent: #f28c28`. Empty for nothing. */
export function previewOf(value: Json): string {
  const line = describe(value).replace(/\s+/g, ' ').trim();
  return line.length > PREVIEW ? `${line.slice(0, PREVIEW - 1)}…` : line;
}

function describe(value: Json): string {
  if (value === null) return '';
  if (isPlainObject(value))
    return Object.entries(value)
      .map(([name, child]) => `${name}: ${typeof child === 'string' ? child : JSON.stringify(child)}`)
      .join(' · ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
