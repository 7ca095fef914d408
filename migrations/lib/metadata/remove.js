import { additionsOf, forgetAdditions } from '../additions.js';

/** @import { Knex } from 'knex' */

/**
 * Removes the rows that `applyMetadata` added.
 *
 * @param {Knex.Transaction} trx
 */
export async function removeMetadata(trx) {
  for (const { name } of await additionsOf(trx, 'relation')) {
    const [many_collection = '', many_field = ''] = name.split('.');
    await trx('directus_relations').where({ many_collection, many_field }).delete();
  }
  for (const { name } of await additionsOf(trx, 'field')) {
    const [collection = '', field = ''] = name.split('.');
    await trx('directus_fields').where({ collection, field }).delete();
  }
  for (const { name: collection } of await additionsOf(trx, 'preset')) {
    await trx('directus_presets').where({ collection, bookmark: null, user: null, role: null }).delete();
  }
  for (const { name: collection } of await additionsOf(trx, 'collection')) {
    await trx('directus_collections').where({ collection }).delete();
  }
  for (const kind of /** @type {const} */ (['relation', 'field', 'preset', 'collection'])) {
    await forgetAdditions(trx, kind);
  }
}
