import { CannotMove, copyBytes } from './copy-bytes.js';
import { deleteOld } from './delete-old.js';
import { dropEmptyJournal, makeJournal, readJournal } from './journal.js';
import { openRoute, removeUnfinished, requireUsableTarget } from './locations.js';
import { beTheOnlyOne } from './only-one.js';
import { switchRow } from './switch-row.js';
import { filesToMove, fingerprintOf, measure, readFile } from './which-files.js';

/**
 * @import { Knex } from 'knex'
 * @import { FileRow, Order, Route, Summary, Survey } from './types.d.ts'
 */

/** How often a file is begun again that somebody changes meanwhile. */
const ATTEMPTS = 3;

/**
 * What an order would do. Changes nothing.
 *
 * @param {Knex} knex
 * @param {string} api folder of Directus' API package
 * @param {Order} order
 * @returns {Promise<Survey>}
 */
export async function survey(knex, api, order) {
  const { from } = await openRoute(api, order.from, order.to);
  const leftovers = (await readJournal(knex)).length;
  const missing = [];
  for await (const { id, filename_disk } of filesToMove(knex, order))
    if (!(await from.exists(filename_disk))) missing.push(id);
  return { ...(await measure(knex, order)), leftovers, missing };
}

/**
 * Moves files: copies, compares, makes the row name the new place, and deletes the old bytes when all of that is done
 * for all. Killed at any moment it leaves every file readable, and the next run goes on.
 *
 * @param {Knex} knex
 * @param {string} api folder of Directus' API package
 * @param {Order} order
 * @param {{ at: (where: string) => void, line: (text: string) => void }} tell
 * @returns {Promise<Summary>}
 */
export async function moveFiles(knex, api, order, { at, line }) {
  const route = await openRoute(api, order.from, order.to);
  await beTheOnlyOne(knex);
  await requireUsableTarget(route);
  await removeUnfinished(route.to);
  await makeJournal(knex);
  const total = { moved: 0, bytes: 0, deleted: 0, thumbnails: 0, failed: 0 };
  const { files } = await measure(knex, order);
  let seen = 0;
  for await (const { id } of filesToMove(knex, order)) {
    at(`${seen++} of ${files} files`);
    try {
      const size = await moveFile(knex, route, id);
      if (size === null) continue;
      total.moved++;
      total.bytes += size;
    } catch (error) {
      if (!(error instanceof CannotMove)) throw error;
      total.failed++;
      line(`Left file ${id}: ${error.message}.`);
    }
  }
  for (const [from, to] of await routesOf(knex)) {
    const result = await deleteOld(knex, await openRoute(api, from, to), {
      at,
      onKept: (id, why) => line(`File ${id} ${why}.`),
    });
    total.deleted += result.deleted;
    total.thumbnails += result.thumbnails;
    total.failed += result.kept;
  }
  await dropEmptyJournal(knex);
  return total;
}

/**
 * @param {Knex} knex
 * @param {Route} route
 * @param {string} id
 * @returns {Promise<number | null>} bytes; null when it was deleted or moved meanwhile
 * @throws {CannotMove}
 */
async function moveFile(knex, route, id) {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const file = await readFile(knex, id);
    if (file?.storage !== route.fromName) return null;
    if (file.tus_id !== null) throw new CannotMove('somebody is uploading it');
    await requireOwnName(knex, route, file);
    const copied = await copyBytes(route, file, await knownDigest(knex, file));
    if (await switchRow(knex, { file, to: route.toName, copied })) return copied.size;
  }
  throw new CannotMove('it was changed again and again while it was copied');
}

/**
 * @param {Knex} knex
 * @param {Route} route
 * @param {FileRow} file
 */
async function requireOwnName(knex, { toName }, { filename_disk }) {
  /** @type {{ id: string } | undefined} */
  const other = await knex('directus_files').select('id').where({ storage: toName, filename_disk }).first();
  if (other) throw new CannotMove(`file ${other.id} has the name ${filename_disk} in ${toName} already`);
}

/**
 * @param {Knex} knex
 * @param {FileRow} file
 * @returns {Promise<string | null>} what its bytes were when a content hash was made of them, if that is known
 */
async function knownDigest(knex, file) {
  /** @type {{ sha256: string, fingerprint: string } | undefined} */
  const row = await knex('artifact_file_digests').where({ file_id: file.id }).first();
  return row?.fingerprint === fingerprintOf(file) ? row.sha256 : null;
}

/**
 * @param {Knex} knex
 * @returns {Promise<[from: string, to: string][]>} between which old bytes are left, by this run or an earlier one
 */
async function routesOf(knex) {
  const pairs = (await readJournal(knex)).map(({ from_storage, to_storage }) =>
    JSON.stringify([from_storage, to_storage]),
  );
  return [...new Set(pairs)].map((pair) => JSON.parse(pair));
}
