import { applyIndexes, applyTable } from './lib/tables/apply.js';
import { notificationIndexes, notificationTables } from './lib/tables/notifications.js';
import { removeAdditions } from './lib/tables/remove.js';
import { changeSchema } from './lib/vendor.js';

/** @import { Knex } from 'knex' */

const OURS = new Set([...notificationTables, ...notificationIndexes].map(({ name }) => name));

/**
 * The tables of notifications. What waits already is put into no queue, so that nobody is told of hundreds of versions
 * after an update.
 *
 * @param {Knex} knex
 */
export async function up(knex) {
  await changeSchema(knex, async (trx, vendor) => {
    for (const table of notificationTables) await applyTable(trx, vendor, table);
    await applyIndexes(trx, vendor, notificationIndexes);
  });
}

/**
 * @param {Knex} knex
 */
export async function down(knex) {
  await changeSchema(knex, (trx, vendor) => removeAdditions(trx, vendor, (name) => OURS.has(name)));
}
