import { createHash } from 'node:crypto';
import { columnTypes } from '../inspect.js';
import { rowsOf } from '../vendor.js';
import { inputGuards } from './postgres-inputs.js';
import { otherGuards, uploadGuard } from './postgres-others.js';
import { policyGuards } from './postgres-policies.js';
import { projectGuards } from './postgres-projects.js';
import { scheduleGuard } from './postgres-schedule.js';
import { helperFunctions } from './postgres-trigger.js';
import { versionGuards } from './postgres-versions.js';

/**
 * @import { Knex } from 'knex'
 * @import { GuardFunction, PostgresGuard } from './postgres-trigger.js'
 */

/** @type {PostgresGuard[]} */
const always = [...versionGuards, scheduleGuard, ...otherGuards, ...projectGuards];

const FUNCTIONS_HERE = `FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname = current_schema() AND p.proname LIKE 'artifact\\_guard\\_%'`;
const TRIGGERS_HERE = `FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = current_schema() AND NOT t.tgisinternal AND t.tgname LIKE 'artifact\\_guard\\_%'`;

/** @param {PostgresGuard} guard */
function triggerSql(guard) {
  const kind = guard.deferred ? 'CONSTRAINT TRIGGER' : 'TRIGGER';
  const timing = guard.deferred ? 'DEFERRABLE INITIALLY DEFERRED ' : '';
  const each = guard.statement ? 'STATEMENT' : 'ROW';
  return `CREATE ${kind} ${guard.name} ${guard.event} ON ${guard.table} ${timing}FOR EACH ${each}
    EXECUTE FUNCTION ${guard.name}()`;
}

/**
 * A trigger carries the fingerprint of its definition as its comment: that is how another release's is told apart.
 *
 * @param {PostgresGuard} guard
 */
const fingerprint = (guard) => createHash('sha256').update(triggerSql(guard)).digest('hex');

/**
 * @param {Knex} knex
 * @returns {Promise<{ functions: GuardFunction[], triggers: PostgresGuard[] }>} what is missing, off or different
 */
async function missing(knex) {
  const files = await columnTypes(knex, 'postgres', 'directus_files');
  // Guards are installed by a migration that is older than these tables.
  const policies = await knex.schema.hasTable('artifact_policy_revisions');
  const inputs = await knex.schema.hasTable('artifact_inputs');
  const triggers = [
    ...always,
    ...(files.has('tus_data') ? [uploadGuard] : []),
    ...(policies ? policyGuards : []),
    ...(inputs ? inputGuards : []),
  ];
  /** @type {{ name: string, body: string }[]} */
  const functions = await rowsOf(knex, `SELECT p.proname AS name, p.prosrc AS body ${FUNCTIONS_HERE}`);
  /** @type {{ name: string, comment: string | null }[]} */
  const present = await rowsOf(
    knex,
    `SELECT t.tgname AS name, obj_description(t.oid, 'pg_trigger') AS comment ${TRIGGERS_HERE}
     AND t.tgenabled IN ('O', 'A')`,
  );
  const bodies = new Map(functions.map(({ name, body }) => [name, body]));
  const comments = new Map(present.map(({ name, comment }) => [name, comment]));
  return {
    functions: [...helperFunctions, ...triggers].filter(({ name, body }) => bodies.get(name) !== body),
    triggers: triggers.filter((guard) => comments.get(guard.name) !== fingerprint(guard)),
  };
}

/** @param {Knex} knex */
export async function missingOnPostgres(knex) {
  const { functions, triggers } = await missing(knex);
  return [...new Set([...functions, ...triggers].map(({ name }) => name))];
}

/**
 * @param {Knex.Transaction} trx with the schema lock held: two processes that replace one function at once fail
 */
export async function installOnPostgres(trx) {
  const { functions, triggers } = await missing(trx);
  /** @type {{ schema: string }[]} */
  const [here] = await rowsOf(trx, 'SELECT quote_ident(current_schema()) AS schema');
  for (const { name, args = '', returns = 'trigger', body } of functions) {
    // A fixed search path: the guards find their tables whatever session fires them.
    const sql = `CREATE OR REPLACE FUNCTION ${name}(${args}) RETURNS ${returns} LANGUAGE plpgsql
      SET search_path = ${here?.schema}, pg_temp AS $guard$${body}$guard$`;
    await trx.raw(sql.replaceAll('?', '\\?'));
  }
  for (const guard of triggers) {
    await trx.raw(`DROP TRIGGER IF EXISTS ${guard.name} ON ${guard.table}`);
    await trx.raw(triggerSql(guard));
    await trx.raw(`COMMENT ON TRIGGER ${guard.name} ON ${guard.table} IS '${fingerprint(guard)}'`);
  }
  return [...new Set([...functions, ...triggers].map(({ name }) => name))];
}

/**
 * @param {Knex.Transaction} trx
 * @param {string} [table] only the guards on this table
 */
export async function removeFromPostgres(trx, table) {
  /** @type {{ name: string, on_table: string }[]} */
  const triggers = await rowsOf(trx, `SELECT t.tgname AS name, c.relname AS on_table ${TRIGGERS_HERE}`);
  for (const trigger of triggers) {
    if (table !== undefined && trigger.on_table !== table) continue;
    await trx.raw(`DROP TRIGGER ${trigger.name} ON ${trigger.on_table}`);
  }
  if (table !== undefined) return;
  /** @type {{ signature: string }[]} */
  const functions = await rowsOf(trx, `SELECT p.oid::regprocedure::text AS signature ${FUNCTIONS_HERE}`);
  for (const { signature } of functions) await trx.raw(`DROP FUNCTION ${signature}`);
}
