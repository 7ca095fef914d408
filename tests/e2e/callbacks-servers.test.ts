import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { as } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { createProject, pendingVersion } from '../helpers/sample.js';
import { A_WHILE_MS, decide, outboxOf, settledOutbox, TEST_PACE } from './support-callbacks/outbox.js';
import { Receiver } from './support-callbacks/receiver.js';
import { expectSigned, INSTANCE_SECRET } from './support-callbacks/signature.js';

describe.each(vendors)('callbacks across the life of a server on %s', (vendor) => {
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

  test('a server killed after the decision calls when it is back', async () => {
    const address = receiver.address();
    const { version } = await pendingVersion(instance, { callback_url: address.url });
    await receiver.close();
    await decide(instance, version.id, 'approve');
    await instance.kill();
    expect(await outboxOf(instance, version.id)).toMatchObject([{ status: 'pending' }]);
    await receiver.open();
    // The claim of the killed server, if it had one, would hold for half a minute.
    await instance
      .knex('artifact_callbacks')
      .where({ status: 'pending' })
      .update({ next_attempt_at: new Date() });
    await instance.restart();
    const [call] = await address.received(1);
    expect(call?.body).toMatchObject({ version_id: version.id, action: 'approve' });
    expect(await settledOutbox(instance, version.id)).toMatchObject([{ id: call?.key, status: 'delivered' }]);
  });

  test('a server killed in the middle of a call makes it again, under the same key', async () => {
    const address = receiver.address((nth) => (nth === 0 ? 'hang' : { status: 200 }));
    const { version } = await pendingVersion(instance, { callback_url: address.url });
    await decide(instance, version.id, 'approve');
    await address.received(1);
    await instance.kill();
    const [left] = await outboxOf(instance, version.id);
    expect(left).toMatchObject({ status: 'pending', attempts: 1 });
    await instance.restart();
    await sleep(A_WHILE_MS);
    expect(address.calls).toHaveLength(1); // another server might still be at it
    await instance.knex('artifact_callbacks').where({ id: left!.id }).update({ next_attempt_at: new Date() });
    const calls = await address.received(2);
    expect(calls.map((call) => call.key)).toEqual([left!.id, left!.id]);
    expect(await settledOutbox(instance, version.id)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  test('a receiver that never answers holds up nobody, and is called again after ten seconds, signed anew', async () => {
    const hanging = receiver.address((nth) => (nth === 0 ? 'hang' : { status: 200 }));
    const quick = receiver.address();
    const { version } = await pendingVersion(instance, { callback_url: hanging.url });
    const { version: other } = await pendingVersion(instance, { callback_url: quick.url });
    await decide(instance, version.id, 'approve');
    await hanging.received(1);
    const before = Date.now();
    await decide(instance, other.id, 'approve');
    await quick.received(1);
    expect(Date.now() - before).toBeLessThan(5000);
    const [first, second] = await hanging.received(2);
    expect(second!.at - first!.at).toBeGreaterThan(9900);
    expect(second!.at - first!.at).toBeLessThan(25_000); // the claim, which nobody gave back, would last 30 s
    expect(second!.key).toBe(first!.key);
    const [earlier, later] = [first!, second!].map((call) => expectSigned(call, INSTANCE_SECRET));
    expect(later! - earlier!).toBeGreaterThanOrEqual(9);
  });

  test('an origin that was taken off the list is not called any more', async () => {
    const address = receiver.address();
    const { version } = await pendingVersion(instance, { callback_url: address.url });
    instance.place.env['ARTIFACTS_CALLBACK_ALLOW'] = 'https://n8n.example.com';
    await instance.restart(); // this test is the last one: the list stays as it is
    await decide(instance, version.id, 'approve');
    const [row] = await settledOutbox(instance, version.id);
    expect(row).toMatchObject({ status: 'failed', last_status: null });
    expect(row!.last_error).toContain('ARTIFACTS_CALLBACK_ALLOW');
    expect(address.calls).toEqual([]);
    const warning = `gave up the callback of version ${version.id} to ${new URL(receiver.origin).host}`;
    await vi.waitUntil(() => instance.logs().includes(warning));
  });
});

describe.runIf(vendors.includes('postgres'))('callbacks with two servers on one database', () => {
  test('each call is made once, whichever server makes it', async () => {
    const receiver = new Receiver();
    await receiver.open();
    const env = { ARTIFACTS_CALLBACK_ALLOW: receiver.origin, ...TEST_PACE };
    const first = await startInstance({ vendor: 'postgres', env });
    const second = await startInstance({ vendor: 'postgres', env, from: first });
    try {
      const address = receiver.address();
      const project_id = await createProject(first);
      const inputs = Array.from({ length: 80 }, (_, nth) => ({
        project_id,
        schema_key: `page.p${nth}`,
        value: nth,
        callback_url: address.url,
      }));
      const agent = as(first.url, first.agent.token);
      const recorded = await agent.post<{ data: { id: string }[] }>('/artifacts/versions', inputs);
      const ids = recorded.body.data.map(({ id }) => id);
      await receiver.close(); // so that both servers find all of it waiting
      await Promise.all(
        ids.map((id, nth) =>
          decide(nth % 2 === 0 ? first : second, id, 'request_changes', { reason: 'Nearly' }),
        ),
      );
      await receiver.open();
      const calls = await address.received(80);
      await sleep(A_WHILE_MS);
      expect(calls).toHaveLength(80);
      expect(new Set(calls.map((call) => call.key)).size).toBe(80);
    } finally {
      await second.stop();
      await first.stop();
      await receiver.close();
    }
  });
});
