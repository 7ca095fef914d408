import { setTimeout as sleep } from 'node:timers/promises';

/** @import { Knex } from 'knex' */

/** @typedef {'sqlite' | 'postgres'} Vendor */

/** One number for the whole extension: whoever changes its schema or its guards holds this advisory lock. */
const SCHEMA_LOCK = 4_718_202_601;

/** Other processes may be migrating for a while on a slow disk. */
const SQLITE_WAIT_MS = 60_000;

/**
 * The database behind a connection, as far as this extension tells them apart.
 *
 * @param {Knex} knex
 * @returns {Vendor}
 * @throws {Error} on every other vendor, before anything was changed
 */
export function vendorOf(knex) {
  const name = /** @type {{ driverName?: string }} */ (knex.client).driverName ?? 'unknown';
  if (name === 'pg' || name === 'pgnative') return 'postgres';
  if (name === 'sqlite3' || name === 'better-sqlite3') return 'sqlite';
  throw new Error(
    `directus-extension-artifacts works on SQLite and PostgreSQL; this database is "${name}". Nothing was changed.`,
  );
}

/**
 * Rows of a raw query, whatever shape the driver answers in.
 *
 * @template [T=Record<string, unknown>]
 * @param {Knex} knex
 * @param {string} sql
 * @param {readonly (string | number | null)[]} [bindings]
 * @returns {Promise<T[]>}
 */
export async function rowsOf(knex, sql, bindings = []) {
  /** @type {unknown} */
  const result = await knex.raw(sql, [...bindings]);
  if (Array.isArray(result)) return result;
  return /** @type {{ rows: T[] }} */ (result).rows;
}

/**
 * Runs `work` in one transaction that no other schema change of this extension runs beside: all of it happens, or
 * none. Directus starts migrations without a transaction, and several of its processes may start at once.
 *
 * @template T
 * @param {Knex} knex may be a transaction already; then `work` runs in a savepoint of it
 * @param {(trx: Knex.Transaction, vendor: Vendor) => Promise<T>} work
 * @returns {Promise<T>}
 * @throws {Error} on a vendor that is not supported
 */
export async function changeSchema(knex, work) {
  const vendor = vendorOf(knex);
  if (vendor === 'postgres') {
    return knex.transaction(async (trx) => {
      await trx.raw('SELECT pg_advisory_xact_lock(?)', [SCHEMA_LOCK]);
      return work(trx, vendor);
    });
  }

  const [row] = await rowsOf(knex, 'PRAGMA busy_timeout');
  const usualWait = Number(row?.['timeout'] ?? 1000);
  for (const deadline = Date.now() + SQLITE_WAIT_MS; ;) {
    const turn = { came: false };
    try {
      return await knex.transaction(async (trx) => {
        await becomeWriter(trx, usualWait);
        turn.came = true;
        return work(trx, vendor);
      });
    } catch (error) {
      if (turn.came || !isBusy(error) || Date.now() > deadline) throw error;
      await sleep(20 + Math.random() * 80);
    }
  }
}

/**
 * knex opens a deferred transaction. Reading first and writing later can fail with SQLITE_BUSY at once and without
 * waiting, so the first statement is a write (that changes nothing) and takes the writer's lock. It gives up at once: a
 * waiting connection blocks one of Node's four worker threads, and four of them would starve the one they wait for.
 *
 * @param {Knex.Transaction} trx
 * @param {number} usualWait
 */
async function becomeWriter(trx, usualWait) {
  await trx.raw('PRAGMA busy_timeout = 0');
  try {
    await trx.raw('DELETE FROM directus_migrations WHERE version IS NULL');
  } finally {
    await trx.raw(`PRAGMA busy_timeout = ${usualWait}`);
  }
}

/** @param {unknown} error */
const isBusy = (error) => error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
