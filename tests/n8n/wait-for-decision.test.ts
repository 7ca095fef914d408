import { beforeAll, expect, test, vi } from 'vitest';
import type { Key, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { createProject, createTask } from '../helpers/sample.js';
import { decide, settledOutbox } from '../e2e/support-callbacks/outbox.js';
import type { Pair } from './support/pair.js';
import { sharedPair } from './support/pair.js';
import { startProxy } from './support/proxy.js';

let pair: Pair;
beforeAll(() => {
  pair = sharedPair();
});

/** Starts the template for a new project. */
async function ask(more: Record<string, unknown> = {}): Promise<{ id: string; project_id: Key }> {
  const { directus, n8n } = pair;
  const project_id = await createProject(directus);
  const task_id = await createTask(directus, project_id);
  const config = { directus_url: directus.url, project_id, task_id, ...more };
  return { id: await n8n.run('wait-for-decision', config), project_id };
}

/** The n-th attempt of a project, once the workflow has recorded it and waits. */
async function attempt(id: string, project_id: Key, nth: number): Promise<Version> {
  const { directus, n8n } = pair;
  const version = await vi.waitUntil(
    () => directus.knex<Version>('artifact_versions').where({ project_id, version_number: nth }).first(),
    { timeout: 60_000, interval: 50 },
  );
  await n8n.reached(id, 'waiting');
  return version;
}

test('an approval lets the workflow go on', async () => {
  const { directus, n8n } = pair;
  const { id, project_id } = await ask();
  const version = await attempt(id, project_id, 1);
  expect(version.callback_url).toMatch(/signature=/);
  await decide(directus, version.id, 'approve');
  const execution = await n8n.reached(id, 'success');
  expect(execution.items('Go on: approved')).toMatchObject([
    { outcome: 'approved', version: { id: version.id } },
  ]);
  const [row] = await settledOutbox(directus, version.id);
  expect(row).toMatchObject({ status: 'delivered', last_status: 200 });
});

test('what is turned down is tried again with the feedback, but not more often than asked for', async () => {
  const { directus, n8n } = pair;
  const { id, project_id } = await ask({ max_attempts: 3 });
  const first = await attempt(id, project_id, 1);
  await decide(directus, first.id, 'reject', { reason: 'Too long' });
  const second = await attempt(id, project_id, 2);
  await decide(directus, second.id, 'request_changes', { reason: 'Too short' });
  const third = await attempt(id, project_id, 3);
  await decide(directus, third.id, 'reject', { reason: 'Too late' });
  const execution = await n8n.reached(id, 'error');

  expect(execution.error?.message).toBe(
    'No attempt was approved, 3 were made. The last one was turned down because: Too late',
  );
  const versions = await directus
    .knex<{ project_id: Key; version_number: number; status: string; value: string }>('artifact_versions')
    .where({ project_id })
    .orderBy('version_number');
  expect(versions.map(({ status, value }) => [status, JSON.parse(value) as unknown])).toEqual([
    ['rejected', { text: 'Attempt 1', answers: [] }],
    ['pending', { text: 'Attempt 2', answers: ['Too long'] }],
    ['rejected', { text: 'Attempt 3', answers: ['Too short', 'Too long'] }],
  ]);
});

test('a decision on an earlier attempt, at the same moment, does not end the wait for the later one', async () => {
  const { directus, n8n } = pair;
  const { id, project_id } = await ask();
  const first = await attempt(id, project_id, 1);
  await decide(directus, first.id, 'request_changes', { reason: 'Shorter' });
  const second = await attempt(id, project_id, 2);
  await decide(directus, first.id, 'reject', { reason: 'Never mind' });
  await vi.waitUntil(async () => (await n8n.reached(id, 'waiting')).runs('Outcome') === 2, {
    timeout: 60_000,
  });
  await decide(directus, second.id, 'approve');
  const execution = await n8n.reached(id, 'success');
  expect(execution.items('Go on: approved')).toMatchObject([{ attempt: 2, version: { id: second.id } }]);
  expect(await directus.knex('artifact_versions').where({ project_id })).toHaveLength(2);
});

test('of two reviewers who decide at once, the workflow follows the one whose decision stands', async () => {
  const { directus, n8n } = pair;
  const { id, project_id } = await ask({ max_attempts: 1 });
  const version = await attempt(id, project_id, 1);
  const one = as(directus.url, directus.reviewer.token);
  const other = as(directus.url, directus.secondReviewer.token);
  const replies = await Promise.all([
    one.post('/artifacts/decisions', { version_id: version.id, action: 'approve' }),
    other.post('/artifacts/decisions', { version_id: version.id, action: 'reject', reason: 'No' }),
  ]);
  const statuses = replies.map(({ status }) => status);
  // A rejection after the approval is no legal decision, nor the other way round.
  expect([...statuses].sort()).toEqual([200, 409]);
  const execution = await n8n.reached(id, statuses[0] === 200 ? 'success' : 'error');
  expect(execution.items('What was decided')).toMatchObject([
    { outcome: statuses[0] === 200 ? 'approved' : 'give up' },
  ]);
});

test('a reviewer who decides before the workflow waits is heard all the same', async () => {
  const { directus, n8n } = pair;
  const decided: string[] = [];
  const proxy = await startProxy(directus.url, {
    // The version is recorded, and n8n does not know it yet.
    after: async (route, body) => {
      if (route !== 'POST /artifacts/versions') return undefined;
      const { id: versionId } = (body as { data: { id: string } }).data;
      decided.push(versionId);
      await decide(directus, versionId, 'approve');
      await vi.waitUntil(
        async () => (await directus.knex('artifact_callbacks').where({ last_status: 409 })).length > 0,
        { timeout: 20_000, interval: 20 },
      );
      return undefined;
    },
  });
  const { id } = await ask({ directus_url: proxy.url });
  const execution = await n8n.reached(id, 'success');
  expect(execution.items('Go on: approved')).toMatchObject([{ version: { id: decided[0] } }]);
  const [row] = await settledOutbox(directus, decided[0] ?? '');
  expect(row).toMatchObject({ status: 'delivered', last_status: 200 });
  expect(row?.attempts).toBeGreaterThan(1);
  await proxy.close();
});
