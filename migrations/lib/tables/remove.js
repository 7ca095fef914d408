import { additionsOf, forgetAdditions } from '../additions.js';
import { hasIndex } from '../inspect.js';
import { ddl } from './ddl.js';

/**
 * @import { Knex } from 'knex'
 * @import { Vendor } from '../vendor.js'
 */

/**
 * Takes away every table, column, index and constraint that the migration wrote down as its own.
 *
 * @param {Knex.Transaction} trx
 * @param {Vendor} vendor
 */
export async function removeAdditions(trx, vendor) {
  // Indexes first: SQLite refuses to drop an indexed column. Those of dropped tables go with their tables.
  for (const { name } of await additionsOf(trx, 'index')) {
    if (await hasIndex(trx, vendor, name)) await ddl(trx, `DROP INDEX ${name}`);
  }
  for (const { name } of await additionsOf(trx, 'constraint')) {
    const { table, column } = split(name);
    await ddl(trx, `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${column}`);
  }
  for (const { name } of await additionsOf(trx, 'column')) {
    const { table, column } = split(name);
    if (await trx.schema.hasColumn(table, column))
      await ddl(trx, `ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
  for (const { name } of await additionsOf(trx, 'table')) await trx.schema.dropTableIfExists(name);
  for (const { name, detail } of await additionsOf(trx, 'converted')) {
    const { table, column } = split(name);
    await ddl(trx, `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${detail} USING ${column}::${detail}`);
  }
  for (const kind of /** @type {const} */ (['index', 'constraint', 'column', 'table', 'converted'])) {
    await forgetAdditions(trx, kind);
  }
}

/** @param {string} name */
function split(name) {
  const [table = '', column = ''] = name.split('.');
  return { table, column };
}
