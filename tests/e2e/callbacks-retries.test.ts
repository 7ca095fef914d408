import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { pendingVersion } from '../helpers/sample.js';
import { A_WHILE_MS, decide, outboxOf, settledOutbox, TEST_PACE } from './support-callbacks/outbox.js';
import { Receiver, SIGNATURE } from './support-callbacks/receiver.js';

describe.each(vendors)('callbacks that do not arrive on %s', (vendor) => {
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

  test('a receiver that fails is called again under the same Idempotency-Key', async () => {
    const address = receiver.address((nth) => (nth < 2 ? { status: 503 } : { status: 204 }));
    const { version } = await pendingVersion(instance, { callback_url: address.url });
    await decide(instance, version.id, 'approve');

    const calls = await address.received(3);
    expect(new Set(calls.map((call) => call.key)).size).toBe(1);
    expect(new Set(calls.map((call) => call.text)).size).toBe(1);
    const [first, second, third] = calls.map((call) => call.at);
    expect(second! - first!).toBeGreaterThanOrEqual(50);
    expect(third! - second!).toBeGreaterThanOrEqual(100);
    const [row] = await settledOutbox(instance, version.id);
    expect(row).toMatchObject({ status: 'delivered', attempts: 3, last_status: 204, last_error: null });
  });

  test.each([
    ['404', { status: 404 }],
    ['410', { status: 410, text: 'gone' }],
    [
      '409 of a finished execution',
      { status: 409, text: '{"message":"The execution \\"1\\" has finished already."}' },
    ],
  ])('%s ends the delivery, and the operator is told, but not the address', async (_name, answer) => {
    const address = receiver.address(() => answer);
    const { version } = await pendingVersion(instance, { callback_url: address.url });
    await decide(instance, version.id, 'approve');
    const [row] = await settledOutbox(instance, version.id);
    expect(row).toMatchObject({ status: 'failed', attempts: 1, last_status: answer.status });
    await sleep(A_WHILE_MS);
    expect(address.calls).toHaveLength(1);
    const line = instance
      .logs()
      .split('\n')
      .find((text) => text.includes(version.id));
    expect(line).toContain('WARN');
    expect(line).toContain(new URL(receiver.origin).host);
    expect(line).toContain(String(answer.status));
    expect(instance.logs()).not.toContain(SIGNATURE);
  });

  test('409 of an execution that has not come to its Wait node yet is tried again', async () => {
    const running = {
      status: 409,
      text: '{"code":409,"message":"The execution \\"1\\" is running already."}',
    };
    const address = receiver.address((nth) => (nth === 0 ? running : { status: 200 }));
    const { version } = await pendingVersion(instance, { callback_url: address.url });
    await decide(instance, version.id, 'approve');
    await address.received(2);
    expect(await settledOutbox(instance, version.id)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  test('a redirect is not followed', async () => {
    const elsewhere = receiver.address();
    const address = receiver.address((nth) =>
      nth < 2 ? { status: nth === 0 ? 307 : 302, headers: { Location: elsewhere.url } } : { status: 200 },
    );
    const { version } = await pendingVersion(instance, { callback_url: address.url });
    await decide(instance, version.id, 'approve');
    await address.received(3);
    expect(await settledOutbox(instance, version.id)).toMatchObject([{ status: 'delivered', attempts: 3 }]);
    expect(elsewhere.calls).toEqual([]);
  });

  test('decisions on one version arrive in their order, however late the first one does', async () => {
    const address = receiver.address((nth) => (nth < 2 ? { status: 500 } : { status: 200 }));
    const other = receiver.address();
    const { version } = await pendingVersion(instance, { callback_url: address.url });
    const { version: independent } = await pendingVersion(instance, { callback_url: other.url });
    await receiver.close();
    try {
      await decide(instance, version.id, 'request_changes', { reason: 'Nearly' });
      await decide(instance, version.id, 'approve');
      await decide(instance, version.id, 'revoke', { reason: 'Changed our minds' });
      await decide(instance, independent.id, 'approve');
      await sleep(500);
      const [first, second] = await outboxOf(instance, version.id);
      expect(first!.attempts).toBeGreaterThan(0);
      expect(second!.attempts).toBe(0);
      expect(first!.last_error).toBe('ECONNREFUSED');
    } finally {
      await receiver.open();
    }
    const calls = await address.received(5);
    const actions = calls.map((call) => (call.body as { action: string }).action);
    expect(actions).toEqual(['request_changes', 'request_changes', 'request_changes', 'approve', 'revoke']);
    expect(new Set(calls.map((call) => call.key)).size).toBe(3);
    await other.received(1);
  });

  test('a call is given up when it has expired', async () => {
    const address = receiver.address(() => ({ status: 500, text: 'oops\0' }));
    const { version } = await pendingVersion(instance, { callback_url: address.url });
    await decide(instance, version.id, 'approve');
    await address.received(2);
    await instance
      .knex('artifact_callbacks')
      .where({ artifact_version_id: version.id })
      .update({ expires_at: new Date(Date.now() - 1000) });
    const [row] = await settledOutbox(instance, version.id);
    expect(row).toMatchObject({ status: 'failed', last_status: 500, last_error: 'oops' });
    const count = address.calls.length;
    await sleep(A_WHILE_MS);
    expect(address.calls).toHaveLength(count);
    expect(instance.logs()).toMatch(new RegExp(`${version.id}.*HTTP 500`));
  });
});
