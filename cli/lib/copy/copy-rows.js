import { additionsOf } from '../../../migrations/lib/additions.js';
import { countRows } from '../database/count-rows.js';
import { Problem } from '../problem.js';
import { counted } from '../table.js';
import { copyTable } from './copy-table.js';
import { putBackForeignKeys } from './foreign-keys.js';
import { mark, markedNames } from './marks.js';
import { setSequences } from './sequences.js';
import { copiedTables } from './which-tables.js';

/**
 * @import { Knex } from 'knex'
 * @import { Message } from '../fork-inside.js'
 */

/**
 * Copies the rows of all tables that are not copied yet.
 *
 * @param {Knex} source
 * @param {Knex} target prepared
 * @param {(message: Message) => void} tell
 */
export async function copyRows(source, target, tell) {
  const done = new Set(await markedNames(target, 'table'));
  const tables = (await copiedTables(source)).filter(({ name }) => !done.has(name));
  if (done.size > 0) tell({ line: `${counted(done.size, 'table')} copied before` });
  /** @type {Map<string, number>} */
  const sizes = new Map();
  for (const { name } of tables) sizes.set(name, await countRows(source, name));
  const all = [...sizes.values()].reduce((sum, rows) => sum + rows, 0);
  let [copied, began] = [0, Date.now()];
  for (const table of tables) {
    let here = 0;
    const started = Date.now();
    await copyTable(source, target, table, (rows) => {
      [here, copied] = [here + rows, copied + rows];
      const rate = perSecond(copied, began);
      tell({ at: `${table.name} ${here} of ${sizes.get(table.name)}, ${copied} of ${all} rows, ${rate}` });
    });
    if (here > 0) tell({ line: `${table.name}: ${counted(here, 'row')}, ${perSecond(here, started)}` });
  }
  tell({
    line: `${counted(copied, 'row')} of ${counted(tables.length, 'table')}, ${perSecond(copied, began)}`,
  });
}

/**
 * @param {number} rows
 * @param {number} since
 */
function perSecond(rows, since) {
  return `${Math.round((rows * 1000) / Math.max(1, Date.now() - since))} rows/s`;
}

/**
 * What comes after the rows: the counting of keys, foreign keys, and the migrations of the operator's own, whose
 * work was copied and must not be done again. Then compares the number of rows of every table.
 *
 * @param {Knex} source
 * @param {Knex} target
 * @throws {Problem} naming every table in which rows are missing or too many
 */
export async function finish(source, target) {
  await target.transaction(async (trx) => {
    await setSequences(trx, source);
    await putBackForeignKeys(trx);
    const migrations = await source('directus_migrations').select('version', 'name');
    await trx('directus_migrations').insert(migrations).onConflict('version').ignore();
    await withoutSecondParse(trx);
    await compareCounts(source, trx);
    await mark(trx, 'finished', 'rows');
  });
}

/**
 * The registry's JSON fields have `cast-json` on SQLite only: PostgreSQL's driver has parsed them already, and a JSON
 * string such as "5" would become a number.
 *
 * @param {Knex.Transaction} trx
 */
async function withoutSecondParse(trx) {
  for (const { name } of await additionsOf(trx, 'field')) {
    const [collection = '', field = ''] = name.split('.');
    await trx('directus_fields').where({ collection, field, special: 'cast-json' }).update({ special: null });
  }
}

/**
 * @param {Knex} source
 * @param {Knex} target
 */
async function compareCounts(source, target) {
  const different = [];
  for (const { name } of await copiedTables(source)) {
    const [there, here] = [await countRows(source, name), await countRows(target, name)];
    if (there !== here) different.push(`${name} (${there} in the source, ${here} in the target)`);
  }
  if (different.length > 0) throw new Problem(`The number of rows differs: ${different.join(', ')}.`);
}
