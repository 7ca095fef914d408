import { databaseReason } from '../database/database-reason.js';
import { Problem } from '../problem.js';

/**
 * @import { Knex } from 'knex'
 * @import { Column } from './postgres-schema.js'
 */

/** Values may be large: rows of a megabyte each must fit into memory this many times. */
const ROWS_AT_ONCE = 100;

/** @typedef {Record<string, string | null>} TextRow by column, as the server writes the value */

/**
 * The rows of a table, every value in the text that the server itself reads back to the very same value: large numbers,
 * microseconds, bytes, the white space of json.
 *
 * @param {Knex.Transaction} trx
 * @param {string} table
 * @param {readonly Column[]} columns of the table
 * @param {(rows: number) => void} onRows told how many more were read
 * @returns {AsyncGenerator<TextRow>}
 */
export async function* readRows(trx, table, columns, onRows) {
  const names = columns.filter(({ generated }) => generated === '').map(({ name }) => name);
  const selected = names.map(() => '??::text AS ??').join(', ');
  // A cursor: neither the server nor we hold the whole table.
  await trx.raw(`DECLARE artifact_backup NO SCROLL CURSOR FOR SELECT ${selected} FROM ??`, [
    ...names.flatMap((name) => [name, name]),
    table,
  ]);
  for (;;) {
    /** @type {{ rows: TextRow[] }} */
    const { rows } = await trx.raw(`FETCH ${ROWS_AT_ONCE} FROM artifact_backup`);
    yield* rows;
    onRows(rows.length);
    if (rows.length < ROWS_AT_ONCE) break;
  }
  await trx.raw('CLOSE artifact_backup');
}

/** @param {Knex.Transaction} trx for reading and for writing: how values are written must not depend on settings */
export async function writeExactly(trx) {
  await trx.raw(
    `SET LOCAL datestyle = 'ISO'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC';
     SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL xmloption = 'content'`,
  );
}

/**
 * @param {Knex.Transaction} trx
 * @param {string} table
 * @param {readonly Column[]} columns of the table
 * @param {readonly Record<string, unknown>[]} rows
 * @throws {Problem} when the server does not take them
 */
export async function writeRows(trx, table, columns, rows) {
  const kept = columns.filter(({ generated }) => generated === '');
  const names = kept.map(({ name }) => name);
  const places = names.map(() => '??').join(', ');
  const values = kept.map(({ type }) => `given.??::${type.replaceAll('?', '\\?')}`).join(', ');
  const texts = names.map(() => '?? text').join(', ');
  try {
    await trx.raw(
      `INSERT INTO ?? (${places}) OVERRIDING SYSTEM VALUE
       SELECT ${values} FROM json_to_recordset(?::json) AS given (${texts})`,
      [table, ...names, ...names, JSON.stringify(rows), ...names],
    );
  } catch (error) {
    throw new Problem(`PostgreSQL does not take rows of "${table}": ${databaseReason(error)}.`, {
      cause: error,
    });
  }
}
