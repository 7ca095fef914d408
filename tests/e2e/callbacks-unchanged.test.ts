import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Key, Version } from '../../src/domain/words.js';
import { as, type Reply } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { createProject, pendingVersion } from '../helpers/sample.js';
import { decide, outboxOf, settledOutbox, TEST_PACE } from './support-callbacks/outbox.js';
import { Receiver } from './support-callbacks/receiver.js';

type Recorded = { data?: Version & { unchanged?: true } };

describe.each(vendors)('callbacks of an unchanged sync on %s', (vendor) => {
  const receiver = new Receiver();
  let instance: OwnInstance;

  beforeAll(async () => {
    await receiver.open();
    const env = { ARTIFACTS_CALLBACK_ALLOW: receiver.origin, ARTIFACTS_PROMOTE_ON: 'approval', ...TEST_PACE };
    instance = await startInstance({ vendor, env });
  });

  afterAll(async () => {
    await instance.stop();
    await receiver.close();
  });

  /** The same content again, as a sync. */
  function sync(
    project_id: Key,
    callback_url: string,
    options: { token?: string; headers?: Record<string, string> } = {},
  ): Promise<Reply<Recorded>> {
    const { token = instance.agent.token, headers } = options;
    return as(instance.url, token).post<Recorded>(
      '/artifacts/versions',
      syncOf(project_id, callback_url),
      headers,
    );
  }

  function syncOf(project_id: Key, callback_url: string) {
    const value = { format: 'PNG' };
    return { project_id, schema_key: 'brand.logo', value, change_origin: 'sync', callback_url };
  }

  test('while the parent is pending, it is called at every decision, beside the parent’s own address', async () => {
    const own = receiver.address();
    const added = receiver.address();
    const { projectId, version } = await pendingVersion(instance, { callback_url: own.url });
    for (const url of [added.url, added.url, own.url]) {
      const reply = await sync(projectId, url);
      expect(reply.status).toBe(200);
      expect(reply.body.data).toMatchObject({ id: version.id, unchanged: true });
    }
    expect(await outboxOf(instance, version.id)).toEqual([]);

    await decide(instance, version.id, 'request_changes', { reason: 'Nearly' });
    await decide(instance, version.id, 'approve');
    for (const { received } of [own, added]) {
      const calls = await received(2);
      expect(calls.map((call) => call.body)).toMatchObject([
        { version_id: version.id, action: 'request_changes', status: 'pending', reason: 'Nearly' },
        { version_id: version.id, action: 'approve', status: 'approved', context_version: 1 },
      ]);
    }
    expect(await settledOutbox(instance, version.id)).toHaveLength(4);
    expect([own.calls.length, added.calls.length]).toEqual([2, 2]);
  });

  test('when the parent is decided, it is called at once with the last decision, and at later ones', async () => {
    const added = receiver.address();
    const { projectId, version } = await pendingVersion(instance);
    await decide(instance, version.id, 'approve', { reason: 'Fine', feedback: { score: 5 } });
    await sync(projectId, added.url);
    const [call] = await added.received(1);
    expect(call?.body).toEqual({
      version_id: version.id,
      project_id: projectId,
      schema_key: 'brand.logo',
      action: 'approve',
      status: 'approved',
      reason: 'Fine',
      feedback: { score: 5 },
      context_version: 1,
    });

    await decide(instance, version.id, 'revoke', { reason: 'Changed our minds' });
    const calls = await added.received(2);
    expect(calls[1]?.body).toMatchObject({ action: 'revoke', status: 'rejected', context_version: 2 });
  });

  test('a replayed request is not called a second time', async () => {
    const added = receiver.address();
    const { projectId, version } = await pendingVersion(instance);
    await decide(instance, version.id, 'approve');
    const headers = { 'Idempotency-Key': `sync-${version.id}` };
    await sync(projectId, added.url, { headers });
    const replay = await sync(projectId, added.url, { headers });
    expect(replay.headers.get('idempotency-replayed')).toBe('true');
    expect(await settledOutbox(instance, version.id)).toHaveLength(1);
    expect(added.calls).toHaveLength(1);
  });

  test('in a batch with new versions it is registered with them, or not at all', async () => {
    const added = receiver.address();
    const { projectId, version } = await pendingVersion(instance);
    await decide(instance, version.id, 'approve');
    const agent = as(instance.url, instance.agent.token);
    const fresh = { project_id: projectId, schema_key: 'copy.slogan', value: 'Go north' };
    const refused = await agent.post('/artifacts/versions', [
      syncOf(projectId, added.url),
      { ...fresh, parent_hash: 'f'.repeat(64) },
    ]);
    expect(refused.status).toBe(422);
    expect(await instance.knex('artifact_callbacks').where({ artifact_version_id: version.id })).toEqual([]);

    const accepted = await agent.post('/artifacts/versions', [syncOf(projectId, added.url), fresh]);
    expect(accepted.status).toBe(201);
    expect(accepted.body.data).toMatchObject([{ id: version.id, unchanged: true }, { version_number: 1 }]);
    await added.received(1);
  });

  test('who may only read cannot make the server call out', async () => {
    const added = receiver.address();
    const { projectId, version } = await pendingVersion(instance);
    await decide(instance, version.id, 'approve');
    const reply = await sync(projectId, added.url, { token: instance.other.token });
    expect(reply.status).toBe(403);
    expect(await instance.knex('artifact_callbacks').where({ artifact_version_id: version.id })).toEqual([]);
    await sleep(300);
    expect(added.calls).toEqual([]);
  });

  test('registered while the decision is being made, it is called all the same', async () => {
    for (let round = 0; round < 10; round++) {
      const added = receiver.address();
      const project_id = await createProject(instance);
      const { version } = await pendingVersion(instance, { project_id });
      const [reply] = await Promise.all([
        sync(project_id, added.url),
        decide(instance, version.id, 'approve'),
      ]);
      expect(reply.body.data).toMatchObject({ id: version.id, unchanged: true });
      const [call] = await added.received(1);
      expect(call?.body).toMatchObject({ version_id: version.id, action: 'approve' });
    }
  });
});
