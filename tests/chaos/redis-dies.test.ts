import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readCached, readEverywhere } from '../e2e/support-cache/reads.js';
import { sharedSettings } from '../e2e/support-cache/shared-settings.js';
import { subscribe } from '../e2e/support-cache/subscriber.js';
import { recordAll, times } from '../e2e/support-concurrency/race.js';
import { as } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { hasRedis, startRedis } from '../helpers/redis.js';
import type { Redis } from '../helpers/redis.js';
import { createProject, pendingVersion, setStatus } from '../helpers/sample.js';
import { Checker } from './checker.js';
import { makeClient } from './client.js';
import { History } from './history.js';
import { randomFrom } from './random.js';
import { makeWorld } from './world.js';

const SEED = 11;
const CLIENTS = 6;
/** How long clients work before Redis dies, and after it is back. */
const WITH_REDIS_MS = 5000;
/** Shorter than the eleven seconds for which Directus waits for Redis. */
const SHORT_MS = 4000;
/** Longer than that, and than its next attempts take on a busy machine. */
const LONG_MS = 20_000;
/** How long it may take until messages get through once Redis is back. */
const SOON = { timeout: 20_000, interval: 100 };

describe.runIf(hasRedis && vendors.includes('postgres'))('Redis that dies under two servers', () => {
  let redis: Redis;
  let servers: [OwnInstance, OwnInstance];

  beforeAll(async () => {
    redis = await startRedis();
    const env = sharedSettings(redis.url);
    const first = await startInstance({ vendor: 'postgres', env });
    const patient = { ...env, REDIS: `${redis.url}?maxRetriesPerRequest=null` };
    servers = [first, await startInstance({ vendor: 'postgres', env: patient, from: first })];
  });
  afterAll(async () => {
    for (const server of servers.toReversed()) await server.stop();
    await redis.stop();
  });

  const pids = () => servers.map((server) => server.pid());

  test('for some seconds: requests wait for it, and nothing is lost or half done', async () => {
    const [first] = servers;
    const before = pids();
    const history = new History({ vendor: 'postgres', seed: SEED, seconds: 0, clients: CLIENTS, servers: 2 });
    const urls = servers.map(({ url }) => url);
    const world = await makeWorld(first, urls);
    const checker = new Checker(first, world, history);
    let isOver = false;
    const clients = times(CLIENTS).map((number) =>
      makeClient(world, history, randomFrom(SEED, number), number).work(() => isOver),
    );
    await sleep(WITH_REDIS_MS);
    await redis.kill();
    const diedAt = Date.now();
    await sleep(SHORT_MS);
    await redis.start();
    const backAt = Date.now();
    await sleep(WITH_REDIS_MS);
    isOver = true;
    await Promise.all(clients);

    expect([...(await checker.findWrong()), ...(await checker.askHealth())]).toEqual([]);
    const { invocations } = history;
    expect(invocations.flatMap(({ statuses }) => statuses).filter((status) => (status ?? 0) >= 500)).toEqual(
      [],
    );
    const isDone = ({ outcome }: (typeof invocations)[number]) => outcome === 'ok';
    const inBetween = invocations.filter(({ startedAt, endedAt }) => startedAt < backAt && endedAt > diedAt);
    expect(inBetween.filter(isDone).length).toBeGreaterThan(0);
    expect(invocations.filter(({ startedAt }) => startedAt > backAt).filter(isDone).length).toBeGreaterThan(
      0,
    );
    expect(pids()).toEqual(before);
  });

  test.each([0, 1])(
    'and is back: what server %i changes is fresh, cached and told on the other',
    async (nth) => {
      const [writer, reader] = nth === 0 ? servers : servers.toReversed();
      await expectShared(writer!, reader!);
    },
  );

  test('for long: one server refuses or ends, one with patience waits, and no decision is lost or doubled', async () => {
    const [first, patient] = servers;
    const [, before] = pids();
    const { version } = await pendingVersion(first);
    const decision = { version_id: version.id, action: 'approve', reason: 'Fine' };
    const key = randomUUID();
    const decide = async () => {
      const reviewer = as(first.url, first.reviewer.token);
      const headers = { 'Idempotency-Key': key };
      return (
        (await reviewer.post('/artifacts/decisions', decision, headers).catch(() => null))?.status ?? null
      );
    };
    const read = (server: OwnInstance) =>
      as(server.url, server.other.token)
        .get(`/items/artifact_versions/${version.id}`)
        .then(({ status }) => status)
        .catch(() => null);
    await redis.kill();
    const asked = Date.now();
    const waiting = read(patient);
    const replies = await Promise.all([decide(), read(first)]);
    // It cannot know what Directus looks up there; now and then Directus' process ends by that before it answers.
    for (const reply of replies) expect([200, 503, null]).toContain(reply);
    await sleep(Math.max(0, asked + LONG_MS - Date.now()));
    await redis.start();
    expect(await waiting).toBe(200);
    expect(patient.pid()).toBe(before);
    // As a service manager does.
    if (!isRunning(first)) await first.restart();

    await vi.waitFor(async () => expect(await decide()).toBe(200), SOON);
    const entries = await first.knex('artifact_approvals').where({ artifact_version_id: version.id });
    expect(entries).toMatchObject([{ action: 'approve', reason: 'Fine' }]);
    await expectShared(...servers);
  });

  /** A cache, schema and subscriptions in common: what makes the two one installation. */
  async function expectShared(writer: OwnInstance, reader: OwnInstance): Promise<void> {
    const projectId = await createProject(writer);
    const client = (server: OwnInstance, who: 'agent' | 'reviewer' | 'other') =>
      as(server.url, server[who].token);
    const inputs = ['a', 'b'].map((schema_key) => ({ schema_key, value: 1 }));
    const [one, two] = await recordAll(client(writer, 'agent'), projectId, inputs);
    const liveOn = async (server: OwnInstance) =>
      (await readEverywhere(client(server, 'other'), projectId)).map(({ live }) => live);
    await setStatus(client(writer, 'reviewer'), one!.id, 'approved');
    await vi.waitFor(() => readCached(client(reader, 'other'), projectId), SOON);
    expect(await liveOn(reader)).toEqual([1, 1, 1, 1, 1]);
    const subscriber = await subscribe(reader.url, reader.other.token, 'projects');
    try {
      await setStatus(client(writer, 'reviewer'), two!.id, 'approved');
      expect(await liveOn(reader)).toEqual([2, 2, 2, 2, 2]);
      await vi.waitUntil(() => subscriber.updated.includes(projectId), SOON);
    } finally {
      subscriber.close();
    }
  }
});

function isRunning(server: OwnInstance): boolean {
  try {
    return process.kill(server.pid(), 0);
  } catch {
    return false;
  }
}
