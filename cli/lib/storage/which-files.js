/**
 * @import { Knex } from 'knex'
 * @import { FileRow, Order } from './types.d.ts'
 */

const PAGE = 200;

const COLUMNS = [
  'id',
  'storage',
  'filename_disk',
  'filesize',
  'type',
  'uploaded_on',
  'modified_on',
  'tus_id',
];

/**
 * The files that an order is about, in the order of their ids. Those that still arrive by a resumable upload have no
 * bytes to move yet.
 *
 * @param {Knex} knex
 * @param {Order} order
 */
function chosen(knex, { from, all }) {
  const files = knex('directus_files')
    .where({ storage: from })
    .whereNull('tus_id')
    .whereNotNull('filename_disk');
  if (all) return files;
  return files.whereIn(
    'id',
    knex('artifact_files')
      .select('directus_files_id as id')
      .whereNotNull('directus_files_id')
      .union(knex('artifact_versions').select('primary_file_id as id').whereNotNull('primary_file_id'))
      .union(knex('artifact_versions').select('archive_file_id as id').whereNotNull('archive_file_id')),
  );
}

/**
 * @param {Knex} knex
 * @param {Order} order
 * @returns {Promise<{ files: number, bytes: number }>} what there is to move; bytes as the rows say
 */
export async function measure(knex, order) {
  const { limit } = order;
  const files = chosen(knex, order).select('filesize').orderBy('id');
  /** @type {{ files: number | string, bytes: number | string | null } | undefined} */
  const found = await knex
    .from((limit === null ? files : files.limit(limit)).as('chosen'))
    .count('* as files')
    .sum('filesize as bytes')
    .first();
  return { files: Number(found?.files ?? 0), bytes: Number(found?.bytes ?? 0) };
}

/**
 * Each file of an order once, also those that cannot be moved and stay.
 *
 * @param {Knex} knex
 * @param {Order} order
 * @returns {AsyncGenerator<FileRow>}
 */
export async function* filesToMove(knex, order) {
  let left = order.limit ?? Number.POSITIVE_INFINITY;
  for (let last = null; left > 0;) {
    const query = chosen(knex, order).select(COLUMNS).orderBy('id').limit(Math.min(PAGE, left));
    /** @type {FileRow[]} */
    const rows = await (last === null ? query : query.where('id', '>', last));
    yield* rows;
    last = rows.at(-1)?.id ?? null;
    left -= rows.length;
    if (last === null) return;
  }
}

/**
 * @param {Knex} knex
 * @param {string} id
 * @returns {Promise<FileRow | null>} the row as it is now
 */
export async function readFile(knex, id) {
  return (await knex('directus_files').select(COLUMNS).where({ id }).first()) ?? null;
}

/**
 * What changes in a row when somebody replaces the bytes, or begins to.
 *
 * @param {FileRow} row
 */
export function markOf({ storage, filename_disk, filesize, uploaded_on, modified_on, tus_id }) {
  return JSON.stringify([storage, filename_disk, filesize, uploaded_on, modified_on, tus_id]);
}

/**
 * What the cached digest of a file belongs to: the same text as src/store/files.ts makes, or the digest would be
 * computed once more.
 *
 * @param {FileRow} row
 */
export function fingerprintOf({ storage, filename_disk, filesize, uploaded_on }) {
  return [storage, filename_disk, filesize, toIso(uploaded_on)].join('|');
}

/**
 * Directus keeps times as milliseconds on SQLite.
 * @param {Date | string | number | null} time
 */
function toIso(time) {
  if (time === null) return null;
  return new Date(typeof time === 'string' && /^\d+$/.test(time) ? Number(time) : time).toISOString();
}
