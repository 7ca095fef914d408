import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { hasRedis, startRedis } from '../helpers/redis.js';
import type { Redis } from '../helpers/redis.js';
import { createProject, createTask, expectData, finishTask, setStatus } from '../helpers/sample.js';
import type { Key, Project } from '../../src/domain/words.js';
import { readCached, readEverywhere, STATUS_HEADER } from './support-cache/reads.js';
import { sharedSettings } from './support-cache/shared-settings.js';
import { subscribe } from './support-cache/subscriber.js';
import { recordAll, tally, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';

/** Messages between the processes take a moment; more than this is a setting that does not work. */
const SOON = { timeout: 5000, interval: 50 };

describe.runIf(hasRedis && vendors.includes('postgres'))(
  'two servers on PostgreSQL and Redis, as in docker-compose.yml',
  () => {
    let redis: Redis;
    let first: OwnInstance;
    let second: OwnInstance;

    beforeAll(async () => {
      redis = await startRedis();
      const env = sharedSettings(redis.url);
      first = await startInstance({ vendor: 'postgres', env });
      second = await startInstance({ vendor: 'postgres', env, from: first });
    });
    afterAll(async () => {
      await second.stop();
      await first.stop();
      await redis.stop();
    });

    const client = (server: OwnInstance, who: 'admin' | 'reviewer' | 'agent' | 'other') =>
      as(server.url, server[who].token);

    /** A project with one pending version of `brand.logo`, whose task is in progress. */
    const pendingIn = async (server: OwnInstance) => {
      const projectId = await createProject(server);
      const taskId = await createTask(server, projectId);
      const [version] = await recordAll(client(server, 'agent'), projectId, [
        { schema_key: 'brand.logo', value: { format: 'PNG' }, source_task_id: taskId },
      ]);
      return { projectId, taskId, version: version! };
    };

    const liveOn = async (api: Api, projectId: Key) =>
      (await readEverywhere(api, projectId)).map(({ contextVersion, live }) => [contextVersion, live]);

    test('what one server has read comes from the cache on the other', async () => {
      const projectId = await createProject(first);
      const path = `/items/projects/${projectId}?fields=id,title`;
      const [reader, otherReader] = [client(first, 'other'), client(second, 'other')];
      await vi.waitUntil(async () => (await reader.get(path)).headers.get(STATUS_HEADER) === 'HIT', SOON);
      expect((await otherReader.get(path)).headers.get(STATUS_HEADER)).toBe('HIT');
    });

    test.each(['one', 'the other'])('a promotion through %s is read right after on both', async (way) => {
      const [writer, reader] = way === 'one' ? [first, second] : [second, first];
      const { projectId, taskId, version } = await pendingIn(writer);
      const readers = [reader, writer].flatMap((server) => [
        client(server, 'reviewer'),
        client(server, 'agent'),
      ]);
      await setStatus(client(writer, 'reviewer'), version.id, 'approved');
      for (const api of readers) {
        // Without a hit the test would not be about the cache.
        const reads = await readCached(api, projectId);
        expect(reads.map(({ contextVersion }) => contextVersion)).toEqual(times(5).map(() => 0));
      }
      expect(tally([await finishTask(client(writer, 'reviewer'), taskId)])).toEqual({ '200': 1 });
      const seen = await Promise.all(readers.map((api) => liveOn(api, projectId)));
      expect(seen.flat()).toEqual(times(20).map(() => [1, 1]));
    });

    test('while both are polled, a read on the other right after an approval sees it', async () => {
      const projectId = await createProject(first);
      const versions = await recordAll(
        client(first, 'agent'),
        projectId,
        times(20).map((index) => ({ schema_key: `deck.slide-${index}`, value: { index } })),
      );
      const read = async (server: OwnInstance) => {
        const reply = await client(server, 'agent').get<{ data?: Project }>(`/items/projects/${projectId}`);
        return expectData(reply).context_version;
      };
      let polling = true;
      const poll = async (server: OwnInstance): Promise<void> => {
        while (polling) await read(server);
      };
      const polls = [first, second].map(poll);
      const seen: number[] = [];
      for (const [index, { id }] of versions.entries()) {
        const [writer, reader] = index % 2 === 0 ? [first, second] : [second, first];
        await setStatus(client(writer, 'reviewer'), id, 'approved');
        seen.push(await read(reader));
      }
      polling = false;
      await Promise.all(polls);
      expect(seen).toEqual(times(20).map((index) => index + 1));
    });

    test('a permission that is taken away on one is refused on the other, and given back there it counts again', async () => {
      const { projectId } = await pendingIn(first);
      const reader = client(second, 'other');
      const statuses = async () => {
        const replies = await Promise.all([
          reader.get(`/items/projects/${projectId}`),
          reader.get(`/artifacts/projects/${projectId}/context`),
        ]);
        return replies.map(({ status }) => status).join();
      };
      expect(await statuses()).toBe('200,200');
      const filter = 'filter[collection][_eq]=projects&filter[policy][name][_eq]=Reader';
      const found = await client(first, 'admin').get<{ data?: { id: number; policy: string }[] }>(
        `/permissions?${filter}&fields=id,policy`,
      );
      const [permission] = expectData(found);
      await client(first, 'admin').delete(`/permissions/${permission!.id}`);
      await vi.waitUntil(async () => (await statuses()) === '403,403', SOON);
      const given = { policy: permission!.policy, collection: 'projects', action: 'read', fields: ['*'] };
      expectData(await client(first, 'admin').post('/permissions', given));
      await vi.waitUntil(async () => (await statuses()) === '200,200', SOON);
    });

    test('a field that is added on one is there on the other, and all guards still are', async () => {
      const projectId = await createProject(first);
      const path = `/items/projects/${projectId}`;
      const admin = client(second, 'admin');
      expect((await admin.get(`${path}?fields=motto`)).status).toBe(403);
      const field = { field: 'motto', type: 'string', schema: {}, meta: {} };
      expectData(await client(first, 'admin').post('/fields/projects', field));
      await vi.waitUntil(async () => (await admin.patch(path, { motto: 'North' })).status === 200, SOON);
      const read = await client(first, 'admin').get(`${path}?fields=motto`);
      expect(read.body.data).toEqual({ motto: 'North' });
      for (const server of [first, second]) {
        const health = await client(server, 'other').get('/artifacts/health');
        expect(health.body.data).toMatchObject({
          status: 'ok',
          guards: { missing: [] },
          schema: { missing: [] },
        });
      }
    });

    test('of rivals that are approved on both at once one is approved in the end, and its context on both', async () => {
      const projectId = await createProject(first);
      const lines = times(10).map((index) => `deck.slide-${index}`);
      const inputs = lines.flatMap((schema_key) => [1, 2].map((value) => ({ schema_key, value })));
      const versions = await recordAll(client(first, 'agent'), projectId, inputs);
      const replies = await Promise.all(
        versions.map(({ id }, index) =>
          setStatus(client(index % 2 === 0 ? first : second, 'reviewer'), id, 'approved'),
        ),
      );
      expect(tally(replies)).toEqual({ '200': 20 });
      expect(await violationsIn(first, projectId)).toEqual([]);
      for (const server of [first, second])
        expect(await liveOn(client(server, 'other'), projectId)).toEqual(times(5).map(() => [20, 10]));
    });

    test('who has subscribed on one hears of a promotion through the other', async () => {
      const { projectId, taskId, version } = await pendingIn(first);
      await setStatus(client(first, 'reviewer'), version.id, 'approved');
      const subscriber = await subscribe(second.url, second.other.token, 'projects');
      try {
        await finishTask(client(first, 'reviewer'), taskId);
        await vi.waitUntil(() => subscriber.updated.includes(projectId), SOON);
      } finally {
        subscriber.close();
      }
    });
  },
);
