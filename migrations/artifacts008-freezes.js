import { forgetAddition, wasAdded } from './lib/additions.js';
import { installGuards, removeGuards } from './lib/guards.js';
import { registerField } from './lib/metadata/apply.js';
import { addMessages, removeMessages } from './lib/metadata/messages.js';
import { freezeMessages } from './lib/metadata/freeze-messages.js';
import { promoteAtField, promoteAtSort } from './lib/metadata/promote-at.js';
import { applyIndexes, applyTable } from './lib/tables/apply.js';
import { freezeIndexes, freezeTables } from './lib/tables/freezes.js';
import { removeAdditions } from './lib/tables/remove.js';
import { changeSchema } from './lib/vendor.js';

/** @import { Knex } from 'knex' */

const FIELD = 'artifact_versions.promote_at';

const OURS = new Set([
  'artifact_freezes',
  'artifact_schedules',
  FIELD,
  ...freezeIndexes.map(({ name }) => name),
]);

/**
 * What freezes and schedules need: their tables, the moment at which a version goes live, and the sentences of their
 * error codes.
 *
 * @param {Knex} knex
 */
export async function up(knex) {
  await changeSchema(knex, async (trx, vendor) => {
    for (const table of freezeTables) await applyTable(trx, vendor, table);
    await applyIndexes(trx, vendor, freezeIndexes);
    await registerField(trx, 'artifact_versions', promoteAtField, promoteAtSort);
    await addMessages(trx, freezeMessages);
  });
  // On SQLite a trigger can only name a column that is there.
  await installGuards(knex);
}

/**
 * @param {Knex} knex
 */
export async function down(knex) {
  // They mention what goes; the release before this one puts its own back when it starts.
  await removeGuards(knex, 'artifact_versions');
  await changeSchema(knex, async (trx, vendor) => {
    await removeMessages(trx, freezeMessages);
    if (await wasAdded(trx, 'field', FIELD)) {
      await trx('directus_fields').where({ collection: 'artifact_versions', field: 'promote_at' }).delete();
      await forgetAddition(trx, 'field', FIELD);
    }
    await removeAdditions(trx, vendor, (name) => OURS.has(name));
  });
}
