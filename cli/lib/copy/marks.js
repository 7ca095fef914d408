import { postgresTables } from '../database/postgres-tables.js';
import { Problem } from '../problem.js';

/** @import { Knex } from 'knex' */

/**
 * How far a copy has come, written down in the target itself, in the transactions that bring it there. So a copy that
 * was stopped can be told from any other database, and goes on where it was.
 */
const TABLE = 'artifact_copy';

/** @typedef {'source' | 'prepared' | 'foreign key' | 'table' | 'finished'} MarkKind */

/**
 * - `empty`: nothing is there; `begun`: schema or rows of a copy that cannot go on, because it did not get to the rows or the
 *   source has changed since: it has to begin anew.
 * - `prepared`: tables are there, rows may be missing; `finished`: all is there, but was not verified to the end.
 *
 * @typedef {'empty' | 'begun' | 'prepared' | 'finished'} TargetState
 */

/**
 * @param {Knex} target
 * @returns {Promise<string[]>} names of its tables and views, without our marks
 */
export async function targetTables(target) {
  return (await postgresTables(target)).filter((name) => name !== TABLE);
}

/**
 * @param {Knex} target
 * @param {string} digest of the source as it is now
 * @returns {Promise<TargetState>}
 * @throws {Problem} when the target holds anything but a copy of ours that was interrupted
 */
export async function stateOf(target, digest) {
  const tables = await targetTables(target);
  if (!(await target.schema.hasTable(TABLE))) {
    if (tables.length === 0) return 'empty';
    const some = tables.slice(0, 3).join(', ') + (tables.length > 3 ? ', …' : '');
    throw new Problem(
      `The target is not empty: it has ${tables.length} tables (${some}). Give an empty database. Nothing was changed.`,
    );
  }
  const same = (await markedNames(target, 'source'))[0] === digest;
  const finished = (await markedNames(target, 'finished')).length > 0;
  if (finished && !same)
    throw new Problem(
      'The target holds a whole copy of an earlier state of the source. Empty it to copy again. Nothing was changed.',
    );
  if (finished) return 'finished';
  return same && (await markedNames(target, 'prepared')).length > 0 ? 'prepared' : 'begun';
}

/**
 * @param {Knex} target
 * @param {string} digest of the source
 */
export async function beginMarks(target, digest) {
  await target.schema.dropTableIfExists(TABLE);
  await target.schema.createTable(TABLE, (table) => {
    table.string('kind', 16).notNullable();
    table.text('name').notNullable();
    table.text('detail');
    table.primary(['kind', 'name']);
  });
  await mark(target, 'source', digest);
}

/**
 * @param {Knex} target
 * @param {MarkKind} kind
 * @param {string} name
 * @param {string | null} [detail]
 */
export async function mark(target, kind, name, detail = null) {
  await target(TABLE).insert({ kind, name, detail });
}

/**
 * @param {Knex} target
 * @param {MarkKind} kind
 * @returns {Promise<string[]>}
 */
export async function markedNames(target, kind) {
  return target(TABLE).where({ kind }).orderBy('name').pluck('name');
}

/**
 * @param {Knex} target
 * @param {MarkKind} kind
 * @returns {Promise<{ name: string, detail: string }[]>}
 */
export async function markedDetails(target, kind) {
  return target(TABLE).select('name', 'detail').where({ kind }).orderBy('name');
}

/** @param {Knex} target */
export async function dropMarks(target) {
  await target.schema.dropTableIfExists(TABLE);
}
