import { randomUUID } from 'node:crypto';
import type { Key } from '../../src/domain/words.js';
import type { Api } from '../../tests/helpers/api.js';
import { succeeded } from './clients.js';

/** A collection of Directus' own kind beside ours: as wide as artifact_versions, without our hooks and guards. */
export const PLAIN = 'plain_rows';

const TEXTS = ['project_id', 'schema_key', 'status', 'summary', 'content_hash', 'change_origin', 'parent_id'];

/** Makes {@link PLAIN}, with content versioning, if it is not there. */
export async function createPlainCollection(admin: Api): Promise<void> {
  if ((await admin.get(`/collections/${PLAIN}`)).status === 200) return;
  const text = (field: string) => ({ field, type: 'string', schema: {}, meta: { interface: 'input' } });
  await succeeded(
    admin.post('/collections', {
      collection: PLAIN,
      schema: {},
      meta: { versioning: true, accountability: 'all' },
      fields: [
        { field: 'id', type: 'uuid', meta: { special: ['uuid'] }, schema: { is_primary_key: true } },
        ...TEXTS.map(text),
        { field: 'version_number', type: 'integer', schema: {}, meta: {} },
        { field: 'value', type: 'json', schema: {}, meta: { special: ['cast-json'] } },
        { field: 'date_created', type: 'timestamp', schema: {}, meta: { special: ['date-created'] } },
      ],
    }),
  );
}

/** A row that says as much as a version does. */
export function plainRow(value: object): Record<string, unknown> {
  return {
    project_id: randomUUID(),
    schema_key: 'brand.logo',
    status: 'pending',
    summary: 'An attempt',
    content_hash: 'a'.repeat(64),
    change_origin: 'sync',
    parent_id: randomUUID(),
    version_number: 1,
    value,
  };
}

export async function createPlainRow(admin: Api, value: object): Promise<Key> {
  return (await succeeded<{ id: Key }>(admin.post(`/items/${PLAIN}`, plainRow(value)))).id;
}

/** One round of native content versioning on an item: a version is made, filled, compared, and promoted. */
export async function nativeCycle(admin: Api, item: Key, value: object): Promise<void> {
  const key = randomUUID();
  const version = await succeeded<{ id: string }>(
    admin.post('/versions', { key, name: key, collection: PLAIN, item: String(item) }),
  );
  await succeeded(admin.post(`/versions/${version.id}/save`, { value }));
  const { mainHash } = await succeeded<{ mainHash: string }>(admin.get(`/versions/${version.id}/compare`));
  await succeeded(admin.post(`/versions/${version.id}/promote`, { mainHash }));
}
