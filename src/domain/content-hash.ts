import { createHash } from 'node:crypto';
import { canonicalize } from './canonical-json.js';
import type { Json, Sha256, VersionFile } from './words.js';

/** Names the format in the hashed bytes, so that a later format can never give the same hash by accident. */
const FORMAT = 'artifact-content:v1\n';

/**
 * Fingerprint of what a version contains: its value and the bytes of its files in order. Project, schema key,
 * names and ids play no part, so equal content has an equal hash anywhere.
 *
 * @param content.files in the order that `orderFiles` gives
 */
export function contentHash(content: { value: Json; files: VersionFile[] }): Sha256 {
  const files = content.files.map(({ primary, sha256 }) => ({ primary, sha256 }));
  const text = FORMAT + canonicalize({ files, value: content.value });
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** A row of the junction `artifact_files`, as far as order is concerned. */
export interface LinkedFile {
  file_id: string;
  sort: number | null;
  /** Id of the junction row. */
  id: string;
}

/**
 * The files of a version in the order that everything uses: by `sort` (rows without one last), ties by junction
 * id; each file once. The primary file keeps its place, and comes first if it is not linked at all.
 */
export function orderFiles(
  primaryFileId: string | null,
  linked: LinkedFile[],
): { file_id: string; primary: boolean }[] {
  const ids = [...linked].sort(bySortThenId).map((link) => link.file_id);
  if (primaryFileId !== null && !ids.includes(primaryFileId)) ids.unshift(primaryFileId);
  return [...new Set(ids)].map((file_id) => ({ file_id, primary: file_id === primaryFileId }));
}

function bySortThenId(a: LinkedFile, b: LinkedFile): number {
  if (a.sort !== b.sort) {
    if (a.sort === null) return 1;
    if (b.sort === null) return -1;
    return a.sort - b.sort;
  }
  // Not localeCompare: the hash must not depend on the language of the machine.
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
