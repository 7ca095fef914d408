import { columnTypes } from '../../../migrations/lib/inspect.js';
import { databaseReason } from '../database/database-reason.js';
import { Problem } from '../problem.js';
import { convert } from './convert.js';
import { mark } from './marks.js';
import { columnsOf } from './source.js';

/**
 * @import { Knex } from 'knex'
 * @import { Stored } from './convert.js'
 * @import { SqliteTable } from '../database/sqlite-file.js'
 */

/** Values and lineages may be large: rows of a megabyte each must fit into memory this many times. */
const ROWS_AT_ONCE = 100;
/** PostgreSQL takes at most 65,535 parameters in a statement. */
const MOST_PARAMETERS = 60_000;
/** The driver of SQLite would read them as floats: large numbers lose digits, JSON its form. */
const AS_TEXT = /^(?:bigint|numeric|jsonb?)\b/;
const ROW = 'artifact_copy_row';

/** @typedef {{ name: string, type: string }} Column */

/**
 * Copies all rows of a table in one transaction, and marks it as copied in the same.
 *
 * @param {Knex} source
 * @param {Knex} target whose table is empty
 * @param {SqliteTable} table
 * @param {(rows: number) => void} onRows told how many more are on their way
 * @returns {Promise<number>} rows
 * @throws {Problem} naming the row that PostgreSQL does not take
 */
export async function copyTable(source, target, table, onRows) {
  const types = await columnTypes(target, 'postgres', table.name);
  const columns = (await columnsOf(source, table.name)).map(({ name }) => {
    return { name, type: types.get(name) ?? 'text' };
  });
  return target.transaction(async (trx) => {
    let rows = 0;
    for await (const batch of batches(source, table, columns)) {
      await insertAll(trx, table.name, batch);
      rows += batch.length;
      onRows(batch.length);
    }
    await mark(trx, 'table', table.name);
    return rows;
  });
}

/**
 * Rows as the target takes them, in the order in which the source keeps them.
 *
 * @param {Knex} source
 * @param {SqliteTable} table
 * @param {Column[]} columns
 * @returns {AsyncGenerator<Record<string, unknown>[]>}
 */
async function* batches(source, { name, sql }, columns) {
  const size = Math.max(1, Math.min(ROWS_AT_ONCE, Math.floor(MOST_PARAMETERS / columns.length)));
  const hasRowid = !/WITHOUT\s+ROWID/i.test(sql);
  const selected = columns.map((column) =>
    AS_TEXT.test(column.type)
      ? source.raw('CAST(?? AS TEXT) AS ??', [column.name, column.name])
      : source.raw('??', [column.name]),
  );
  for (let [after, offset] = [Number.MIN_SAFE_INTEGER, 0]; ;) {
    const query = source(name).select(selected).limit(size);
    if (hasRowid) query.select(source.raw('_rowid_ AS ??', [ROW])).whereRaw('_rowid_ > ?', [after]);
    else query.offset(offset);
    /** @type {Record<string, Stored>[]} */
    const rows = await query.orderByRaw(hasRowid ? '_rowid_' : '1');
    if (rows.length === 0) return;
    yield rows.map((row) =>
      Object.fromEntries(columns.map(({ name: key, type }) => [key, convert(row[key], type)])),
    );
    after = Number(rows.at(-1)?.[ROW]);
    offset += rows.length;
  }
}

/**
 * @param {Knex.Transaction} trx
 * @param {string} table
 * @param {Record<string, unknown>[]} rows
 */
async function insertAll(trx, table, rows) {
  try {
    await trx.transaction((savepoint) => savepoint(table).insert(rows));
  } catch (error) {
    for (const row of rows) await insertOne(trx, table, row);
    throw error;
  }
}

/**
 * @param {Knex.Transaction} trx
 * @param {string} table
 * @param {Record<string, unknown>} row
 */
async function insertOne(trx, table, row) {
  try {
    await trx.transaction((savepoint) => savepoint(table).insert(row));
  } catch (error) {
    const [key = ''] = Object.keys(row);
    const said = databaseReason(error);
    throw new Problem(
      `PostgreSQL does not take a row of "${table}" (${key} ${String(row[key])}): ${said}. Correct it in the source, and run this again.`,
      { cause: error },
    );
  }
}
