/**
 * The file format of backups and exports: a tar file whose last member is `manifest.json`, so that an archive that was
 * cut anywhere has none. Every other member is named in it with its size and its digest, in their order. Rows are
 * members of their own: `rows/<table>/<part>.jsonl.gz`, one JSON object a line. Bytes are members as they are.
 *
 * @typedef {{ name: string, size: number, sha256: string }} Part size in bytes, sha256 in lower-case hex
 *
 * @typedef {object} Manifest
 * @property {'artifacts-archive'} format
 * @property {1} format_version
 * @property {string} kind what was written, e.g. `backup` or `project`
 * @property {string} created_at ISO 8601
 * @property {Record<string, unknown>} about what the writer says of the content
 * @property {Part[]} parts
 */

export const MANIFEST = 'manifest.json';

/** A manifest of a hundred thousand files is about this large; a larger one is not ours. In bytes. */
export const MANIFEST_LIMIT = 64 * 1024 * 1024;

/**
 * Whether a member may have this name: relative, without a way out of the archive, and the same on every system.
 * Nothing is ever unpacked to a path that an archive names; this is the second lock on that door.
 *
 * @param {string} name
 */
export function isSafeName(name) {
  if (name === '' || name.length > 1024 || /[\0\\:]/.test(name)) return false;
  return name.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}
