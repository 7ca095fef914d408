import { removeGuards } from '../../../migrations/lib/guards.js';
import { removeFromPostgres } from '../../../migrations/lib/guards/postgres.js';
import { createMissing } from './create-tables.js';
import { takeOffForeignKeys } from './foreign-keys.js';
import { beginMarks, mark, targetTables } from './marks.js';
import { copiedTables, ownTables } from './which-tables.js';

/** @import { Knex } from 'knex' */

/**
 * Makes the target empty but for our marks. Only for one that was empty when the copy began: all that is there is of the copy.
 *
 * @param {Knex} target
 * @param {string} digest of the source
 */
export async function begin(target, digest) {
  await target.transaction(async (trx) => {
    await removeFromPostgres(trx);
    for (const table of await targetTables(trx)) await trx.raw('DROP TABLE IF EXISTS ?? CASCADE', [table]);
    await beginMarks(trx, digest);
  });
}

/**
 * Creates the tables that neither Directus nor the registry will.
 *
 * @param {Knex} source
 * @param {Knex} target with Directus' tables, without the registry's
 */
export async function createOwnTables(source, target) {
  await target.transaction(async (trx) => {
    for (const { table, wanted } of await ownTables(source)) await createMissing(trx, source, table, wanted);
  });
}

/**
 * Makes the target ready for rows: without those that bootstrap has written, without guards, which would refuse
 * decided versions, without foreign keys, and with the fields that somebody has added to any table.
 *
 * @param {Knex} source
 * @param {Knex} target with all tables
 */
export async function prepare(source, target) {
  await removeGuards(target);
  await target.transaction(async (trx) => {
    await takeOffForeignKeys(trx);
    for (const table of await copiedTables(source)) {
      await trx(table.name).delete();
      await createMissing(trx, source, table, () => true);
    }
    await mark(trx, 'prepared', 'tables');
  });
}
