/**
 * Run as a process of its own in the folder of an instance, with the target in its settings: does one step of a copy
 * from SQLite to PostgreSQL, and reports over the channel to its parent.
 *
 * Arguments: folder of Directus' API package, the SQLite file, the step.
 */
import { copyRows, finish } from '../lib/copy/copy-rows.js';
import { dropMarks, stateOf } from '../lib/copy/marks.js';
import { installGuards } from '../../migrations/lib/guards.js';
import { begin, createOwnTables, prepare } from '../lib/copy/prepare.js';
import { digestOf } from '../lib/copy/source.js';
import { copiedTables, ownTables } from '../lib/copy/which-tables.js';
import { countRows } from '../lib/database/count-rows.js';
import { databaseOf } from '../lib/directus-api.js';
import { requireUsable } from '../lib/database/require-usable.js';
import { openSqlite } from '../lib/database/sqlite-file.js';
import { Problem } from '../lib/problem.js';
import { reportToParent, tell } from '../lib/report-to-parent.js';

/**
 * @import { Knex } from 'knex'
 * @import { TargetState } from '../lib/copy/marks.js'
 */

const [, , api = '', file = '', step = ''] = process.argv;

await reportToParent(work);

async function work() {
  const target = await databaseOf(api);
  await requireUsable(target);
  const source = await openSqlite(api, file);
  // One transaction for all that is read: nobody can commit to the file meanwhile, or what was committed is not seen.
  return source.transaction(async (trx) => {
    await trx('sqlite_master').first('name');
    return doStep(trx, target);
  });
}

/**
 * @param {Knex} source
 * @param {Knex} target
 */
async function doStep(source, target) {
  switch (step) {
    case 'look':
      return { state: await stateOf(target, await digestOf(file)), ...(await survey(source)) };
    case 'begin':
      return begin(target, await digestOf(file));
    case 'create':
      return createOwnTables(source, target);
    case 'prepare':
      return prepare(source, target);
    case 'copy':
      return copy(source, target, await stateOf(target, await digestOf(file)));
    case 'end':
      return dropMarks(target);
    default:
      throw new Error(`There is no step ${step}`);
  }
}

/**
 * @param {Knex} source
 * @param {Knex} target
 * @param {TargetState} state
 */
async function copy(source, target, state) {
  if (state !== 'prepared' && state !== 'finished')
    throw new Problem('The source has changed meanwhile. Stop Directus, and run this again.');
  if (state === 'prepared') {
    await copyRows(source, target, tell);
    await finish(source, target);
  }
  await installGuards(target);
}

/** @param {Knex} source */
async function survey(source) {
  const tables = [];
  for (const { name } of await copiedTables(source))
    tables.push({ name, rows: await countRows(source, name) });
  const own = (await ownTables(source)).map(({ table }) => table.name);
  return { tables, own };
}
