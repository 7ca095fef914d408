import { additionsOf, forgetAddition } from '../additions.js';

/**
 * @import { Knex } from 'knex'
 * @import { AdditionKind } from '../additions.js'
 */

/**
 * Removes the rows that `applyMetadata` added.
 *
 * @param {Knex.Transaction} trx
 * @param {(collection: string) => boolean} [isMeant] of which collections; all unless told otherwise
 */
export async function removeMetadata(trx, isMeant = () => true) {
  /** @param {AdditionKind} kind */
  const meant = async (kind) =>
    (await additionsOf(trx, kind)).filter(({ name }) => isMeant(name.split('.')[0] ?? name));
  for (const { name } of await meant('relation')) {
    const [many_collection = '', many_field = ''] = name.split('.');
    await trx('directus_relations').where({ many_collection, many_field }).delete();
  }
  for (const { name } of await meant('field')) {
    const [collection = '', field = ''] = name.split('.');
    await trx('directus_fields').where({ collection, field }).delete();
  }
  for (const { name: collection } of await meant('preset')) {
    await trx('directus_presets').where({ collection, bookmark: null, user: null, role: null }).delete();
  }
  for (const { name: collection } of await meant('collection')) {
    await trx('directus_collections').where({ collection }).delete();
  }
  for (const kind of /** @type {const} */ (['relation', 'field', 'preset', 'collection'])) {
    for (const { name } of await meant(kind)) await forgetAddition(trx, kind, name);
  }
}
