import { parse } from 'node:path/posix';
import { readFile } from './which-files.js';
import { readJournal, strike } from './journal.js';
import { digest } from './copy-bytes.js';

/**
 * @import { Knex } from 'knex'
 * @import { Leftover, Place, Route } from './types.d.ts'
 */

/** What Directus adds to the stem of a name for an image that it has made of it: a SHA-1. */
const TRANSFORMED = /__[0-9a-f]{40}$/;

/**
 * Deletes the old bytes of files that were moved, this time or by a run that was stopped, and the images that Directus
 * had made of them. Only after all commits, and only what still is what was copied.
 *
 * @param {Knex} knex
 * @param {Route} route
 * @param {{ at: (where: string) => void, onKept: (id: string, why: string) => void }} tell
 * @returns {Promise<{ deleted: number, thumbnails: number, kept: number }>}
 */
export async function deleteOld(knex, route, { at, onKept }) {
  const { from, fromName, toName } = route;
  const rows = await readJournal(knex, { from_storage: fromName, to_storage: toName });
  if (rows.length === 0) return { deleted: 0, thumbnails: 0, kept: 0 };
  let [deleted, kept, done] = [0, 0, 0];
  const stems = new Map(rows.map((row) => [parse(row.name).name, row]));
  const thumbnails = await deleteTransformed(from, stems);
  for (const row of rows) {
    if (!(await isInUse(knex, row))) {
      const why = await whyKept(knex, route, row);
      if (why === null) deleted += await deleteIfThere(from, row.name);
      else {
        onKept(row.file_id, why);
        kept++;
      }
    }
    // What is kept has been said. Nothing of it is forgotten: the row of the file, and the bytes, are there.
    await strike(knex, row);
    at(`deleting the old bytes: ${++done} of ${rows.length} files`);
  }
  return { deleted, thumbnails, kept };
}

/**
 * One listing for all: to list a folder once per file takes hours where there are 100,000 in it.
 *
 * @param {Place} from
 * @param {Map<string, Leftover>} stems
 * @returns {Promise<number>} how many
 */
async function deleteTransformed(from, stems) {
  const names = [];
  for await (const name of from.list('')) {
    const stem = parse(name).name;
    if (TRANSFORMED.test(stem) && stems.has(stem.replace(TRANSFORMED, ''))) names.push(name);
  }
  for (const name of names) await from.delete(name);
  return names.length;
}

/**
 * Whether a file was moved back since, or another has taken the name.
 *
 * @param {Knex} knex
 * @param {Leftover} row
 */
async function isInUse(knex, { from_storage, name }) {
  const users = await knex('directus_files')
    .select('id')
    .where({ storage: from_storage, filename_disk: name });
  return users.length > 0;
}

/**
 * @param {Place} from
 * @param {string} name
 * @returns {Promise<number>} how many: a run that was stopped may have done it
 */
async function deleteIfThere(from, name) {
  if (!(await from.exists(name))) return 0;
  await from.delete(name);
  return 1;
}

/**
 * @param {Knex} knex
 * @param {Route} route
 * @param {Leftover} row
 * @returns {Promise<string | null>} why the old bytes must stay; null when they can go
 */
async function whyKept(knex, { from, to, fromName, toName }, row) {
  if (!(await from.exists(row.name))) return null;
  const { size, modified } = await from.stat(row.name);
  const isAsCopied = size === Number(row.size) && modified.toISOString() === row.modified;
  // An upload that began before the move may have ended after it, in the old place.
  if (!isAsCopied && (await digest(from, row.name)) !== row.sha256)
    return `was replaced in ${fromName} while it was moved; the new bytes are still there as ${row.name}: upload them again`;
  const file = await readFile(knex, row.file_id);
  if (file?.storage === toName && !(await to.exists(file.filename_disk)))
    return `is no longer in ${toName} as ${file.filename_disk}; its bytes are still in ${fromName}`;
  return null;
}
