import { beforeAll, describe, expect, test } from 'vitest';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createTask, pendingVersion, uploadFile } from '../helpers/sample.js';
import { liveVersion } from './support-guards/stages.js';
import type { Staged } from './support-guards/stages.js';
import { makeCallers } from './support-who-may/callers.js';
import type { Callers } from './support-who-may/callers.js';
import { expectRow } from './support-who-may/table.js';

/** Directus' own routes, as far as they concern the registry. `-` is 403 FORBIDDEN. */
const TABLE: Record<string, string> = {
  //                                       nobody expired revoked shared blind reader agent reviewer admin
  'GET projects': '-   expired unknown  -    200   200  200   200   200',
  'GET tasks': '-   expired unknown  -    200   200  200   200   200',
  'GET documents': '-   expired unknown  -    200   200  200   200   200',
  'GET task_executions': '-   expired unknown  -    -     200  200   200   200',
  'GET artifact_versions': '-   expired unknown  200  -     200  200   200   200',
  'GET artifact_approvals': '-   expired unknown  -    -     200  200   200   200',
  'GET artifact_files': '-   expired unknown  -    -     200  200   200   200',
  'GET task_artifacts': '-   expired unknown  -    -     200  200   200   200',
  'GET artifact_idempotency_keys': '-   expired unknown  -    -     -    -     -     200',
  'GET artifact_callbacks': '-   expired unknown  -    -     -    -     -     200',
  'GET artifact_subscriptions': '-   expired unknown  -    -     -    -     -     200',
  'GET artifact_policies': '-   expired unknown  -    -     200  200   200   200',
  'GET artifact_policy_revisions': '-   expired unknown  -    -     -    -     -     200',
  'GET artifact_policy_decisions': '-   expired unknown  -    -     -    -     -     200',
  'GET artifact_freezes': '-   expired unknown  -    -     -    -     -     200',
  'GET artifact_schedules': '-   expired unknown  -    -     -    -     -     200',
  'GET artifact_review_settings': '- expired unknown -  -     -    -     -     200',
  'GET artifact_notifications': '-   expired unknown -  -     -    -     -     200',
  'GET artifact_review_queue': '-   expired unknown  -  -     -    -     -     200',
  'POST projects': '-   expired unknown  -    -     -    -     -     200',
  'POST tasks': '-   expired unknown  -    -     -    -     -     200',
  'POST artifact_versions': '-   expired unknown  -    -     -    200   200   200',
  'POST artifact_approvals': '-   expired unknown  -    -     -    -     200   200',
  'POST artifact_files': '-   expired unknown  -    -     -    200   200   200',
  'POST task_artifacts': '-   expired unknown  -    -     -    200   200   200',
  'PATCH projects title': '-   expired unknown  -    -     -    -     -     200',
  'PATCH projects context':
    'read-only expired unknown read-only read-only read-only read-only read-only read-only',
  'PATCH tasks status': '-   expired unknown  -    200   -    200   200   200',
  'PATCH artifact_versions status': '-   expired unknown  -    -     -    -     200   200',
  'PATCH artifact_versions value': '-   expired unknown  -    -     -    -     200   200',
  'PATCH artifact_approvals reason':
    'append-only expired unknown append-only append-only append-only append-only append-only append-only',
  'DELETE artifact_versions':
    'append-only expired unknown append-only append-only append-only append-only append-only append-only',
  'DELETE artifact_approvals':
    'append-only expired unknown append-only append-only append-only append-only append-only append-only',
  'DELETE projects': '-   expired unknown  -    append-only append-only append-only append-only append-only',
  'DELETE artifact_files': '-   expired unknown  -    -     -    -     -     204',
  'graphql create version': 'no-such expired unknown no-such no-such no-such 200 200 200',
  'graphql create entry': 'no-such expired unknown no-such no-such no-such no-such 200 200',
  'graphql update version': 'no-such expired unknown no-such no-such no-such no-such 200 200',
  'graphql update task': 'no-such expired unknown no-such 200 no-such 200 200 200',
  'graphql update project': 'no-such expired unknown no-such no-such no-such no-such no-such read-only',
  'graphql delete version': 'no-such expired unknown no-such no-such no-such no-such no-such append-only',
};

const rowsOn = (vendor: (typeof vendors)[number]): [string, string][] =>
  Object.entries(TABLE).filter(
    ([row], index) => vendor === vendors[0] || index % 5 === 0 || row.startsWith('graphql c'),
  );

describe.each(vendors)('who may use which of Directus’ routes on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  let live: Staged;
  let callers: Callers;

  beforeAll(async () => {
    live = await liveVersion(instance, { files: [await uploadFile(instance)] });
    callers = await makeCallers(instance, live.version.id);
  });

  const pending = async (): Promise<string> => {
    const { version } = await pendingVersion(instance, {
      project_id: live.projectId,
      files: [await uploadFile(instance)],
    });
    return version.id;
  };
  const entry = async (): Promise<string> => {
    const row: { id: string } = await instance
      .knex('artifact_approvals')
      .where({ project_id: live.projectId })
      .orderBy('sequence')
      .first('id');
    return row.id;
  };

  /** Bodies of POST, by collection. */
  const created: Record<string, () => Promise<object> | object> = {
    projects: () => ({ title: 'New' }),
    tasks: () => ({ title: 'New', project_id: live.projectId }),
    artifact_versions: () => ({ project_id: live.projectId, schema_key: 'who.may', value: 1 }),
    artifact_approvals: async () => ({
      artifact_version_id: await pending(),
      action: 'request_changes',
      reason: 'x',
    }),
    artifact_files: async () => ({
      artifact_version_id: await pending(),
      directus_files_id: await uploadFile(instance),
    }),
    task_artifacts: async () => ({
      artifact_version_id: await pending(),
      task_id: await createTask(instance, live.projectId),
    }),
  };

  /** What PATCH and DELETE are about, by row. */
  const changed: Record<string, () => Promise<[unknown, object?]>> = {
    'PATCH projects title': async () => Promise.resolve([live.projectId, { title: 'Renamed' }]),
    'PATCH projects context': async () => Promise.resolve([live.projectId, { context: { a: 1 } }]),
    'PATCH tasks status': async () => [await createTask(instance, live.projectId), { status: 'done' }],
    'PATCH artifact_versions status': async () => [await pending(), { status: 'approved' }],
    'PATCH artifact_versions value': async () => [await pending(), { value: { b: 2 } }],
    'PATCH artifact_approvals reason': async () => [await entry(), { reason: 'Forged' }],
    'DELETE artifact_versions': async () => [await pending()],
    'DELETE artifact_approvals': async () => [await entry()],
    'DELETE projects': async () => Promise.resolve([live.projectId]),
    'DELETE artifact_files': async () => {
      const id = await pending();
      const row: { id: string } = await instance
        .knex('artifact_files')
        .where({ artifact_version_id: id })
        .first('id');
      return [row.id];
    },
  };

  const update = (collection: string): string =>
    `mutation ($id: ID!, $data: update_${collection}_input!) { update_${collection}_item(id: $id, data: $data) { id } }`;
  /** Who may create projects has to name this one as a row; the others by its key. */
  const projectFor = (who: string): unknown =>
    who === 'admin' ? { id: live.projectId, context_version: 1 } : live.projectId;
  const mutations: Record<string, (who: string) => Promise<[string, Record<string, unknown>]>> = {
    'create version': async (who) => {
      const data = { project_id: projectFor(who), schema_key: 'who.may', value: 1, version_number: 1 };
      const query = `mutation ($data: create_artifact_versions_input!) { create_artifact_versions_item(data: $data) { __typename } }`;
      return Promise.resolve([query, { data }]);
    },
    'create entry': async (who) => {
      const id = await pending();
      const version = { id, project_id: projectFor(who), schema_key: 'brand.logo', version_number: 1 };
      const demanded = {
        actor_type: 'rule',
        sequence: 1,
        entry_hash: 'x',
        date_created: '2001-01-01T00:00:00',
      };
      const data = { artifact_version_id: version, action: 'request_changes', reason: 'x', ...demanded };
      const query = `mutation ($data: create_artifact_approvals_input!) { create_artifact_approvals_item(data: $data) { __typename } }`;
      return [query, { data: { ...data, project_id: projectFor(who) } }];
    },
    'update version': async () => [
      update('artifact_versions'),
      { id: await pending(), data: { status: 'approved' } },
    ],
    'update task': async () => [
      update('tasks'),
      { id: await createTask(instance, live.projectId), data: { status: 'done' } },
    ],
    'update project': async () =>
      Promise.resolve([update('projects'), { id: live.projectId, data: { context: { a: 1 } } }]),
    'delete version': async () => [
      `mutation ($id: ID!) { delete_artifact_versions_item(id: $id) { id } }`,
      { id: await pending() },
    ],
  };

  test.each(rowsOn(vendor))('%s', async (row, expected) => {
    const [method = '', ...words] = row.split(' ');
    const [collection = ''] = words;
    await expectRow(callers, expected, async ({ api }, who) => {
      if (method === 'graphql') return api.graphql(...(await mutations[words.join(' ')]!(who)));
      const path = `/items/${collection}`;
      if (method === 'GET') return api.get(`${path}?limit=1`);
      if (method === 'POST') return api.post(path, await created[collection]!());
      const [id, fields] = await changed[row]!();
      return method === 'PATCH'
        ? api.patch(`${path}/${String(id)}`, fields)
        : api.delete(`${path}/${String(id)}`);
    });
  });

  test('a share shows its one version, and no other row of the registry', async () => {
    const { api } = callers.shared;
    const seen = await api.get<{ data: unknown[] }>('/items/artifact_versions?fields=id&limit=-1');
    expect(seen.body.data).toHaveLength(1);
    expect(JSON.stringify(seen.body.data)).toContain(live.version.id);
    expect((await api.get(`/items/artifact_versions/${await pending()}`)).status).toBe(403);
  });
});
