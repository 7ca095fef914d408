import { createDirectus, rest, staticToken } from '@directus/sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ArtifactsSchema, waitForDecision } from '../../src/sdk/index.js';
import { as } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { expectData, finishTask, pendingVersion, setStatus } from '../helpers/sample.js';
import { readEverywhere } from './support-cache/reads.js';
import { decide, settledOutbox } from './support-callbacks/outbox.js';
import { Receiver } from './support-callbacks/receiver.js';
import { violationsIn } from './support-concurrency/violations.js';

describe.each(vendors)('with WEBSOCKETS_ENABLED=false on %s', (vendor) => {
  const receiver = new Receiver();
  let instance: OwnInstance;

  beforeAll(async () => {
    await receiver.open();
    const env = { WEBSOCKETS_ENABLED: 'false', ARTIFACTS_CALLBACK_ALLOW: receiver.origin };
    instance = await startInstance({ vendor, env });
  });
  afterAll(async () => {
    await instance.stop();
    await receiver.close();
  });

  const client = (who: 'agent' | 'reviewer' | 'other') => as(instance.url, instance[who].token);

  test('nobody can open one, and the Studio is told', async () => {
    const socket = new WebSocket(`${instance.url.replace('http', 'ws')}/websocket`);
    const opened = await new Promise<boolean>((resolve) => {
      socket.addEventListener('open', () => resolve(true));
      socket.addEventListener('error', () => resolve(false));
    });
    expect(opened).toBe(false);
    const info = await client('reviewer').get<{ data?: { websocket?: unknown } }>('/server/info');
    expect(expectData(info).websocket).toBe(false);
  });

  test('a version is recorded, decided on and made live, and whoever waits for that hears of it', async () => {
    const address = receiver.address();
    const { projectId, taskId, version } = await pendingVersion(instance, { callback_url: address.url });
    const agent = createDirectus<ArtifactsSchema>(instance.url)
      .with(staticToken(instance.agent.token))
      .with(rest());
    const waiting = waitForDecision(agent, version.id, { interval: 50, timeout: 20_000 });
    await decide(instance, version.id, 'approve');
    expect(await waiting).toMatchObject({ version: { status: 'approved' }, decision: { action: 'approve' } });
    expect(await settledOutbox(instance, version.id)).toMatchObject([{ status: 'delivered' }]);
    expect((await finishTask(client('reviewer'), taskId)).status).toBe(200);
    for (const read of await readEverywhere(client('other'), projectId))
      expect(read).toMatchObject({ contextVersion: 1, live: 1 });
    expect((await setStatus(client('reviewer'), version.id, 'rejected')).status).toBe(400);
    const revoked = await setStatus(client('reviewer'), version.id, 'rejected', { rejection_reason: 'Off' });
    expect(revoked.status).toBe(200);
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('a Flow is told of changes that a command made by itself', async () => {
    const { projectId, taskId, version } = await pendingVersion(instance);
    const admin = as(instance.url, instance.admin.token);
    const flow = expectData(
      await admin.post<{ data?: { id: string } }>('/flows', {
        ...{ name: 'Notes', status: 'active', trigger: 'event', accountability: 'all' },
        options: { type: 'action', scope: ['items.update'], collections: ['projects'] },
      }),
    );
    const operation = expectData(
      await admin.post<{ data?: { id: string } }>('/operations', {
        ...{ flow: flow.id, key: 'note', name: 'Note', type: 'item-create', position_x: 1, position_y: 1 },
        options: {
          collection: 'tasks',
          permissions: '$full',
          payload: { project_id: '{{$trigger.keys[0]}}', title: 'Told' },
        },
      }),
    );
    await admin.patch(`/flows/${flow.id}`, { operation: operation.id });
    await decide(instance, version.id, 'approve');
    expect((await finishTask(client('reviewer'), taskId)).status).toBe(200);
    await expect
      .poll(() => instance.knex('tasks').where({ project_id: projectId, title: 'Told' }), { timeout: 10_000 })
      .not.toHaveLength(0);
  });

  test('nothing of it is an error in the log', () => {
    expect(instance.logs()).not.toMatch(/artifacts:|unhandled|uncaught/i);
  });
});
