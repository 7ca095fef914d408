import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @import { Knex } from 'knex' */

/** @typedef {{ name: string, sql: string }} SqliteTable */

/**
 * Opens a SQLite file so that nothing can be written to it, with the drivers of an instance.
 *
 * @param {string} api folder of Directus' API package
 * @param {string} file
 * @returns {Promise<Knex>}
 */
export async function openSqlite(api, file) {
  const path = createRequire(join(api, 'package.json')).resolve('knex');
  /** @type {{ default: typeof import('knex').default }} */
  const { default: knex } = await import(pathToFileURL(path).href);
  return knex({
    client: 'sqlite3',
    connection: { filename: `${pathToFileURL(file).href}?mode=ro`, flags: ['OPEN_URI'] },
    useNullAsDefault: true,
    pool: { min: 0, max: 1 },
  });
}

/**
 * Tables with rows of somebody; not those that SQLite keeps for itself, nor virtual ones.
 *
 * @param {Knex} database
 * @returns {Promise<SqliteTable[]>} by name
 */
export async function sqliteTables(database) {
  /** @type {SqliteTable[]} */
  const tables = await database('sqlite_master')
    .select('name', 'sql')
    .where({ type: 'table' })
    .orderBy('name');
  return tables.filter(
    ({ name, sql }) => !name.startsWith('sqlite_') && !/^\s*CREATE\s+VIRTUAL\b/i.test(sql),
  );
}
