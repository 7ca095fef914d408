import { applyMetadata } from './lib/metadata/apply.js';
import { collections } from './lib/metadata/collections.js';
import { removeMetadata } from './lib/metadata/remove.js';
import { changeSchema } from './lib/vendor.js';

/** @import { Knex } from 'knex' */

/**
 * Collections, fields and relations as Directus and its Studio know them.
 *
 * @param {Knex} knex
 */
export async function up(knex) {
  await changeSchema(knex, async (trx) => {
    for (const collection of collections) await applyMetadata(trx, collection);
  });
}

/**
 * @param {Knex} knex
 */
export async function down(knex) {
  await changeSchema(knex, (trx) => removeMetadata(trx));
}
