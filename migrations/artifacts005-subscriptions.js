import { applyIndexes, applyTable } from './lib/tables/apply.js';
import { removeAdditions } from './lib/tables/remove.js';
import { subscriptionIndexes, subscriptionTables } from './lib/tables/subscriptions.js';
import { changeSchema } from './lib/vendor.js';

/** @import { Knex } from 'knex' */

const OURS = new Set([
  ...subscriptionTables.flatMap(({ name, columns }) => [
    name,
    ...columns.map((column) => `${name}.${column.name}`),
  ]),
  ...subscriptionIndexes.map(({ name }) => name),
]);
// Made by the first migration, which takes it away.
OURS.delete('artifact_callbacks');

/**
 * The table of subscriptions, and what says in the outbox which of them a call is for.
 *
 * @param {Knex} knex
 */
export async function up(knex) {
  await changeSchema(knex, async (trx, vendor) => {
    for (const table of subscriptionTables) await applyTable(trx, vendor, table);
    await applyIndexes(trx, vendor, subscriptionIndexes);
  });
}

/**
 * @param {Knex} knex
 */
export async function down(knex) {
  await changeSchema(knex, (trx, vendor) => removeAdditions(trx, vendor, (name) => OURS.has(name)));
}
