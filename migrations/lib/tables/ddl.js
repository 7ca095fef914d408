/**
 * @import { Knex } from 'knex'
 * @import { Vendor } from '../vendor.js'
 * @import { Column, Table } from './column.js'
 */

/** @type {Record<Vendor, Record<Exclude<Column['type'], 'key'>, string>>} */
const TYPES = {
  sqlite: {
    uuid: 'char(36)',
    string: 'varchar',
    char: 'char',
    text: 'text',
    json: 'json',
    integer: 'integer',
    boolean: 'boolean',
    serial: 'integer',
    timestamp: 'datetime',
  },
  postgres: {
    uuid: 'uuid',
    string: 'varchar',
    char: 'char',
    text: 'text',
    json: 'jsonb',
    integer: 'integer',
    boolean: 'boolean',
    serial: 'bigserial',
    timestamp: 'timestamptz',
  },
};

/**
 * @param {Vendor} vendor
 * @param {Table} table
 * @param {Map<string, string>} keyTypes
 * @returns {string}
 */
export function createTableSql(vendor, table, keyTypes) {
  const parts = table.columns.map((column) => columnSql(vendor, table.name, column, keyTypes));
  for (const check of table.checks ?? []) parts.push(`CONSTRAINT ${check.name} CHECK (${check.expression})`);
  return `CREATE TABLE ${table.name} (${parts.join(', ')})`;
}

/**
 * @param {Vendor} vendor
 * @param {string} table
 * @param {Column} column
 * @param {Map<string, string>} keyTypes
 * @returns {string}
 */
export function addColumnSql(vendor, table, column, keyTypes) {
  return `ALTER TABLE ${table} ADD COLUMN ${columnSql(vendor, table, column, keyTypes)}`;
}

/**
 * @param {string} table
 * @param {Column} column one that has `references`
 * @returns {{ name: string, sql: string }} the constraint's name, named as Directus names it, and its target
 */
export function foreignKeySql(table, column) {
  const name = `${table}_${column.name}_foreign`;
  return { name, sql: `${column.references} (id) ON DELETE ${column.onDelete ?? 'NO ACTION'}` };
}

/**
 * As knex quotes: its parser, which reads these statements back when a column is altered on SQLite, takes a bare
 * `action` for a keyword and fails.
 *
 * @param {Vendor} vendor
 * @param {string} name
 */
const quoted = (vendor, name) => (vendor === 'sqlite' ? `\`${name}\`` : `"${name}"`);

/**
 * @param {Vendor} vendor
 * @param {string} table
 * @param {Column} column
 * @param {Map<string, string>} keyTypes
 */
function columnSql(vendor, table, column, keyTypes) {
  const parts = [quoted(vendor, column.name), typeSql(vendor, table, column, keyTypes)];
  if (column.primary) parts.push('PRIMARY KEY');
  parts.push(column.required ? 'NOT NULL' : 'NULL');
  if (typeof column.default === 'number') parts.push(`DEFAULT ${column.default}`);
  // knex, which reads these statements back on SQLite, takes a bare TRUE for a name.
  if (typeof column.default === 'boolean') {
    parts.push(`DEFAULT ${vendor === 'sqlite' ? Number(column.default) : column.default}`);
  }
  if (typeof column.default === 'string') parts.push(`DEFAULT '${column.default}'`);
  if (column.references) {
    const { name, sql } = foreignKeySql(table, column);
    parts.push(`CONSTRAINT ${name} REFERENCES ${sql}`);
  }
  return parts.join(' ');
}

/**
 * @param {Vendor} vendor
 * @param {string} table
 * @param {Column} column
 * @param {Map<string, string>} keyTypes
 * @returns {string}
 */
function typeSql(vendor, table, column, keyTypes) {
  if (column.type !== 'key') {
    const type = TYPES[vendor][column.type];
    return column.length === undefined ? type : `${type}(${column.length})`;
  }
  // A table that points at itself does not exist yet; its own ids are uuids.
  if (column.references === table) return TYPES[vendor].uuid;
  const type = keyTypes.get(column.references ?? '');
  if (type === undefined) {
    throw new Error(
      `"${table}.${column.name}" refers to "${column.references}", which has no column "id". Nothing was changed.`,
    );
  }
  return type;
}

/**
 * Runs a statement in which `?` is an operator (jsonb), not a place for a value.
 *
 * @param {Knex.Transaction} trx
 * @param {string} sql
 */
export async function ddl(trx, sql) {
  await trx.raw(sql.replaceAll('?', '\\?'));
}
