import { databaseReason } from '../database/database-reason.js';
import { Problem } from '../problem.js';

/**
 * @import { Knex } from 'knex'
 * @import { Column, PostgresSchema, Sequence } from './postgres-schema.js'
 */

/**
 * Makes tables without keys, references and indexes, which come faster and in any order after the rows.
 *
 * @param {Knex.Transaction} trx of an empty database
 * @param {PostgresSchema} schema
 * @throws {Problem} when an extension is missing
 */
export async function createTables(trx, schema) {
  for (const name of schema.extensions) await createExtension(trx, name);
  for (const { name, labels } of schema.enums) {
    // No parameters are allowed in such a statement; the server quotes the labels itself.
    /** @type {{ rows: { list: string }[] }} */
    const { rows } = await trx.raw(
      `SELECT string_agg(quote_literal(label), ', ' ORDER BY place) AS list
       FROM unnest(?::text[]) WITH ORDINALITY AS labels (label, place)`,
      [labels],
    );
    await trx.raw(`CREATE TYPE ?? AS ENUM (${verbatim(rows[0]?.list ?? '')})`, [name]);
  }
  for (const sequence of schema.sequences) if (!sequence.identity) await createSequence(trx, sequence);
  for (const table of schema.tables) {
    const columns = schema.columns.filter((column) => column.table === table);
    const sql = columns.map((column) => `?? ${columnSql(column)}`).join(', ');
    await trx.raw(`CREATE TABLE ?? (${sql})`, [table, ...columns.map(({ name }) => name)]);
  }
}

/**
 * What comes after the rows. It checks every row.
 *
 * @param {Knex.Transaction} trx
 * @param {PostgresSchema} schema
 */
export async function completeTables(trx, { constraints, indexes, sequences }) {
  for (const { table, name, definition } of constraints.filter((one) => !isReference(one)))
    await trx.raw(`ALTER TABLE ?? ADD CONSTRAINT ?? ${verbatim(definition)}`, [table, name]);
  for (const definition of indexes) await trx.raw(verbatim(definition));
  for (const { table, name, definition } of constraints.filter(isReference))
    await trx.raw(`ALTER TABLE ?? ADD CONSTRAINT ?? ${verbatim(definition)}`, [table, name]);
  for (const { name, table, column, identity, position, called } of sequences) {
    const owned = table !== null && column !== null;
    if (owned && !identity) await trx.raw('ALTER SEQUENCE ?? OWNED BY ??.??', [name, table, column]);
    const counter =
      owned && identity
        ? trx.raw('pg_get_serial_sequence(quote_ident(?), ?)::regclass', [table, column])
        : trx.raw('quote_ident(?)::regclass', [name]);
    await trx.raw('SELECT setval(?, ?::bigint, ?::boolean)', [counter, position, called]);
  }
}

/** @param {{ definition: string }} constraint */
const isReference = ({ definition }) => definition.startsWith('FOREIGN KEY');

/**
 * @param {Knex.Transaction} trx
 * @param {string} name
 */
async function createExtension(trx, name) {
  try {
    await trx.transaction((savepoint) => savepoint.raw('CREATE EXTENSION IF NOT EXISTS ??', [name]));
  } catch (error) {
    throw new Problem(
      `The backup needs PostgreSQL's extension ${name}: ${databaseReason(error)}. Have it created in the database, and run this again.`,
      { cause: error },
    );
  }
}

/**
 * @param {Knex.Transaction} trx
 * @param {Sequence} sequence
 */
async function createSequence(trx, { name, type, start, smallest, largest, step, cache, cycle }) {
  const [from, least, most, by, cached] = [start, smallest, largest, step, cache].map(BigInt);
  await trx.raw(
    `CREATE SEQUENCE ?? AS ${verbatim(type)} START WITH ${from} INCREMENT BY ${by}
     MINVALUE ${least} MAXVALUE ${most} CACHE ${cached} ${cycle ? 'CYCLE' : 'NO CYCLE'}`,
    [name],
  );
}

/** @param {Column} column */
function columnSql({ type, required, fallback, identity, generated, collation }) {
  return [
    verbatim(type),
    collation === null ? '' : `COLLATE ${verbatim(collation)}`,
    valueSql(verbatim(fallback ?? ''), identity, generated),
    required ? 'NOT NULL' : '',
  ]
    .filter((word) => word !== '')
    .join(' ');
}

/**
 * @param {string} expression
 * @param {Column['identity']} identity
 * @param {Column['generated']} generated
 */
function valueSql(expression, identity, generated) {
  if (identity !== '') return `GENERATED ${identity === 'a' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`;
  if (generated !== '')
    return `GENERATED ALWAYS AS (${expression}) ${generated === 's' ? 'STORED' : 'VIRTUAL'}`;
  return expression === '' ? '' : `DEFAULT ${expression}`;
}

/**
 * SQL of the server itself, in which a question mark is no place for a value.
 *
 * @param {string} sql
 */
function verbatim(sql) {
  return sql.replaceAll('?', '\\?');
}
