import type { Knex } from 'knex';
import type { Json, Timestamp } from '../domain/words.js';

/** True on PostgreSQL and what speaks its protocol; false on SQLite. */
export function isPostgres(knex: Knex): boolean {
  const { config } = knex.client as { config: { client: unknown } };
  return config.client !== 'sqlite3';
}

/** `FOR UPDATE` where rows can be locked; SQLite has one writer and no such clause. */
export function forUpdate<Q extends Knex.QueryBuilder>(knex: Knex, query: Q): Q {
  if (isPostgres(knex)) void query.forUpdate();
  return query;
}

/**
 * Waits until this transaction is SQLite's one writer; its first statement. Two processes that first read and then
 * want to write would each keep the other from it, and one of them fails at once. On PostgreSQL rows are locked.
 */
export async function becomeWriter(knex: Knex): Promise<void> {
  if (isPostgres(knex)) return;
  // It takes the lock although it finds no row.
  await knex('projects')
    .whereRaw('1 = 0')
    .update({ context_version: knex.ref('context_version') });
}

/** knex writes a Date as timestamptz on PostgreSQL and as integer milliseconds on SQLite, as Directus does. */
export function writeTimestamp(timestamp: Timestamp): Date {
  return new Date(timestamp);
}

/** Reads what either database returns for a timestamp: Date, milliseconds, or text. */
export function readTimestamp(value: unknown): Timestamp | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'number') return new Date(value).toISOString();
  if (typeof value !== 'string') throw new TypeError(`Not a timestamp: ${typeof value}`);
  const milliseconds = /^\d+$/.test(value) ? Number(value) : value;
  return new Date(milliseconds).toISOString();
}

/**
 * What time it is for all servers of an installation: that of the database. Their own clocks may differ, and what one
 * has written for later, another one compares with now. SQLite has no clock but that of the one machine it runs on.
 */
export async function readClock(knex: Knex): Promise<Timestamp> {
  if (!isPostgres(knex)) return new Date().toISOString();
  const result: { rows: { now: Date }[] } = await knex.raw('SELECT clock_timestamp() AS now');
  return readTimestamp(result.rows[0]?.now) ?? new Date().toISOString();
}

/** JSON columns take text on both databases; null stays SQL NULL. */
export function writeJson(value: Json): string | null {
  return value === null ? null : JSON.stringify(value);
}

/**
 * Reads a JSON column. PostgreSQL's driver has parsed it already (a string is then a JSON string); SQLite
 * returns the text, or a number where its type affinity turned the text of a number into one.
 */
export function readJson(knex: Knex, value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (!isPostgres(knex) && typeof value === 'string') return JSON.parse(value) as Json;
  return value as Json;
}
