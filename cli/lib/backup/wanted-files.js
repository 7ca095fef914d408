import { partOfFile } from './part-names.js';

/**
 * @import { Knex } from 'knex'
 */

/**
 * A file whose bytes belong into a backup.
 *
 * @typedef {object} WantedFile
 * @property {string} id
 * @property {string} location  of the storage
 * @property {string} name  `filename_disk`
 * @property {number | null} size  in bytes, as its row says
 * @property {string | null} sha256  as it was when a version with it was recorded; null: nobody has read it
 *
 * @typedef {{ files: WantedFile[], notKept: number, unfinished: number }} Wanted
 *
 * @typedef {object} FileRow
 * @property {string} id
 * @property {string} storage
 * @property {string | null} filename_disk
 * @property {number | string | null} filesize
 * @property {Date | number | string | null} uploaded_on
 * @property {string | null} tus_id
 * @property {string | null} sha256
 * @property {string | null} fingerprint
 */

/**
 * @param {Knex} snapshot
 * @param {{ all: boolean }} options all: not only those that versions refer to
 * @returns {Promise<Wanted>} notKept: that nobody asked for; unfinished: whose upload is under way
 */
export async function wantedFiles(snapshot, { all }) {
  /** @type {FileRow[]} */
  const rows = await snapshot('directus_files as file')
    .leftJoin('artifact_file_digests as digest', 'digest.file_id', 'file.id')
    .select('file.*', 'digest.sha256', 'digest.fingerprint')
    .orderBy('file.id');
  const referred = all ? null : await referredFiles(snapshot);
  const kept = rows.filter(({ id }) => referred === null || referred.has(id));
  const whole = kept.filter(({ tus_id: upload }) => upload === null);
  /** @type {Map<string, WantedFile>} */
  const files = new Map();
  for (const row of whole) {
    const file = fileOf(row);
    // Two rows may name the same bytes.
    if (file !== null) files.set(partOfFile(file), file);
  }
  return {
    files: [...files.values()],
    notKept: rows.length - kept.length,
    unfinished: kept.length - whole.length,
  };
}

/** @param {Knex} snapshot */
async function referredFiles(snapshot) {
  /** @type {Set<string>} */
  const ids = new Set();
  for (const [table, column] of /** @type {const} */ ([
    ['artifact_files', 'directus_files_id'],
    ['artifact_versions', 'primary_file_id'],
    ['artifact_versions', 'archive_file_id'],
  ])) {
    /** @type {string[]} */
    const found = await snapshot(table).distinct(column).whereNotNull(column).pluck(column);
    for (const id of found) ids.add(id);
  }
  return ids;
}

/**
 * @param {FileRow} row
 * @returns {WantedFile | null} null when it has no bytes
 */
function fileOf({ id, storage, filename_disk: name, filesize, uploaded_on: uploaded, sha256, fingerprint }) {
  if (name === null) return null;
  // As the registry writes it: what Directus changes about a row when it replaces the bytes.
  const now = [storage, name, filesize, momentOf(uploaded)].join('|');
  return {
    id,
    location: storage,
    name,
    size: filesize === null ? null : Number(filesize),
    sha256: fingerprint === now ? sha256 : null,
  };
}

/**
 * @param {Date | number | string | null} value
 * @returns {string | null} ISO 8601
 */
function momentOf(value) {
  if (value === null) return null;
  const milliseconds = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return new Date(milliseconds).toISOString();
}
