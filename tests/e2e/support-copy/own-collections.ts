import type { Json, Key } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { expectData } from '../../helpers/sample.js';

/** Fields of every type that has its own form on SQLite, as the Studio makes them. */
const FIELDS = [
  { field: 'name', type: 'string' },
  { field: 'active', type: 'boolean', meta: { special: ['cast-boolean'] }, schema: { default_value: true } },
  { field: 'since', type: 'timestamp', meta: { special: ['cast-timestamp'] } },
  { field: 'meeting', type: 'dateTime' },
  { field: 'birthday', type: 'date' },
  { field: 'opens', type: 'time' },
  { field: 'settings', type: 'json', meta: { special: ['cast-json'] } },
  { field: 'tags', type: 'csv', meta: { special: ['cast-csv'] } },
  { field: 'points', type: 'bigInteger' },
  { field: 'rating', type: 'float' },
  { field: 'notes', type: 'text' },
];

const CUSTOMERS = [
  {
    name: 'Ünïcödé & Söhne 🦊',
    active: false,
    since: '2026-03-29T01:30:00.123Z',
    meeting: '2026-07-01T09:15:00',
    birthday: '1969-12-31',
    opens: '08:30:00',
    settings: { deep: [1, 1.5, null, 'x'], empty: {} },
    tags: ['a', 'b'],
    points: 4_000_000_000,
    rating: 0.1,
    notes: `${'long '.repeat(2000)}'quoted" \\ and ? and ??`,
  },
  { name: 'Only a name' },
  { name: '', settings: [], tags: [], rating: 0, points: 0 },
  // The last one is deleted again: its key must not be given out once more.
  { name: 'Gone' },
];

/** Collections that are nobody's but the operator's: integer and uuid keys, references to each other and to ours. */
export async function makeOwnCollections(instance: Instance, projectId: Key): Promise<void> {
  const admin = as(instance.url, instance.admin.token);
  const post = async (path: string, body: Json) => expectData(await admin.post<{ data?: Json }>(path, body));
  const id = { field: 'id', type: 'integer', schema: { is_primary_key: true, has_auto_increment: true } };
  const uuid = {
    field: 'id',
    type: 'uuid',
    meta: { special: ['uuid'] },
    schema: { is_primary_key: true, length: 36, has_auto_increment: false },
  };
  await post('/collections', { collection: 'customers', schema: {}, meta: {}, fields: [id, ...FIELDS] });
  await post('/collections', {
    collection: 'orders',
    schema: {},
    meta: {},
    fields: [
      uuid,
      { field: 'customer', type: 'integer', meta: { special: ['m2o'] } },
      { field: 'project', type: 'uuid', meta: { special: ['m2o'] } },
      { field: 'replaces', type: 'uuid', meta: { special: ['m2o'] } },
    ],
  });
  for (const [field, related_collection] of Object.entries({
    customer: 'customers',
    project: 'projects',
    replaces: 'orders',
  }))
    await post('/relations', { collection: 'orders', field, related_collection, schema: {}, meta: {} });
  await post('/fields/projects', { field: 'team', type: 'string', meta: {}, schema: {} });
  await admin.patch(`/items/projects/${String(projectId)}`, { team: 'North' });
  const customers = (await post('/items/customers', CUSTOMERS)) as { id: number }[];
  await admin.delete(`/items/customers/${customers.at(-1)!.id}`);
  const order = (await post('/items/orders', { customer: 1, project: projectId })) as { id: string };
  await post('/items/orders', { customer: 2, replaces: order.id });
}
