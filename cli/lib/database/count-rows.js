/** @import { Knex } from 'knex' */

/**
 * @param {Knex} database
 * @param {string} table
 * @returns {Promise<number>}
 */
export async function countRows(database, table) {
  /** @type {{ rows?: number | string } | undefined} */
  const row = await database(table).count({ rows: '*' }).first();
  return Number(row?.rows ?? 0);
}
