import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { createProject, createTask } from '../helpers/sample.js';
import { decide, settledOutbox } from '../e2e/support-callbacks/outbox.js';
import type { Pair } from './support/pair.js';
import { startPair } from './support/pair.js';

let pair: Pair;
beforeAll(async () => {
  pair = await startPair();
});
afterAll(() => pair.stop());

/** A workflow that waits for a reviewer, and the version it waits for. */
async function waiting(): Promise<{ id: string; version: Version }> {
  const { directus, n8n } = pair;
  const project_id = await createProject(directus);
  const task_id = await createTask(directus, project_id);
  const id = await n8n.run('wait-for-decision', { directus_url: directus.url, project_id, task_id });
  await n8n.reached(id, 'waiting');
  const version = await directus.knex<Version>('artifact_versions').where({ project_id }).first();
  if (version === undefined) throw new Error('Nothing was recorded.');
  return { id, version };
}

test('an n8n that was killed in mid-wait goes on when it is back, with what was decided meanwhile', async () => {
  const { directus, n8n } = pair;
  const { id, version } = await waiting();
  await n8n.kill();
  await decide(directus, version.id, 'approve');
  await n8n.start();
  const execution = await n8n.reached(id, 'success');
  expect(execution.items('Go on: approved')).toMatchObject([{ version: { id: version.id } }]);
  const [row] = await settledOutbox(directus, version.id);
  expect(row).toMatchObject({ status: 'delivered', last_status: 200 });
  expect(row?.attempts).toBeGreaterThan(1);
});

test('a Directus that was gone for 20 seconds in mid-wait is no matter', async () => {
  const { directus, n8n } = pair;
  const { id, version } = await waiting();
  await directus.kill();
  await sleep(20_000);
  await directus.restart();
  await decide(directus, version.id, 'approve');
  const execution = await n8n.reached(id, 'success');
  expect(execution.items('Go on: approved')).toMatchObject([{ version: { id: version.id } }]);
});

test('a Directus that goes away right after it has called is waited for', async () => {
  const { directus, n8n } = pair;
  const { id, version } = await waiting();
  await decide(directus, version.id, 'approve');
  await settledOutbox(directus, version.id);
  await directus.kill();
  await sleep(5_000);
  await directus.restart();
  const execution = await n8n.reached(id, 'success');
  expect(execution.items('Go on: approved')).toMatchObject([{ version: { id: version.id } }]);
});
