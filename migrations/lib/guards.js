import { installOnPostgres, missingOnPostgres, removeFromPostgres } from './guards/postgres.js';
import {
  installOnSqlite,
  missingOnSqlite,
  removeFromSqlite,
  tolerateRebuilds,
  withoutGuardsOnSqlite,
} from './guards/sqlite.js';
import { changeSchema, vendorOf } from './vendor.js';

/** @import { Knex } from 'knex' */

/**
 * Installs the database guards (triggers) that are missing or differ from this release's. Safe to call at any time
 * and from several processes at once. On SQLite it also makes this process' connections pass table rebuilds: call it
 * at start, and again after field, collection and relation changes, which drop triggers there.
 *
 * @param {Knex} knex
 * @returns {Promise<string[]>} names of what it installed; empty when everything was in place
 * @throws {Error} when the tables to guard are not there yet
 */
export async function installGuards(knex) {
  if (vendorOf(knex) === 'sqlite') await tolerateRebuilds(knex);
  if ((await missingGuards(knex)).length === 0) return [];
  if (!(await knex.schema.hasTable('artifact_versions'))) {
    throw new Error('The tables of the artifact registry are missing: run its migrations first.');
  }
  return changeSchema(knex, (trx, vendor) =>
    vendor === 'sqlite' ? installOnSqlite(trx) : installOnPostgres(trx),
  );
}

/**
 * @param {Knex} knex
 * @returns {Promise<string[]>} names of guards that are missing, switched off or changed
 */
export async function missingGuards(knex) {
  return vendorOf(knex) === 'sqlite' ? missingOnSqlite(knex) : missingOnPostgres(knex);
}

/**
 * Lets `work` change the context of a project without a promotion, to put right what should have been there. For
 * nobody else and no longer than that: the guard of PostgreSQL knows a setting of the transaction; the triggers of
 * SQLite are part of the transaction, which is the only one that writes.
 *
 * @template T
 * @param {Knex.Transaction} trx
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withoutContextGuard(trx, work) {
  if (vendorOf(trx) === 'sqlite') return withoutGuardsOnSqlite(trx, 'projects', work);
  const set = `SELECT set_config('artifacts.context_guard', ?, true)`;
  await trx.raw(set, ['off']);
  const result = await work();
  await trx.raw(set, ['on']);
  return result;
}

/**
 * Removes the guards, so that a migration can be undone, or (with `directus_files`) so that a core upgrade can change
 * that table. Nothing protects recorded content until {@link installGuards} runs again. A storage move that compares
 * digests itself needs less: on PostgreSQL `SET LOCAL artifacts.file_guard = 'off'` in its transaction lets it update
 * `directus_files`; on SQLite it removes and installs the guards of that table in one transaction.
 *
 * @param {Knex} knex
 * @param {string} [table] only the guards on this table
 * @returns {Promise<void>}
 */
export async function removeGuards(knex, table) {
  await changeSchema(knex, (trx, vendor) =>
    vendor === 'sqlite' ? removeFromSqlite(trx, table) : removeFromPostgres(trx, table),
  );
}
