import { Problem, reasonOf } from '../problem.js';
import { mark, markedDetails } from './marks.js';

/** @import { Knex } from 'knex' */

/**
 * Foreign keys wait until all rows are there: rows point at later ones, at rows of tables that point back, and at
 * themselves, so there is no order of tables that would do. To take them off and put them back needs no more than to own
 * the tables; `session_replication_role` would need a superuser. Putting one back checks every row.
 */

/**
 * Takes off all foreign keys and writes them down.
 *
 * @param {Knex.Transaction} trx
 */
export async function takeOffForeignKeys(trx) {
  /** @type {{ rows: { owner: string, name: string, definition: string }[] }} */
  const { rows } = await trx.raw(
    `SELECT c.relname AS owner, k.conname AS name, pg_get_constraintdef(k.oid) AS definition
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = current_schema() AND k.contype = 'f'`,
  );
  for (const { owner, name, definition } of rows) {
    await rememberForeignKey(trx, owner, name, definition);
    await trx.raw('ALTER TABLE ?? DROP CONSTRAINT ??', [owner, name]);
  }
}

/**
 * @param {Knex.Transaction} trx
 * @param {string} table
 * @param {string} name
 * @param {string} definition as PostgreSQL takes it after ADD CONSTRAINT and the name
 */
export async function rememberForeignKey(trx, table, name, definition) {
  await mark(trx, 'foreign key', JSON.stringify([table, name]), definition);
}

/**
 * @param {Knex.Transaction} trx
 * @throws {Problem} when rows point at what is not there, as SQLite lets them while its foreign keys are off
 */
export async function putBackForeignKeys(trx) {
  for (const { name: marked, detail } of await markedDetails(trx, 'foreign key')) {
    /** @type {[string, string]} */
    const [table, name] = JSON.parse(marked);
    try {
      await trx.raw(`ALTER TABLE ?? ADD CONSTRAINT ?? ${detail.replaceAll('?', '\\?')}`, [table, name]);
    } catch (error) {
      const said = error instanceof Error && 'detail' in error ? String(error.detail) : reasonOf(error);
      throw new Problem(
        `Rows of "${table}" in the source point at what is not there (${name}: ${said}). Correct them there, and run this again.`,
        { cause: error },
      );
    }
  }
}
