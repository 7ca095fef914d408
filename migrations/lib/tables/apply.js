import { recordAddition } from '../additions.js';
import { columnTypes, hasIndex, primaryKeyOf } from '../inspect.js';
import { isTableFromSnapshot } from '../metadata/made-by-snapshot.js';
import { addConstraints, dropNullDefaults, dropSnapshotIndex } from './complete-snapshot.js';
import { addColumnSql, createTableSql, ddl } from './ddl.js';

/**
 * @import { Knex } from 'knex'
 * @import { Vendor } from '../vendor.js'
 * @import { Table } from './column.js'
 * @import { Index } from './indexes.js'
 */

/**
 * Creates a table, or adds what an existing one lacks, and writes down what it added.
 *
 * @param {Knex.Transaction} trx
 * @param {Vendor} vendor
 * @param {Table} table
 * @throws {Error} when an existing table cannot be used: its key is not one column called `id`
 */
export async function applyTable(trx, vendor, table) {
  const keyTypes = await keyTypesFor(trx, vendor, table);
  const present = await columnTypes(trx, vendor, table.name);
  if (present.size === 0) {
    await ddl(trx, createTableSql(vendor, table, keyTypes));
    await recordAddition(trx, 'table', table.name);
    return;
  }

  const key = await primaryKeyOf(trx, vendor, table.name);
  if (table.kind !== 'internal' && (key.length !== 1 || key[0] !== 'id')) {
    throw new Error(
      `The table "${table.name}" exists and its primary key is not a single column "id". Nothing was changed.`,
    );
  }
  for (const column of table.columns) {
    if (present.has(column.name)) continue;
    await ddl(trx, addColumnSql(vendor, table.name, column, keyTypes));
    await recordAddition(trx, 'column', `${table.name}.${column.name}`);
  }
  if (vendor !== 'postgres') return;
  await dropNullDefaults(trx, table);
  const isOurs = table.kind !== 'work' || (await isTableFromSnapshot(trx, table.name));
  if (isOurs) await addConstraints(trx, table);
}

/**
 * @param {Knex.Transaction} trx
 * @param {Vendor} vendor
 * @param {Index[]} indexes
 */
export async function applyIndexes(trx, vendor, indexes) {
  for (const { vendor: only, name, table, on, where, unique, using } of indexes) {
    if ((only && only !== vendor) || (await hasIndex(trx, vendor, name))) continue;
    if (vendor === 'postgres') await dropSnapshotIndex(trx, table, on);
    const sql = [
      `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${table}`,
      using ? `USING ${using}` : '',
      `(${on})`,
      where ? `WHERE ${where}` : '',
    ];
    await ddl(trx, sql.filter(Boolean).join(' '));
    await recordAddition(trx, 'index', name);
  }
}

/**
 * Types of the keys that this table's foreign keys take, by referenced table.
 *
 * @param {Knex.Transaction} trx
 * @param {Vendor} vendor
 * @param {Table} table
 * @returns {Promise<Map<string, string>>}
 */
async function keyTypesFor(trx, vendor, table) {
  /** @type {Map<string, string>} */
  const types = new Map();
  const referenced = table.columns.flatMap(({ references }) => references ?? []);
  for (const name of new Set(referenced)) {
    const type = (await columnTypes(trx, vendor, name)).get('id');
    if (type !== undefined) types.set(name, type);
  }
  return types;
}
