import { recordAddition } from '../additions.js';
import { columnDefault, foreignKeysOf, hasConstraint, hasIndex } from '../inspect.js';
import { isColumnFromSnapshot } from '../metadata/made-by-snapshot.js';
import { ddl, foreignKeySql } from './ddl.js';

/**
 * @import { Knex } from 'knex'
 * @import { Table } from './column.js'
 */

/**
 * Brings the constraints of a table that a schema snapshot made to what `createTableSql` makes. PostgreSQL only, as
 * the snapshot is.
 *
 * @param {Knex.Transaction} trx
 * @param {Table} table
 */
export async function addConstraints(trx, table) {
  for (const column of table.columns) {
    const present = await foreignKeysOf(trx, table.name, column.name);
    if (!column.references) {
      // Directus makes every relation a foreign key; this one would keep accounts from being deleted.
      for (const name of present) await ddl(trx, `ALTER TABLE ${table.name} DROP CONSTRAINT ${name}`);
    } else if (present.length === 0) {
      const { name, sql } = foreignKeySql(table.name, column);
      await ddl(
        trx,
        `ALTER TABLE ${table.name} ADD CONSTRAINT ${name} FOREIGN KEY (${column.name}) REFERENCES ${sql}`,
      );
      await recordAddition(trx, 'constraint', `${table.name}.${name}`);
    }
  }
  for (const check of table.checks ?? []) {
    if (await hasConstraint(trx, table.name, check.name)) continue;
    await ddl(trx, `ALTER TABLE ${table.name} ADD CONSTRAINT ${check.name} CHECK (${check.expression})`);
    await recordAddition(trx, 'constraint', `${table.name}.${check.name}`);
  }
}

/**
 * Directus gives columns the default `NULL::character varying` where a snapshot says that there is none. It means the
 * same, and no more than that would keep two schemas from being equal.
 *
 * @param {Knex.Transaction} trx
 * @param {Table} table
 */
export async function dropNullDefaults(trx, table) {
  for (const { name, default: fallback } of table.columns) {
    if (fallback !== undefined || !(await isColumnFromSnapshot(trx, table.name, name))) continue;
    if ((await columnDefault(trx, table.name, name))?.startsWith('NULL::'))
      await ddl(trx, `ALTER TABLE ${table.name} ALTER COLUMN ${name} DROP DEFAULT`);
  }
}

/**
 * Takes away the index that Directus made for a column when it applied a snapshot: ours is about to be made.
 *
 * @param {Knex.Transaction} trx
 * @param {string} table
 * @param {string} on what our index is on; nothing is done for more than one column
 */
export async function dropSnapshotIndex(trx, table, on) {
  const name = `${table}_${on}_index`;
  if (/^\w+$/.test(on) && (await hasIndex(trx, 'postgres', name))) await ddl(trx, `DROP INDEX ${name}`);
}
