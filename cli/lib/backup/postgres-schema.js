/**
 * What a backup keeps of a PostgreSQL schema: enough to make its tables again, in the server's own words.
 *
 * @typedef {object} Column
 * @property {string} table
 * @property {string} name
 * @property {string} type  e.g. `character varying(255)`
 * @property {boolean} required
 * @property {string | null} fallback  its default, or what it is generated from, in SQL
 * @property {'' | 'a' | 'd'} identity  GENERATED ALWAYS or BY DEFAULT AS IDENTITY
 * @property {'' | 's' | 'v'} generated  computed, stored or virtual: it has no value of its own
 * @property {string | null} collation  in SQL; null: that of its type
 *
 * @typedef {object} Sequence
 * @property {string} name
 * @property {string} type
 * @property {string} start
 * @property {string} smallest
 * @property {string} largest
 * @property {string} step
 * @property {string} cache
 * @property {boolean} cycle
 * @property {string | null} table  that it counts for
 * @property {string | null} column
 * @property {boolean} identity  made by its column
 * @property {string} position
 * @property {boolean} called  whether that number was given out
 *
 * @typedef {object} PostgresSchema
 * @property {string[]} extensions
 * @property {{ name: string, labels: string[] }[]} enums
 * @property {Sequence[]} sequences
 * @property {string[]} tables
 * @property {Column[]} columns
 * @property {{ table: string, name: string, definition: string }[]} constraints  in an order in which they can be made
 * @property {string[]} indexes  whole statements
 */

/** @import { Knex } from 'knex' */

/** @param {string} oid @param {string} catalog */
const fromExtension = (oid, catalog) => `EXISTS (SELECT 1 FROM pg_depend e
  WHERE e.classid = '${catalog}'::regclass AND e.objid = ${oid} AND e.deptype = 'e')`;

/** Ordinary tables of the schema, but for those that an extension such as PostGIS has brought. */
const TABLES = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  AND n.nspname = current_schema() AND c.relkind = 'r' AND NOT ${fromExtension('c.oid', 'pg_class')}`;

const ENUMS = `SELECT t.typname AS name, array_agg(l.enumlabel::text ORDER BY l.enumsortorder) AS labels
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace AND n.nspname = current_schema()
  JOIN pg_enum l ON l.enumtypid = t.oid WHERE NOT ${fromExtension('t.oid', 'pg_type')}
  GROUP BY t.typname ORDER BY t.typname`;

const SEQUENCES = `SELECT c.relname AS name, format_type(s.seqtypid, NULL) AS type, s.seqstart::text AS start,
    s.seqmin::text AS smallest, s.seqmax::text AS largest, s.seqincrement::text AS step, s.seqcache::text AS cache,
    s.seqcycle AS cycle, o.relname AS table, a.attname AS column, coalesce(d.deptype = 'i', false) AS identity
  FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refobjsubid > 0
    AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
  LEFT JOIN pg_class o ON o.oid = d.refobjid
  LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
  WHERE n.nspname = current_schema() AND NOT ${fromExtension('c.oid', 'pg_class')} ORDER BY c.relname`;

const COLUMNS = `SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
    a.attnotnull AS required, pg_get_expr(d.adbin, d.adrelid) AS fallback, a.attidentity AS identity,
    a.attgenerated AS generated, CASE WHEN a.attcollation <> t.typcollation
      THEN quote_ident(cn.nspname) || '.' || quote_ident(co.collname) END AS collation
  FROM ${TABLES} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  LEFT JOIN pg_collation co ON co.oid = a.attcollation LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
  ORDER BY c.relname, a.attnum`;

/** Keys before what refers to them. */
const CONSTRAINTS = `SELECT c.relname AS table, k.conname AS name, pg_get_constraintdef(k.oid) AS definition
  FROM ${TABLES} JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'u', 'x', 'c', 'f')
  ORDER BY k.contype = 'f', c.relname, k.conname`;

/** Not those that a constraint makes. In the pretty form they do not name the schema, which may be another one. */
const INDEXES = `SELECT pg_get_indexdef(i.indexrelid, 0, true) AS definition
  FROM ${TABLES} JOIN pg_index i ON i.indrelid = c.oid
  WHERE NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
  ORDER BY i.indexrelid::regclass::text`;

/**
 * @param {Knex} database
 * @returns {Promise<string[]>} names of the tables that a backup keeps
 */
export async function keptTables(database) {
  /** @type {{ name: string }[]} */
  const rows = await all(database, `SELECT c.relname AS name FROM ${TABLES} ORDER BY c.relname`);
  return rows.map(({ name }) => name);
}

/**
 * @param {Knex} database whose tables nobody can change meanwhile
 * @returns {Promise<PostgresSchema>}
 */
export async function readSchema(database) {
  /** @type {Sequence[]} */
  const sequences = await all(database, SEQUENCES);
  for (const sequence of sequences) {
    const [at] = await all(database, 'SELECT last_value::text AS position, is_called AS called FROM ??', [
      sequence.name,
    ]);
    Object.assign(sequence, at);
  }
  /** @type {{ definition: string }[]} */
  const indexes = await all(database, INDEXES);
  /** @type {{ name: string }[]} */
  const extensions = await all(
    database,
    `SELECT extname AS name FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname`,
  );
  return {
    extensions: extensions.map(({ name }) => name),
    enums: await all(database, ENUMS),
    sequences,
    tables: await keptTables(database),
    columns: await all(database, COLUMNS),
    constraints: await all(database, CONSTRAINTS),
    indexes: indexes.map(({ definition }) => definition),
  };
}

/**
 * @template T
 * @param {Knex} database
 * @param {string} sql
 * @param {string[]} [names]
 * @returns {Promise<T[]>}
 */
async function all(database, sql, names = []) {
  /** @type {{ rows: T[] }} */
  const { rows } = await database.raw(sql, names);
  return rows;
}
