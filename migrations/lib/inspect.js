import { rowsOf } from './vendor.js';

/**
 * @import { Knex } from 'knex'
 * @import { Vendor } from './vendor.js'
 */

/** The table of the current schema, as PostgreSQL's catalogues identify it. */
const PG_TABLE = `(SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = current_schema() AND c.relname = ? AND c.relkind IN ('r', 'p'))`;

/**
 * Column types as the database spells them, e.g. `bigint`, `character varying(255)`, `char(36)`. No such table: empty.
 *
 * @param {Knex} knex
 * @param {Vendor} vendor
 * @param {string} table
 * @returns {Promise<Map<string, string>>} by column name
 */
export async function columnTypes(knex, vendor, table) {
  /** @type {{ name: string, type: string }[]} */
  const rows =
    vendor === 'sqlite'
      ? await rowsOf(knex, 'SELECT name, type FROM pragma_table_info(?)', [table])
      : await rowsOf(
          knex,
          `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute
           WHERE attrelid = ${PG_TABLE} AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
          [table],
        );
  return new Map(rows.map((row) => [row.name, row.type]));
}

/**
 * @param {Knex} knex
 * @param {Vendor} vendor
 * @param {string} table
 * @returns {Promise<string[]>} names of the primary key's columns
 */
export async function primaryKeyOf(knex, vendor, table) {
  /** @type {{ name: string }[]} */
  const rows =
    vendor === 'sqlite'
      ? await rowsOf(knex, 'SELECT name FROM pragma_table_info(?) WHERE pk > 0', [table])
      : await rowsOf(
          knex,
          `SELECT a.attname AS name FROM pg_constraint c
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
           WHERE c.conrelid = ${PG_TABLE} AND c.contype = 'p'`,
          [table],
        );
  return rows.map((row) => row.name);
}

/**
 * @param {Knex} knex
 * @param {Vendor} vendor
 * @param {string} index
 * @returns {Promise<boolean>}
 */
export async function hasIndex(knex, vendor, index) {
  const rows =
    vendor === 'sqlite'
      ? await rowsOf(knex, `SELECT name FROM sqlite_master WHERE type = 'index' AND name = ?`, [index])
      : await rowsOf(
          knex,
          `SELECT indexname AS name FROM pg_indexes WHERE schemaname = current_schema() AND indexname = ?`,
          [index],
        );
  return rows.length > 0;
}

/**
 * PostgreSQL only.
 *
 * @param {Knex} knex
 * @param {string} table
 * @param {string} constraint
 * @returns {Promise<boolean>}
 */
export async function hasConstraint(knex, table, constraint) {
  const rows = await rowsOf(
    knex,
    `SELECT conname FROM pg_constraint WHERE conrelid = ${PG_TABLE} AND conname = ?`,
    [table, constraint],
  );
  return rows.length > 0;
}

/**
 * PostgreSQL only: the names of the constraints that make one column a foreign key.
 *
 * @param {Knex} knex
 * @param {string} table
 * @param {string} column
 * @returns {Promise<string[]>}
 */
export async function foreignKeysOf(knex, table, column) {
  /** @type {{ name: string }[]} */
  const rows = await rowsOf(
    knex,
    `SELECT c.conname AS name FROM pg_constraint c
     JOIN pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum]
     WHERE c.conrelid = ${PG_TABLE} AND c.contype = 'f' AND a.attname = ?`,
    [table, column],
  );
  return rows.map((row) => row.name);
}

/**
 * PostgreSQL only.
 *
 * @param {Knex} knex
 * @param {string} table
 * @param {string} column
 * @returns {Promise<string | null>} the expression, as the database spells it
 */
export async function columnDefault(knex, table, column) {
  /** @type {{ column_default: string | null }[]} */
  const [row] = await rowsOf(
    knex,
    `SELECT column_default FROM information_schema.columns
     WHERE table_schema = current_schema() AND table_name = ? AND column_name = ?`,
    [table, column],
  );
  return row?.column_default ?? null;
}
