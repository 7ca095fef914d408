import { randomUUID } from 'node:crypto';
import { AGENT_POLICY, REVIEWER_POLICY } from '../../cli/lib/policies.js';
import type { Key } from '../../src/domain/words.js';
import type { Api } from '../../tests/helpers/api.js';
import { succeeded } from './clients.js';

/** A collection of Directus' own kind beside ours: as wide as artifact_versions, without our hooks and guards. */
export const PLAIN = 'plain_rows';

/** Fields that are relations of ours, columns of Directus, or belong to rows that only we have. */
const NOT_PLAIN = new Set(['alias', 'unknown']);

interface Field {
  field: string;
  type: string;
  meta: { special: string[] | null; interface: string | null } | null;
  schema: { is_primary_key: boolean } | null;
}

/**
 * Makes {@link PLAIN}, with content versioning, if it is not there: a column for each of `artifact_versions`, of the same
 * type, and the rights that our two policies have there.
 */
export async function createPlainCollection(admin: Api): Promise<void> {
  if ((await admin.get(`/collections/${PLAIN}`)).status === 200) return;
  const ours = await succeeded<Field[]>(admin.get('/fields/artifact_versions'));
  const fields = ours
    .filter(({ type, schema }) => schema !== null && !NOT_PLAIN.has(type))
    .map(({ field, type, meta, schema }) => ({
      field,
      type,
      meta: { special: (meta?.special ?? []).filter((one) => one !== 'm2o' && one !== 'file') },
      schema: schema?.is_primary_key === true ? { is_primary_key: true } : {},
    }));
  await succeeded(
    admin.post('/collections', {
      collection: PLAIN,
      schema: {},
      meta: { versioning: true, accountability: 'all' },
      fields,
    }),
  );
  const named = `filter[name][_in]=${AGENT_POLICY},${REVIEWER_POLICY}`;
  const policies = await succeeded<{ id: string }[]>(admin.get(`/policies?${named}&fields=id`));
  for (const { id: policy } of policies) {
    for (const collection of [PLAIN, 'directus_versions']) {
      for (const action of ['create', 'read', 'update'])
        await succeeded(admin.post('/permissions', { policy, collection, action, fields: ['*'] }));
    }
  }
}

/** A row that says as much as a version does. */
export function plainRow(value: object): Record<string, unknown> {
  const hash = 'a'.repeat(64);
  return {
    id: randomUUID(),
    project_id: randomUUID(),
    schema_key: 'brand.logo',
    version_number: 1,
    status: 'pending',
    value,
    source_task_id: randomUUID(),
    content_hash: hash,
    parent_id: randomUUID(),
    parent_hash: hash,
    change_origin: 'sync',
    version_lineage: Array.from({ length: 10 }, () => hash),
    lineage_depth: 9,
    lineage_jump_id: randomUUID(),
    generation: 10,
  };
}

export async function createPlainRow(api: Api, value: object): Promise<Key> {
  return (await succeeded<{ id: Key }>(api.post(`/items/${PLAIN}`, plainRow(value)))).id;
}

/**
 * One round of native content versioning on an item: a version is made, filled, compared, and promoted. By those who do
 * the same with ours: the agent what comes before the review.
 */
export async function nativeCycle(
  { agent, reviewer }: { agent: Api; reviewer: Api },
  item: Key,
  value: object,
): Promise<void> {
  const key = randomUUID();
  const version = await succeeded<{ id: string }>(
    agent.post('/versions', { key, name: key, collection: PLAIN, item: String(item) }),
  );
  await succeeded(agent.post(`/versions/${version.id}/save`, { value }));
  const { mainHash } = await succeeded<{ mainHash: string }>(reviewer.get(`/versions/${version.id}/compare`));
  await succeeded(reviewer.post(`/versions/${version.id}/promote`, { mainHash }));
}
