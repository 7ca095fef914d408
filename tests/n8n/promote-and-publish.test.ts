import { beforeAll, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { createProject, createTask, finishTask, pendingVersion, readProject } from '../helpers/sample.js';
import { decide } from '../e2e/support-callbacks/outbox.js';
import type { Pair } from './support/pair.js';
import { sharedPair } from './support/pair.js';
import { startProxy } from './support/proxy.js';

let pair: Pair;
beforeAll(() => {
  pair = sharedPair();
});

/** A task with one approved version that is not live yet. */
async function approved(schema_key: string, project_id?: string | number) {
  const { directus } = pair;
  const input = project_id === undefined ? { schema_key } : { schema_key, project_id };
  const pending = await pendingVersion(directus, input);
  await decide(directus, pending.version.id, 'approve');
  return pending;
}

const PROMOTIONS = 'POST /artifacts/promotions';

test('what is approved goes live, and the new context is used', async () => {
  const { directus, n8n } = pair;
  const { projectId: project_id, taskId: task_id, version } = await approved('brand.logo');
  const id = await n8n.run('promote-and-publish', { directus_url: directus.url, project_id, task_id });
  const execution = await n8n.reached(id, 'success');
  expect(execution.items('Publish')).toMatchObject([
    { context_version: 1, now_live: ['brand.logo'], context: { brand: { logo: { format: 'PNG' } } } },
  ]);
  const row = await directus.knex('artifact_versions').where({ id: version.id }).first();
  expect(row).toMatchObject({ promoted_context_version: 1 });
});

test('somebody who promotes at the same moment is not overwritten: it is read and tried again', async () => {
  const { directus, n8n } = pair;
  const { projectId: project_id, taskId: task_id } = await approved('brand.logo');
  const other = await approved('copy.headline', project_id);
  let requests = 0;
  const proxy = await startProxy(directus.url, {
    before: async (route) => {
      if (route !== PROMOTIONS) return;
      requests += 1;
      if (requests === 1) await finishTask(as(directus.url, directus.reviewer.token), other.taskId);
    },
  });
  const id = await n8n.run('promote-and-publish', { directus_url: proxy.url, project_id, task_id });
  const execution = await n8n.reached(id, 'success');
  await proxy.close();
  expect(requests).toBe(2);
  expect(execution.items('Publish')).toMatchObject([
    { context_version: 2, now_live: ['brand.logo'], context: { copy: {}, brand: {} } },
  ]);
  expect(await readProject(directus, project_id)).toMatchObject({ context_version: 2 });
});

test('a promotion whose answer was lost is answered again, not done again', async () => {
  const { directus, n8n } = pair;
  const { projectId: project_id, taskId: task_id } = await approved('brand.logo');
  let requests = 0;
  const proxy = await startProxy(directus.url, {
    after: (route) => {
      if (route === PROMOTIONS) requests += 1;
      return Promise.resolve(route === PROMOTIONS && requests === 1 ? 'drop' : undefined);
    },
  });
  const id = await n8n.run('promote-and-publish', { directus_url: proxy.url, project_id, task_id });
  const execution = await n8n.reached(id, 'success');
  await proxy.close();
  expect(requests).toBe(2);
  expect(execution.items('Publish')).toMatchObject([{ context_version: 1, now_live: ['brand.logo'] }]);
  expect(await readProject(directus, project_id)).toMatchObject({ context_version: 1 });
});

test('what no retry can put right ends the workflow at once with the reason', async () => {
  const { directus, n8n } = pair;
  const project_id = await createProject(directus);
  await createTask(directus, project_id);
  const config = { directus_url: directus.url, project_id, task_id: '00000000-0000-4000-8000-000000000000' };
  const execution = await n8n.reached(await n8n.run('promote-and-publish', config), 'error');
  expect(execution.error?.message).toMatch(/^Not promoted after 1 attempts\. 403 FORBIDDEN: /);
});
