import { installGuards, removeGuards } from './lib/guards.js';
import { applyMetadata } from './lib/metadata/apply.js';
import { addMessages, removeMessages } from './lib/metadata/messages.js';
import { policies } from './lib/metadata/policies.js';
import { policyMessages } from './lib/metadata/policy-messages.js';
import { removeMetadata } from './lib/metadata/remove.js';
import { applyIndexes, applyTable } from './lib/tables/apply.js';
import { convertJson } from './lib/tables/convert-json.js';
import { policyIndexes, policyTables } from './lib/tables/policies.js';
import { removeAdditions } from './lib/tables/remove.js';
import { changeSchema } from './lib/vendor.js';

/** @import { Knex } from 'knex' */

const TABLES = policyTables.map(({ name }) => name);
const INDEXES = new Set(policyIndexes.map(({ name }) => name));

/** @param {string} name of a table, of a column or constraint behind its table, or of an index */
const isOurs = (name) => INDEXES.has(name) || TABLES.includes(name.split('.')[0] ?? name);

/**
 * Policies: who must agree, and what passes or fails by itself.
 *
 * @param {Knex} knex
 */
export async function up(knex) {
  await changeSchema(knex, async (trx, vendor) => {
    for (const table of policyTables) await applyTable(trx, vendor, table);
    if (vendor === 'postgres') await convertJson(trx, policyTables);
    await applyIndexes(trx, vendor, policyIndexes);
    await applyMetadata(trx, policies);
    await addMessages(trx, policyMessages);
  });
  // The revisions are counted and kept by triggers.
  await installGuards(knex);
}

/**
 * @param {Knex} knex
 */
export async function down(knex) {
  await changeSchema(knex, async (trx, vendor) => {
    await removeGuards(trx, 'artifact_policies');
    await removeGuards(trx, 'artifact_policy_revisions');
    await removeMessages(trx, policyMessages);
    await removeMetadata(trx, (collection) => collection === policies.collection);
    await removeAdditions(trx, vendor, isOurs);
  });
}
