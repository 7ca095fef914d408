import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createProject, createTask, pendingVersion, recordVersion } from '../helpers/sample.js';
import { liveVersion } from './support-guards/stages.js';
import type { Staged } from './support-guards/stages.js';
import { operationsOf, readDescription } from './support-openapi/description.js';
import { adminToken, makeCallers } from './support-who-may/callers.js';
import type { Callers } from './support-who-may/callers.js';
import { expectRow } from './support-who-may/table.js';

/**
 * Every route below /artifacts: who gets what. A number is the status of a success, `-` is 403 FORBIDDEN. Where an address
 * is asked for, none is allowed on this server: who may register one gets as far as 400.
 */
const TABLE: Record<string, string> = {
  //                                         nobody expired revoked shared blind reader agent reviewer admin
  'post /artifacts/versions': '-   expired unknown  -    -     -    201   201   201',
  'post /artifacts/decisions': '-   expired unknown  -    -     -    -     200   200',
  'post /artifacts/promotions (task)': '-   expired unknown  -    200   -    200   200   200',
  'post /artifacts/promotions (project)': '-   expired unknown  -    -     -    -     -     200',
  'post /artifacts/promotions (versions)': '-   expired unknown  -    -     -    -     -     200',
  'post /artifacts/versions/{id}/schedule': '- expired unknown -     -     -    -     200   200',
  'post /artifacts/projects/{id}/freezes': '- expired unknown  -     -     -    -     -     201',
  'get /artifacts/projects/{id}/freezes': '- expired unknown   -     200   200  200   200   200',
  'post /artifacts/freezes/{id}/lift': '-   expired unknown   -     -     -    -     -     200',
  'get /artifacts/projects/{id}/context': '-   expired unknown  -    200   200  200   200   200',
  'get /artifacts/projects/{id}/context (old)': '- expired unknown -    -     200  200   200   200',
  'get /artifacts/projects/{id}/context/diff': '- expired unknown  -    -     200  200   200   200',
  'post /artifacts/projects/{id}/context/verify': '- expired unknown - -     200  200   200   200',
  'post /artifacts/projects/{id}/context/verify (repair)': '- expired unknown - - - -   -     200',
  'post /artifacts/projects/{id}/drift': '-   expired unknown  -    -     200  200   200   200',
  'get /artifacts/projects/{id}/history': '-   expired unknown  -    -     200  200   200   200',
  'get /artifacts/projects/{id}/audit/verify': '- expired unknown  -    -     200  200   200   200',
  'get /artifacts/projects/{id}/feedback': '-   expired unknown  -    -     200  200   200   200',
  'get /artifacts/projects/{id}/completeness': '- expired unknown -    200   200  200   200   200',
  'get /artifacts/projects/{id}/stale': '-   expired unknown  -    -     200  200   200   200',
  'get /artifacts/people': '-   expired unknown  -    200   200  200   200   200',
  'get /artifacts/versions/{id}/lineage': '-   expired unknown  -    -     200  200   200   200',
  'get /artifacts/versions/{id}/inputs': '-   expired unknown  -    -     200  200   200   200',
  'get /artifacts/stale': '-   expired unknown  -    -     200  200   200   200',
  'get /artifacts/lineage': '-   expired unknown  -    -     200  200   200   200',
  'get /artifacts/common-ancestor': '-   expired unknown  -    -     200  200   200   200',
  'get /artifacts/versions/{id}/diff': '-   expired unknown  -    -     200  200   200   200',
  'get /artifacts/versions/{id}/validation': '-   expired unknown  - -     200  200   200   200',
  'get /artifacts/versions/{id}/policies': '-   expired unknown  - -     200  200   200   200',
  'post /artifacts/policies/evaluate (version)': '- expired unknown - -    200  200   200   200',
  'post /artifacts/policies/evaluate (past)': '-   expired unknown - -     200  200   200   200',
  'post /artifacts/merges': '-   expired unknown  -    -     -    201   201   201',
  'post /artifacts/merges (rehearsed)': '-   expired unknown  -    -     200  200   200   200',
  'post /artifacts/versions/{id}/restore': '-   expired unknown  -    -     -    201   201   201',
  'post /artifacts/subscriptions':
    '-   expired unknown  -    -   400:INVALID_PAYLOAD 400:INVALID_PAYLOAD 400:INVALID_PAYLOAD 400:INVALID_PAYLOAD',
  'get /artifacts/subscriptions': '-   expired unknown  -    200   200  200   200   200',
  'get /artifacts/subscriptions/{id}': '-   expired unknown  -    -     -    200   -     200',
  'delete /artifacts/subscriptions/{id}': '-   expired unknown  -    -     -    204   -     204',
  'post /artifacts/callbacks/test':
    '-   expired unknown  -    -     -  400:INVALID_PAYLOAD 400:INVALID_PAYLOAD 400:INVALID_PAYLOAD',
  'get /artifacts/me/reviewing': '- expired unknown  -         -     -    -     200   200',
  'patch /artifacts/me/reviewing': '- expired unknown  -       -     -    -     200   200',
  'get /artifacts/health': '-   expired unknown  -    200   200  200   200   200',
  'get /artifacts/health (deep)': '-   expired unknown  -    -     -    -     -     200',
  'get /artifacts/openapi.json': '-   expired unknown  -    200   200  200   200   200',
};

/** On the second database every fourth row: rights are Directus', whatever the database. */
const rowsOn = (vendor: (typeof vendors)[number]): [string, string][] =>
  Object.entries(TABLE).filter((_, index) => vendor === vendors[0] || index % 4 === 0);

describe.each(vendors)('who may use which route on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const agent = as(instance.url, instance.agent.token);
  let live: Staged;
  let callers: Callers;

  beforeAll(async () => {
    live = await liveVersion(instance);
    callers = await makeCallers(instance, live.version.id);
    // A second step, so that the first is an old one.
    const next = await child('copy.claim', { text: 'x' });
    await callers.reviewer.api.post('/artifacts/decisions', { version_id: next, action: 'approve' });
  });

  const pending = () => pendingVersion(instance, { project_id: live.projectId, source_task_id: live.taskId });
  const child = async (schema_key: string, value: Json, parent_id?: string) => {
    const line = { project_id: live.projectId, schema_key, value };
    return (await recordVersion(agent, parent_id === undefined ? line : { ...line, parent_id })).id;
  };
  async function fork(): Promise<{ ours_id: string; theirs_id: string }> {
    const key = `k${randomUUID()}`;
    const base = await child(key, { a: 1, b: 1 });
    return {
      ours_id: await child(key, { a: 2, b: 1 }, base),
      theirs_id: await child(key, { a: 1, b: 2 }, base),
    };
  }
  async function subscription(): Promise<string> {
    const id = randomUUID();
    const owner = { user_id: instance.agent.id, project_id: live.projectId };
    const row = { id, ...owner, url: 'http://127.0.0.1:9/', actions: '["approve"]' };
    await instance.knex('artifact_subscriptions').insert({ ...row, date_created: new Date().toISOString() });
    return id;
  }

  /** One whose task is not done, so that it waits. */
  async function approvedVersion(): Promise<string> {
    const project_id = await createProject(instance);
    const source_task_id = await createTask(instance, project_id);
    const { version } = await pendingVersion(instance, { project_id, source_task_id });
    await callers.reviewer.api.post('/artifacts/decisions', { version_id: version.id, action: 'approve' });
    return version.id;
  }
  async function frozen(): Promise<string> {
    const id = randomUUID();
    const row = { id, project_id: live.projectId, schema_key: 'frozen', reason: 'x' };
    await instance.knex('artifact_freezes').insert({ ...row, frozen_at: new Date() });
    return id;
  }

  interface Asked {
    id?: string;
    query?: string;
    body?: unknown;
  }

  /** What is asked of a route: of something new each time where a success changes it. */
  const asked: Record<string, () => Promise<Asked> | Asked> = {
    'post /artifacts/versions': () => ({
      body: { project_id: live.projectId, schema_key: 'who.may', value: 1 },
    }),
    'post /artifacts/decisions': async () => ({
      body: { version_id: (await pending()).version.id, action: 'request_changes', reason: 'x' },
    }),
    'post /artifacts/promotions (task)': () => ({ body: { task_id: live.taskId } }),
    'post /artifacts/promotions (project)': () => ({ body: { project_id: live.projectId } }),
    'post /artifacts/promotions (versions)': () => ({ body: { version_ids: [live.version.id] } }),
    'get /artifacts/projects/{id}/context (old)': () => ({ query: '?at=1' }),
    'get /artifacts/projects/{id}/context/diff': () => ({ query: '?from=0' }),
    'post /artifacts/projects/{id}/context/verify (repair)': () => ({ body: { repair: true } }),
    'post /artifacts/projects/{id}/drift': () => ({ body: { upstream: { 'brand.logo': null } } }),
    'get /artifacts/people': () => ({ query: `?ids=${instance.agent.id}` }),
    'get /artifacts/lineage': () => ({
      query: `?project_id=${String(live.projectId)}&schema_key=brand.logo`,
    }),
    'get /artifacts/stale': () => ({ query: `?versions=${live.version.id}` }),
    'get /artifacts/common-ancestor': () => ({ query: `?a=${live.version.id}&b=${live.version.id}` }),
    'post /artifacts/policies/evaluate (version)': () => ({ body: { version_id: live.version.id } }),
    'post /artifacts/policies/evaluate (past)': () => ({
      body: { policy: { effect: 'auto_approve' }, project_id: live.projectId, days: 1 },
    }),
    'post /artifacts/merges': async () => ({ body: await fork() }),
    'post /artifacts/merges (rehearsed)': async () => ({ body: { ...(await fork()), dry_run: true } }),
    'post /artifacts/subscriptions': () => ({
      body: { url: 'http://127.0.0.1:9/', project_id: live.projectId },
    }),
    'post /artifacts/callbacks/test': () => ({ body: { url: 'http://127.0.0.1:9/' } }),
    'get /artifacts/subscriptions/{id}': async () => ({ id: await subscription() }),
    'delete /artifacts/subscriptions/{id}': async () => ({ id: await subscription() }),
    'post /artifacts/versions/{id}/schedule': async () => ({
      id: await approvedVersion(),
      body: { promote_at: new Date(Date.now() + 3_600_000).toISOString() },
    }),
    'post /artifacts/projects/{id}/freezes': () => ({ body: { schema_key: 'frozen', reason: 'x' } }),
    'post /artifacts/freezes/{id}/lift': async () => ({ id: await frozen() }),
    'get /artifacts/health (deep)': () => ({ query: `?deep=true&project_id=${String(live.projectId)}` }),
  };

  test('every route of the OpenAPI description has its row', async () => {
    const described = operationsOf(await readDescription(instance)).map(([route]) => route);
    const rows = Object.keys(TABLE).map((row) => row.replace(/ \(.*$/, ''));
    expect([...new Set(rows)].sort()).toEqual(described.sort());
  });

  test('a token like the expired one is good while its time lasts', async () => {
    const fresh = as(instance.url, adminToken(instance, 60));
    expect((await fresh.get('/artifacts/health')).status).toBe(200);
  });

  test.each(rowsOn(vendor))('%s', async (row, expected) => {
    const [method = '', template = ''] = row.split(' ');
    await expectRow(callers, expected, async ({ api }) => {
      const { id, query = '', body = {} } = (await asked[row]?.()) ?? {};
      const own = template.includes('/versions/') ? live.version.id : live.projectId;
      const path = template.replace('{id}', id ?? String(own)) + query;
      if (method === 'get') return api.get(path);
      if (method === 'patch') return api.patch(path, body);
      return method === 'post' ? api.post(path, body) : api.delete(path);
    });
  });
});
