import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDirectus, rest, staticToken } from '@directus/sdk';
import { beforeAll, expect, test } from 'vitest';
import { type Instance, sharedInstance, vendors } from '../helpers/instance.js';
import { pendingVersion } from '../helpers/sample.js';
import { type ArtifactsSchema, isArtifactsError, waitForDecision } from '../../src/sdk/index.js';
import { decide } from './support-callbacks/outbox.js';

/** Waiting is asking: it does not depend on the database. */
const [vendor] = vendors;
let instance: Instance;
let versionId: string;
beforeAll(() => {
  instance = sharedInstance(vendor!);
});

/** The agent's client; `network` stands between it and the real server. */
function clientThrough(network: (request: () => Promise<Response>, nth: number) => Promise<Response>) {
  const times: number[] = [];
  const through = (url: string, init: RequestInit) => {
    times.push(performance.now());
    return network(() => fetch(url, init), times.length - 1);
  };
  const client = createDirectus<ArtifactsSchema>(instance.url, { globals: { fetch: through } })
    .with(staticToken(instance.agent.token))
    .with(rest());
  return { client, times };
}
const open = () => clientThrough((request) => request());
const failureOf = (work: Promise<unknown>) => work.then(() => null).catch((error: unknown) => error);

test('waits until somebody decides, then for a later decision', async () => {
  const { version } = await pendingVersion(instance);
  const { client, times } = open();
  const waiting = waitForDecision(client, version.id, { interval: 50, timeout: 20_000 });
  await expect.poll(() => times.length).toBeGreaterThan(2);
  await decide(instance, version.id, 'request_changes', { reason: 'Nearly' });
  const first = await waiting;
  expect(first).toMatchObject({
    version: { id: version.id, schema_key: 'brand.logo', status: 'pending' },
    decision: { action: 'request_changes', reason: 'Nearly' },
  });
  const { sequence: after } = first.decision;
  const later = waitForDecision(client, version.id, { interval: 50, timeout: 20_000, after });
  await decide(instance, version.id, 'reject', { reason: 'No' });
  expect(await later).toMatchObject({ version: { status: 'rejected' }, decision: { action: 'reject' } });
});

test('answers at once for what is decided already', async () => {
  ({
    version: { id: versionId },
  } = await pendingVersion(instance));
  await decide(instance, versionId, 'approve');
  const { client, times } = open();
  expect(await waitForDecision(client, versionId)).toMatchObject({ decision: { action: 'approve' } });
  expect(times).toHaveLength(2);
});

test('looks less and less often', async () => {
  const { version } = await pendingVersion(instance);
  const { client, times } = open();
  await failureOf(waitForDecision(client, version.id, { interval: 100, timeout: 2000 }));
  // Pauses of 100, 200, 400, 800 ms, with two requests at each look.
  expect(times.length).toBeGreaterThanOrEqual(6);
  expect(times.length).toBeLessThanOrEqual(10);
});

test('goes on while the server is away or overloaded', async () => {
  const { client } = clientThrough((request, nth) => {
    if (nth === 0) return Promise.reject(new TypeError('fetch failed'));
    if (nth === 1) return Promise.resolve(new Response('Service Unavailable', { status: 503 }));
    if (nth === 2) return Promise.resolve(Response.json({ errors: [] }, { status: 429 }));
    return request();
  });
  const found = await waitForDecision(client, versionId, { interval: 10, timeout: 20_000 });
  expect(found.decision.action).toBe('approve');
});

test('ends when it is told to, also in the middle of a request', async () => {
  const { version } = await pendingVersion(instance);
  const reason = new Error('No longer needed');
  const between = new AbortController();
  const waiting = failureOf(
    waitForDecision(open().client, version.id, { signal: between.signal, interval: 60_000 }),
  );
  setTimeout(() => between.abort(reason), 500);
  expect(await waiting).toBe(reason);

  const within = new AbortController();
  const { client, times } = clientThrough(async (request) => {
    await sleep(200);
    return request();
  });
  const asking = failureOf(waitForDecision(client, version.id, { signal: within.signal }));
  setTimeout(() => within.abort(), 50);
  expect(await asking).toMatchObject({ name: 'AbortError' });
  expect(await failureOf(waitForDecision(client, version.id, { signal: AbortSignal.abort(reason) }))).toBe(
    reason,
  );
  expect(times).toHaveLength(1);
});

test('ends with a timeout, or when the server refuses', async () => {
  const { version } = await pendingVersion(instance);
  const { client } = open();
  const late = await failureOf(waitForDecision(client, version.id, { interval: 10, timeout: 300 }));
  expect(late).toMatchObject({ name: 'TimeoutError' });
  const missing = await failureOf(waitForDecision(client, randomUUID(), { timeout: 20_000 }));
  expect(isArtifactsError(missing, 'FORBIDDEN')).toBe(true);
});
