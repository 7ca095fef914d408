import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { decide, settledOutbox } from '../e2e/support-callbacks/outbox.js';
import { createProject, createTask, pendingVersion } from '../helpers/sample.js';
import { startNodePair } from './support/node-pair.js';
import type { NodePair } from './support/node-pair.js';
import { chosen, operation, OURS, sent, workflowOf } from './support/node-workflow.js';
import type { OwnPair } from './support/pair.js';
import { readTemplate, withTestTrigger } from './support/templates.js';

let pair: NodePair & OwnPair;
beforeAll(async () => {
  pair = await startNodePair();
});
afterAll(() => pair.stop());

interface Waiting {
  id: string;
  version: Version;
}

/** A workflow that waits for a reviewer, and the version it waits for. */
async function waiting(workflow: string): Promise<Waiting> {
  const { directus, n8n } = pair;
  const project_id = await createProject(directus);
  const task_id = await createTask(directus, project_id);
  const id = await n8n.run(workflow, { directus_url: directus.url, project_id, task_id });
  await n8n.reached(id, 'waiting');
  const version = await directus.knex<Version>('artifact_versions').where({ project_id }).first();
  if (version === undefined) throw new Error('Nothing was recorded.');
  return { id, version };
}

async function delivered({ version }: Waiting): Promise<void> {
  const [row] = await settledOutbox(pair.directus, version.id);
  expect(row).toMatchObject({ status: 'delivered', last_status: 200 });
  expect(row?.attempts).toBeGreaterThan(1);
}

describe('An n8n that was killed in mid-wait, and is back', () => {
  const http = 'wait-for-decision';
  let subscribed: { id: string };
  let watched: Awaited<ReturnType<typeof pendingVersion>>;
  let byTemplate: Waiting;
  let byNode: Waiting;
  let neverCalled: Waiting;
  let undecided: Waiting;
  let undecidedByNode: Waiting;
  let limited: Waiting;
  let limit: Date;

  beforeAll(async () => {
    const { directus, n8n, rest, credentials } = pair;
    const record = (name: string, more: object) =>
      operation(name, 'agent', 'version recordAndWait', {
        projectId: chosen(sent('project_id')),
        schemaKey: chosen('a.key', 'key'),
        value: '{"a": 1}',
        ...more,
      });
    await pair.publish('record-and-wait', [record('Wait', {})]);
    await pair.publish('wait-a-minute', [
      record('Wait', { limitWait: true, limitAmount: 1, limitUnit: 'minutes' }),
    ]);
    const node = await readTemplate('with-node/wait-for-decision');
    await rest.publish(withTestTrigger('node-wait-for-decision', node));
    watched = await pendingVersion(directus);
    const trigger = {
      name: 'Decided',
      type: `${OURS}Trigger`,
      as: 'agent' as const,
      parameters: { projectId: chosen(String(watched.projectId)), schemaKey: chosen('', 'key') },
      more: { webhookId: 'decided' },
    };
    await rest.publish(workflowOf('trigger', [trigger], credentials));
    const read = () => directus.knex<{ id: string }>('artifact_subscriptions').first();
    subscribed = await vi.waitUntil(read, { timeout: 30_000, interval: 100 });

    byTemplate = await waiting(http);
    neverCalled = await waiting(http);
    undecided = await waiting(http);
    byNode = await waiting('record-and-wait');
    limited = await waiting('wait-a-minute');
    undecidedByNode = await waiting('node-wait-for-decision');

    await n8n.kill();
    await decide(directus, byTemplate.version.id, 'approve');
    await decide(directus, byNode.version.id, 'reject', { reason: 'Too loud', feedback: { volume: 3 } });
    await decide(directus, neverCalled.version.id, 'approve');
    await directus.knex('artifact_callbacks').where({ artifact_version_id: neverCalled.version.id }).delete();
    for (const { id } of [neverCalled, undecided, undecidedByNode]) await n8n.endWait(id);
    limit = await n8n.endWait(limited.id);
    await n8n.start();
  });

  test('goes on with what was decided meanwhile', async () => {
    const { items } = await pair.n8n.reached(byTemplate.id, 'success');
    expect(items('Go on: approved')).toMatchObject([{ version: { id: byTemplate.version.id } }]);
    await delivered(byTemplate);
  });

  test('goes on with it in our node as well', async () => {
    const { items } = await pair.n8n.reached(byNode.id, 'success');
    expect(items('Wait')).toMatchObject([
      {
        version_id: byNode.version.id,
        project_id: byNode.version.project_id,
        schema_key: 'a.key',
        action: 'reject',
        status: 'rejected',
        reason: 'Too loud',
        feedback: { volume: 3 },
      },
    ]);
    await delivered(byNode);
  });

  test('is still subscribed, and to the same', async () => {
    const { directus, n8n } = pair;
    await decide(directus, watched.version.id, 'approve');
    const { items } = await n8n.reached(await n8n.startedBy('trigger'), 'success');
    expect(items('Decided')).toMatchObject([{ version_id: watched.version.id, action: 'approve' }]);
    expect(await directus.knex('artifact_subscriptions')).toMatchObject([{ id: subscribed.id }]);
  });

  test('finds a decision by itself when the time limit is over, though nobody called', async () => {
    const { items } = await pair.n8n.reached(neverCalled.id, 'success');
    expect(items('Go on: approved')).toMatchObject([{ version: { id: neverCalled.version.id } }]);
  });

  test('waits on when the time limit of the template is over and nothing is decided', async () => {
    const { directus, n8n } = pair;
    await vi.waitUntil(async () => (await n8n.reached(undecided.id, 'waiting')).runs('Outcome') === 1, {
      timeout: 60_000,
      interval: 100,
    });
    await decide(directus, undecided.version.id, 'approve');
    const { items, runs } = await n8n.reached(undecided.id, 'success');
    expect(items('Go on: approved')).toMatchObject([{ attempt: 1, version: { id: undecided.version.id } }]);
    expect(runs('Record and ask')).toBe(1);
  });

  test('goes on without an action, with what came in, when the time limit of our node is over', async () => {
    const { n8n } = pair;
    // SQLite has times as numbers.
    const waited = limit.getTime() - Number(limited.version.date_created);
    expect(waited).toBeGreaterThan(59_000);
    expect(waited).toBeLessThan(90_000);
    const { items } = await n8n.reached(limited.id, 'success');
    expect(items('Wait')).toEqual(items('Test'));
  });

  test('says so in the template with our node, and a decision that comes too late finds nobody', async () => {
    const { directus, n8n } = pair;
    const { error, runs } = await n8n.reached(undecidedByNode.id, 'error');
    expect(error?.message).toBe('Nobody has decided in time.');
    expect(runs('Read feedback')).toBe(0);
    const late = undecidedByNode.version.id;
    await decide(directus, late, 'approve');
    expect(await settledOutbox(directus, late)).toMatchObject([{ status: 'failed', last_status: 409 }]);
  });
});

test('a Directus that was gone for 20 seconds in mid-wait is no matter', async () => {
  const { directus, n8n } = pair;
  const { id, version } = await waiting('wait-for-decision');
  await directus.kill();
  await sleep(20_000);
  await directus.restart();
  await decide(directus, version.id, 'approve');
  const execution = await n8n.reached(id, 'success');
  expect(execution.items('Go on: approved')).toMatchObject([{ version: { id: version.id } }]);
});
