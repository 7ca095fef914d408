import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as, type Reply } from '../helpers/api.js';
import { runCliIn } from '../helpers/cli.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { TEST_PACE } from './support-callbacks/outbox.js';
import { Receiver, SIGNATURE } from './support-callbacks/receiver.js';
import { expectSigned } from './support-callbacks/signature.js';

/** What is tried here does not depend on the database. */
const [vendor] = vendors;
const SECRET = 'chosen-by-the-operator, with a comma and € in it';

describe.runIf(vendor !== undefined)('trying out a receiver', () => {
  const receiver = new Receiver();
  let instance: OwnInstance;

  beforeAll(async () => {
    await receiver.open();
    const env = {
      ARTIFACTS_CALLBACK_ALLOW: receiver.origin,
      ARTIFACTS_CALLBACK_SECRET: `string:${SECRET}`,
      ...TEST_PACE,
    };
    instance = await startInstance({ vendor: vendor!, env });
  });

  afterAll(async () => {
    await instance.stop();
    await receiver.close();
  });

  const tryOut = (url: string, headers: Record<string, string> = {}, token = instance.agent.token) =>
    as(instance.url, token).post('/artifacts/callbacks/test', { url }, headers);
  const dataOf = (reply: Reply) => ({ status: reply.status, data: reply.body.data });

  test('it gets one signed call at once, and the caller what came of it', async () => {
    const address = receiver.address();
    const reply = await tryOut(address.url);
    expect(dataOf(reply)).toEqual({
      status: 200,
      data: { delivered: true, status: 200, duration_ms: expect.any(Number) as number, error: null },
    });
    const [call] = address.calls;
    expect(call?.body).toEqual({ test: true, sent_at: expect.stringMatching(/^\d{4}-.*Z$/) as string });
    expect(call?.key).toMatch(/^[0-9a-f-]{36}$/);
    expectSigned(call!, SECRET);
    await sleep(300);
    expect(address.calls).toHaveLength(1);
  });

  test('a receiver that fails is an answer, too, without what it said', async () => {
    const failing = await tryOut(receiver.address(() => ({ status: 500, text: 'a stack trace' })).url);
    expect(dataOf(failing)).toMatchObject({
      status: 200,
      data: { delivered: false, status: 500, error: 'HTTP 500' },
    });
    expect(JSON.stringify(failing.body)).not.toContain('stack');
    await receiver.close();
    const away = await tryOut(`${receiver.origin}/webhook?signature=${SIGNATURE}`);
    expect(dataOf(away)).toMatchObject({
      status: 200,
      data: { delivered: false, status: null, error: 'ECONNREFUSED' },
    });
    await receiver.open();
  });

  test('under one Idempotency-Key it is called once', async () => {
    const address = receiver.address();
    const first = await tryOut(address.url, { 'Idempotency-Key': 'try-1' });
    const again = await tryOut(address.url, { 'Idempotency-Key': 'try-1' });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(address.calls).toHaveLength(1);
  });

  test('only addresses that are allowed, for those who may record versions', async () => {
    const address = receiver.address();
    const elsewhere = await tryOut('http://169.254.169.254/latest/meta-data');
    expect(elsewhere.status).toBe(400);
    expect(elsewhere.body.errors?.[0]?.extensions).toMatchObject({ code: 'INVALID_PAYLOAD', field: 'url' });
    expect((await tryOut(address.url, {}, instance.other.token)).status).toBe(403);
    expect(
      (await as(instance.url, null).post('/artifacts/callbacks/test', { url: address.url })).status,
    ).toBe(403);
    expect((await tryOut(address.url, {}, instance.reviewer.token)).status).toBe(200);
    expect(address.calls).toHaveLength(1);
  });

  test('the command line tells the operator the secret, and no log does', async () => {
    const printed = await runCliIn(instance.place, ['callbacks', 'secret']);
    expect({ code: printed.code, out: printed.out }).toEqual({ code: 0, out: `${SECRET}\n` });
    expect(printed.errors).not.toContain(SECRET);
    const { SECRET: _left, ARTIFACTS_CALLBACK_SECRET: _out, ...env } = instance.place.env;
    const none = await runCliIn({ ...instance.place, env }, ['callbacks', 'secret']);
    expect({ code: none.code, out: none.out }).toEqual({ code: 1, out: '' });
    expect(none.errors).toContain('Neither SECRET nor ARTIFACTS_CALLBACK_SECRET is set');
    expect(instance.logs()).not.toContain(SECRET);
    expect(instance.logs()).not.toContain(SIGNATURE);
  });
});
