import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import type { Api, Reply } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject, createTask, expectData, finishTask, setStatus } from '../helpers/sample.js';
import type { Key, Project, Version } from '../../src/domain/words.js';
import { readCached, readEverywhere, STATUS_HEADER } from './support-cache/reads.js';
import { approveAll, recordAll, tally, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';

/** Ways to make a version live, each with what has to be done before. */
const WAYS: {
  name: string;
  promote: (clients: { reviewer: Api; admin: Api }, version: Version, taskId: Key) => Promise<Reply>;
  /** What the version is before: pending without a task, pending with one that is not done, or approved with one. */
  before: 'pending' | 'approved';
  withTask: boolean;
}[] = [
  {
    name: 'PATCH of its status',
    promote: ({ reviewer }, { id }) => setStatus(reviewer, id, 'approved'),
    before: 'pending',
    withTask: false,
  },
  {
    name: 'bulk PATCH',
    promote: ({ reviewer }, { id }) =>
      reviewer.patch('/items/artifact_versions', { keys: [id], data: { status: 'approved' } }),
    before: 'pending',
    withTask: false,
  },
  {
    name: 'array PATCH',
    promote: ({ reviewer }, { id }) =>
      reviewer.patch('/items/artifact_versions', [{ id, status: 'approved' }]),
    before: 'pending',
    withTask: false,
  },
  {
    name: 'GraphQL',
    promote: ({ reviewer }, { id }) =>
      reviewer.graphql(
        'mutation ($id: ID!) { update_artifact_versions_item(id: $id, data: { status: "approved" }) { id } }',
        { id },
      ),
    before: 'pending',
    withTask: false,
  },
  {
    name: 'an approval entry',
    promote: ({ reviewer }, { id }) =>
      reviewer.post('/items/artifact_approvals', { artifact_version_id: id, action: 'approve' }),
    before: 'pending',
    withTask: false,
  },
  {
    name: 'POST /decisions',
    promote: ({ reviewer }, { id }) =>
      reviewer.post('/artifacts/decisions', { version_id: id, action: 'approve' }),
    before: 'pending',
    withTask: false,
  },
  {
    name: 'PATCH of its task',
    promote: ({ reviewer }, _version, taskId) => finishTask(reviewer, taskId),
    before: 'approved',
    withTask: true,
  },
  {
    name: 'array PATCH of its task',
    promote: ({ reviewer }, _version, taskId) =>
      reviewer.patch('/items/tasks', [{ id: taskId, status: 'done' }]),
    before: 'approved',
    withTask: true,
  },
  {
    name: 'POST /promotions',
    promote: ({ admin }, { id }) => admin.post('/artifacts/promotions', { version_ids: [id] }),
    before: 'approved',
    withTask: true,
  },
];

// Which of the two does not depend on the database: each is tried beside one.
const SETTINGS = ['true', 'false'].map((autoPurge, index) => ({ vendor: vendors.at(-index)!, autoPurge }));

describe.each(SETTINGS)('with a cache, CACHE_AUTO_PURGE=$autoPurge, on $vendor', ({ vendor, autoPurge }) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({
      vendor,
      env: { CACHE_ENABLED: 'true', CACHE_AUTO_PURGE: autoPurge, CACHE_STATUS_HEADER: STATUS_HEADER },
    });
  });
  afterAll(() => instance.stop());

  test.each(WAYS)('a read right after $name sees the new context', async ({ promote, before, withTask }) => {
    const client = (who: 'reviewer' | 'secondReviewer' | 'agent' | 'admin') =>
      as(instance.url, instance[who].token);
    const readers = [client('reviewer'), client('agent')];
    const projectId = await createProject(instance);
    const taskId = await createTask(instance, projectId);
    const [version] = await recordAll(client('agent'), projectId, [
      { schema_key: 'brand.logo', value: { format: 'PNG' }, ...(withTask ? { source_task_id: taskId } : {}) },
    ]);
    if (before === 'approved') await approveAll(client('secondReviewer'), [version!]);

    for (const reader of readers) {
      // Without a hit the test would not be about the cache.
      const reads = await readCached(reader, projectId);
      expect(reads.map(({ contextVersion, live }) => [contextVersion, live])).toEqual(
        times(5).map(() => [0, 0]),
      );
    }
    const reply = await promote({ reviewer: client('reviewer'), admin: client('admin') }, version!, taskId);
    const reads = await Promise.all(readers.map((reader) => readEverywhere(reader, projectId)));
    expect(tally([reply])).toEqual({ '200': 1 });
    expect(reads.flat().map(({ contextVersion, live }) => [contextVersion, live])).toEqual(
      times(10).map(() => [1, 1]),
    );
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('a read right after a revoke sees that the version is gone', async () => {
    const reviewer = as(instance.url, instance.reviewer.token);
    const agent = as(instance.url, instance.agent.token);
    const projectId = await createProject(instance);
    const [version] = await recordAll(agent, projectId, [{ schema_key: 'brand.logo', value: 1 }]);
    await setStatus(reviewer, version!.id, 'approved');
    for (const reader of [reviewer, agent]) {
      const reads = await readCached(reader, projectId);
      expect(reads.map(({ live }) => live)).toEqual([1, 1, 1, 1, 1]);
    }
    const revoked = await setStatus(reviewer, version!.id, 'rejected', { rejection_reason: 'Wrong client' });
    expect(tally([revoked])).toEqual({ '200': 1 });
    for (const reader of [reviewer, agent]) {
      const reads = await readEverywhere(reader, projectId);
      expect(reads.map(({ contextVersion, live }) => [contextVersion, live])).toEqual(
        times(5).map(() => [2, 0]),
      );
    }
  });

  test('while others keep polling, every read after an approval sees it', async () => {
    const reviewer = as(instance.url, instance.reviewer.token);
    const agent = as(instance.url, instance.agent.token);
    const projectId = await createProject(instance);
    const versions = await recordAll(
      agent,
      projectId,
      times(20).map((index) => ({ schema_key: `deck.slide-${index}`, value: { index } })),
    );
    let polling = true;
    const poll = async (api: Api): Promise<void> => {
      while (polling) await api.get(`/items/projects/${projectId}`);
    };
    const polls = [agent, agent, reviewer].map(poll);
    const seen: number[] = [];
    for (const { id } of versions) {
      await setStatus(reviewer, id, 'approved');
      const project = expectData(await agent.get<{ data?: Project }>(`/items/projects/${projectId}`));
      seen.push(project.context_version);
    }
    polling = false;
    await Promise.all(polls);
    expect(seen).toEqual(times(20).map((index) => index + 1));
  });
});
