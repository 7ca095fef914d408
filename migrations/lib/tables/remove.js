import { additionsOf, forgetAddition } from '../additions.js';
import { hasIndex } from '../inspect.js';
import { ddl } from './ddl.js';

/**
 * @import { Knex } from 'knex'
 * @import { Vendor } from '../vendor.js'
 * @import { AdditionKind } from '../additions.js'
 */

/**
 * Takes away every table, column, index and constraint that migrations wrote down as their own.
 *
 * @param {Knex.Transaction} trx
 * @param {Vendor} vendor
 * @param {(name: string) => boolean} [isMeant] which of them, e.g. `tasks.title`; all unless told otherwise
 */
export async function removeAdditions(trx, vendor, isMeant = () => true) {
  /** @param {AdditionKind} kind */
  const meant = async (kind) => (await additionsOf(trx, kind)).filter(({ name }) => isMeant(name));
  // Indexes first: SQLite refuses to drop an indexed column. Those of dropped tables go with their tables.
  for (const { name } of await meant('index')) {
    if (await hasIndex(trx, vendor, name)) await ddl(trx, `DROP INDEX ${name}`);
  }
  for (const { name } of await meant('constraint')) {
    const { table, column } = split(name);
    await ddl(trx, `ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS ${column}`);
  }
  for (const { name } of await meant('column')) {
    const { table, column } = split(name);
    if (await trx.schema.hasColumn(table, column))
      await ddl(trx, `ALTER TABLE ${table} DROP COLUMN ${column}`);
  }
  for (const { name } of await meant('table')) await trx.schema.dropTableIfExists(name);
  for (const { name, detail } of await meant('converted')) {
    const { table, column } = split(name);
    await ddl(trx, `ALTER TABLE ${table} ALTER COLUMN ${column} TYPE ${detail} USING ${column}::${detail}`);
  }
  for (const kind of /** @type {const} */ (['index', 'constraint', 'column', 'table', 'converted'])) {
    for (const { name } of await meant(kind)) await forgetAddition(trx, kind, name);
  }
}

/** @param {string} name */
function split(name) {
  const [table = '', column = ''] = name.split('.');
  return { table, column };
}
