import { readCollections, readFields, schemaSnapshot } from '@directus/sdk';
import { nameOf } from './our-part.js';

/**
 * @typedef {import('@directus/sdk').SchemaSnapshotOutput} Snapshot
 * @typedef {import('../policies.js').Client} Client
 */

/**
 * A collection as an instance has it. Key: the field that is its primary key.
 *
 * @typedef {{ key: string | null }} LiveCollection
 *
 * @typedef {object} LiveSchema
 * @property {Snapshot} snapshot  what Directus manages, to the last setting
 * @property {Map<string, LiveCollection>} collections  also tables that are not registered
 * @property {Map<string, Record<string, any>>} fields  by `collection.field`; also columns that are not registered
 */

/**
 * Everything about the schema of a running instance that a plan depends on.
 *
 * @param {Client} client with an administrator's token
 * @returns {Promise<LiveSchema>}
 */
export async function readLive(client) {
  const snapshot = await client.request(schemaSnapshot());
  /** @type {Record<string, any>[]} */
  const collections = await client.request(readCollections());
  /** @type {Record<string, any>[]} */
  const fields = await client.request(readFields());
  return {
    snapshot,
    collections: new Map(
      collections
        .filter(({ schema }) => schema !== null)
        .map(({ collection }) => [
          collection,
          {
            key:
              fields.find((one) => one['collection'] === collection && one['schema']?.is_primary_key)?.[
                'field'
              ] ?? null,
          },
        ]),
    ),
    fields: new Map(fields.map((field) => [nameOf(field), field])),
  };
}
