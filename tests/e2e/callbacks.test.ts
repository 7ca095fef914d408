import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { createProject, pendingVersion, setStatus } from '../helpers/sample.js';
import { A_WHILE_MS, decide, outboxOf, settledOutbox, TEST_PACE } from './support-callbacks/outbox.js';
import { Receiver } from './support-callbacks/receiver.js';
import { expectSigned, INSTANCE_SECRET } from './support-callbacks/signature.js';

describe.each(vendors)('callbacks on %s', (vendor) => {
  const receiver = new Receiver();
  let instance: OwnInstance;

  beforeAll(async () => {
    await receiver.open();
    const env = { ARTIFACTS_CALLBACK_ALLOW: receiver.origin, ...TEST_PACE };
    instance = await startInstance({ vendor, env });
  });

  afterAll(async () => {
    await instance.stop();
    await receiver.close();
  });

  test('a decision is reported once, with what a waiting workflow needs', async () => {
    const address = receiver.address();
    const { projectId, version } = await pendingVersion(instance, { callback_url: address.url });
    const feedback = { areas: ['contrast'], score: 2 };
    await decide(instance, version.id, 'reject', { reason: 'Too “dark”', feedback });

    const [call] = await address.received(1);
    expect(call?.body).toEqual({
      version_id: version.id,
      project_id: projectId,
      schema_key: 'brand.logo',
      action: 'reject',
      status: 'rejected',
      reason: 'Too “dark”',
      feedback,
      context_version: 0,
    });
    expect(call?.headers['content-type']).toBe('application/json');
    expectSigned(call!, INSTANCE_SECRET);
    expect(instance.logs()).not.toContain(INSTANCE_SECRET);
    const [row] = await settledOutbox(instance, version.id);
    expect(row).toMatchObject({ id: call?.key, status: 'delivered', attempts: 1, last_status: 200 });
    expect(row?.delivered_at).not.toBeNull();
    await sleep(A_WHILE_MS);
    expect(address.calls).toHaveLength(1);
  });

  test('a decision by PATCH is reported as well, with the context it brought about', async () => {
    const address = receiver.address();
    const project_id = await createProject(instance);
    const agent = as(instance.url, instance.agent.token);
    const recorded = await agent.post<{ data: { id: string } }>('/items/artifact_versions', {
      project_id,
      schema_key: 'copy.slogan',
      value: { text: 'Go north' },
      callback_url: address.url,
    });
    await setStatus(as(instance.url, instance.reviewer.token), recorded.body.data.id, 'approved');
    const [call] = await address.received(1);
    expect(call?.body).toMatchObject({ action: 'approve', status: 'approved', context_version: 1 });
  });

  test('more calls than are made at once all arrive', async () => {
    const address = receiver.address();
    const project_id = await createProject(instance);
    const agent = as(instance.url, instance.agent.token);
    const inputs = Array.from({ length: 60 }, (_, nth) => ({
      project_id,
      schema_key: `page.p${nth}`,
      value: nth,
      callback_url: address.url,
    }));
    const recorded = await agent.post<{ data: { id: string }[] }>('/artifacts/versions', inputs);
    const decisions = recorded.body.data.map(({ id }) => ({ version_id: id, action: 'approve' }));
    const decided = await as(instance.url, instance.reviewer.token).post('/artifacts/decisions', decisions);
    expect(decided.status).toBe(200);
    const calls = await address.received(60);
    expect(new Set(calls.map((call) => (call.body as { version_id: string }).version_id)).size).toBe(60);
  });

  test('a decision that is refused is not reported', async () => {
    const address = receiver.address();
    const { version } = await pendingVersion(instance, { callback_url: address.url });
    const { version: decided } = await pendingVersion(instance);
    await decide(instance, decided.id, 'approve');
    const reply = await as(instance.url, instance.reviewer.token).post('/artifacts/decisions', [
      { version_id: version.id, action: 'approve' },
      { version_id: decided.id, action: 'approve' },
    ]);
    expect(reply.status).toBe(409);
    expect(await outboxOf(instance, version.id)).toEqual([]);
    await sleep(300);
    expect(address.calls).toEqual([]);
  });

  test.each([
    'http://127.0.0.1:1/hook',
    'https://n8n.example.com/webhook-waiting/1',
    'file:///etc/passwd',
    'not a url',
  ])('%s is refused when recording', async (callback_url) => {
    const project_id = await createProject(instance);
    const agent = as(instance.url, instance.agent.token);
    for (const route of ['/artifacts/versions', '/items/artifact_versions']) {
      const reply = await agent.post(route, { project_id, schema_key: 'a', value: 1, callback_url });
      expect(reply.status).toBe(400);
      expect(reply.body.errors?.[0]).toMatchObject({
        message: expect.stringContaining('callback_url') as string,
        extensions: { code: 'INVALID_PAYLOAD', field: 'callback_url' },
      });
    }
  });
});
