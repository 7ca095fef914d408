import { columnTypes } from '../inspect.js';
import { rowsOf } from '../vendor.js';
import { inputTriggers } from './sqlite-inputs.js';
import { approvalTriggers, byteTriggers, fileLinkTriggers, uploadTriggers } from './sqlite-others.js';
import { policyTriggers } from './sqlite-policies.js';
import { projectTriggers } from './sqlite-projects.js';
import { scheduleTriggers } from './sqlite-schedule.js';
import { versionTriggers } from './sqlite-versions.js';

/**
 * @import { Knex } from 'knex'
 * @import { SqliteTrigger } from './sqlite-trigger.js'
 */

/**
 * @param {Knex} knex
 * @returns {Promise<SqliteTrigger[]>} all that this database should have
 */
async function wanted(knex) {
  const files = await columnTypes(knex, 'sqlite', 'directus_files');
  const uploads = files.has('tus_data') ? uploadTriggers : [];
  // Guards are installed by a migration that is older than these tables and this column: a trigger that names what is
  // not there yet would refuse every write.
  const policies = (await knex.schema.hasTable('artifact_policy_revisions')) ? policyTriggers : [];
  const inputs = (await knex.schema.hasTable('artifact_inputs')) ? inputTriggers : [];
  const versions = await columnTypes(knex, 'sqlite', 'artifact_versions');
  const schedules = versions.has('promote_at') ? scheduleTriggers : [];
  return [
    ...versionTriggers,
    ...schedules,
    ...approvalTriggers,
    ...fileLinkTriggers,
    ...byteTriggers,
    ...uploads,
    ...projectTriggers,
    ...policies,
    ...inputs,
  ];
}

/**
 * Triggers that are not there, or differ from what they should be.
 *
 * @param {Knex} knex
 * @returns {Promise<SqliteTrigger[]>}
 */
async function missing(knex) {
  /** @type {{ name: string, sql: string }[]} */
  const rows = await rowsOf(
    knex,
    `SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'artifact\\_guard\\_%' ESCAPE '\\'`,
  );
  const present = new Map(rows.map(({ name, sql }) => [name, sql]));
  return (await wanted(knex)).filter(({ name, sql }) => present.get(name) !== sql);
}

/** @param {Knex} knex */
export async function missingOnSqlite(knex) {
  return (await missing(knex)).map(({ name }) => name);
}

/** @param {Knex.Transaction} trx */
export async function installOnSqlite(trx) {
  const triggers = await missing(trx);
  for (const { name, sql } of triggers) {
    await trx.raw(`DROP TRIGGER IF EXISTS ${name}`);
    await trx.raw(sql);
  }
  return triggers.map(({ name }) => name);
}

/**
 * @param {Knex.Transaction} trx
 * @param {string} [table] only the guards on this table
 */
export async function removeFromSqlite(trx, table) {
  /** @type {{ name: string, tbl_name: string }[]} */
  const rows = await rowsOf(
    trx,
    `SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'artifact\\_guard\\_%' ESCAPE '\\'`,
  );
  for (const row of rows) {
    if (table === undefined || row.tbl_name === table) await trx.raw(`DROP TRIGGER ${row.name}`);
  }
}

/**
 * Runs `work` without the guards of one table, and puts back those that were there, as they were.
 *
 * @template T
 * @param {Knex.Transaction} trx
 * @param {string} table
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withoutGuardsOnSqlite(trx, table, work) {
  /** @type {{ name: string, sql: string }[]} */
  const guards = await rowsOf(
    trx,
    `SELECT name, sql FROM sqlite_master
     WHERE type = 'trigger' AND tbl_name = ? AND name LIKE 'artifact\\_guard\\_%' ESCAPE '\\'`,
    [table],
  );
  for (const { name } of guards) await trx.raw(`DROP TRIGGER ${name}`);
  const result = await work();
  for (const { sql } of guards) await trx.raw(sql);
  return result;
}

/** Pools whose future connections are taken care of already. */
const prepared = new WeakSet();

/**
 * Lets table rebuilds pass. knex changes a column on SQLite by making the table anew: it drops the old one and
 * renames the copy, and SQLite then refuses ("error in trigger … no such table") because our triggers on *other*
 * tables mention the one that is gone for a moment. With this setting of a connection it does not look at them.
 *
 * @param {Knex} knex
 */
export async function tolerateRebuilds(knex) {
  const sql = 'PRAGMA legacy_alter_table = ON';
  await knex.raw(sql);
  const pool =
    /** @type {{ on(event: string, run: (id: unknown, connection: { run(sql: string): void }) => void): void } | undefined} */ (
      knex.client.pool
    );
  if (pool === undefined || prepared.has(pool)) return;
  prepared.add(pool);
  pool.on('createSuccess', (_, connection) => {
    connection.run(sql);
  });
}
