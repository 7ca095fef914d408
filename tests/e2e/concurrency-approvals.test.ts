import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import type { Api, Reply } from '../helpers/api.js';
import { sharedInstance, startInstance, vendors } from '../helpers/instance.js';
import type { Instance, OwnInstance } from '../helpers/instance.js';
import { createProject, createTask, setStatus } from '../helpers/sample.js';
import type { Key, Version } from '../../src/domain/words.js';
import { readLedger } from './support-concurrency/ledger.js';
import { recordAll, tally, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';

const UPDATE_ONE = `mutation ($id: ID!) {
  update_artifact_versions_item(id: $id, data: { status: "approved" }) { id status }
}`;
const UPDATE_MANY = `mutation ($ids: [ID]!) {
  update_artifact_versions_items(ids: $ids, data: { status: "approved" }) { id status }
}`;

/** Every way to approve by the status of 4 versions, and how many bumps it makes of them. */
const WAYS: { approve: (api: Api, ids: string[]) => Promise<Reply>[]; bumps: number }[] = [
  { approve: (api, ids) => ids.map((id) => setStatus(api, id, 'approved')), bumps: 4 },
  {
    approve: (api, keys) => [api.patch('/items/artifact_versions', { keys, data: { status: 'approved' } })],
    bumps: 1,
  },
  {
    approve: (api, ids) => [
      api.patch(
        '/items/artifact_versions',
        ids.map((id) => ({ id, status: 'approved' })),
      ),
    ],
    bumps: 4,
  },
  { approve: (api, ids) => ids.map((id) => api.graphql(UPDATE_ONE, { id })), bumps: 4 },
  { approve: (api, ids) => [api.graphql(UPDATE_MANY, { ids })], bumps: 1 },
  {
    approve: (api, ids) => [
      api.post(
        '/artifacts/decisions',
        ids.map((version_id) => ({ version_id, action: 'approve' })),
      ),
    ],
    bumps: 1,
  },
  {
    approve: (api, ids) =>
      ids.map((id) => api.post('/items/artifact_approvals', { artifact_version_id: id, action: 'approve' })),
    bumps: 4,
  },
  {
    approve: (api, ids) => [
      api.patch('/items/artifact_versions', {
        query: { filter: { id: { _in: ids } } },
        data: { status: 'approved' },
      }),
    ],
    bumps: 1,
  },
];

/** Pending versions of as many keys in a project of their own. */
async function pendingVersions(
  instance: Instance,
  count: number,
  withTask = false,
): Promise<{ projectId: Key; versions: Version[] }> {
  const projectId = await createProject(instance);
  const task = withTask ? { source_task_id: await createTask(instance, projectId) } : {};
  const versions = await recordAll(
    as(instance.url, instance.agent.token),
    projectId,
    times(count).map((index) => ({ schema_key: `deck.slide-${index}`, value: { index }, ...task })),
  );
  return { projectId, versions };
}

/** All 64 approved and live, in the number of bumps given, and nothing lost on the way. */
async function expectAllLive(instance: Instance, projectId: Key, bumps: number): Promise<void> {
  const ledger = await readLedger(instance, projectId);
  expect(ledger.versions).toHaveLength(64);
  expect(new Set(ledger.versions.map(({ status }) => status))).toEqual(new Set(['approved']));
  expect(ledger.versions.filter((version) => version.promoted_context_version === null)).toEqual([]);
  expect(ledger.contextVersion).toBe(bumps);
  expect(await violationsIn(instance, projectId)).toEqual([]);
}

describe.each(vendors)('approving at once on %s', (vendor) => {
  test('64 concurrent approvals by PATCH of 64 keys that go live at once: 64 live, 64 bumps', async () => {
    const instance = sharedInstance(vendor);
    const { projectId, versions } = await pendingVersions(instance, 64);
    const reviewers = [instance.reviewer, instance.secondReviewer].map(({ token }) =>
      as(instance.url, token),
    );
    const replies = await Promise.all(
      versions.map(({ id }, index) => setStatus(reviewers[index % 2]!, id, 'approved')),
    );
    expect(tally(replies)).toEqual({ '200': 64 });
    await expectAllLive(instance, projectId, 64);
  });

  test('64 approvals by PATCH, bulk and array PATCH, query, GraphQL, endpoint and audit log at once: all live', async () => {
    const instance = sharedInstance(vendor);
    const { projectId, versions } = await pendingVersions(instance, 64);
    const reviewers = [instance.reviewer, instance.secondReviewer].map(({ token }) =>
      as(instance.url, token),
    );
    const replies = await Promise.all(
      times(16).flatMap((index) => {
        const ids = versions.slice(index * 4, index * 4 + 4).map(({ id }) => id);
        return WAYS[index % WAYS.length]!.approve(reviewers[index % 3 === 0 ? 1 : 0]!, ids);
      }),
    );
    expect(tally(replies)).toEqual({ '200': replies.length });
    const bumps = 2 * WAYS.reduce((sum, way) => sum + way.bumps, 0);
    await expectAllLive(instance, projectId, bumps);
  });

  test('4 approvals racing in each of 30 lines: each line ends with one approved, the rest superseded', async () => {
    const instance = sharedInstance(vendor);
    const projectId = await createProject(instance);
    const versions = await recordAll(
      as(instance.url, instance.agent.token),
      projectId,
      times(30).flatMap((line) =>
        times(4).map((attempt) => ({ schema_key: `deck.slide-${line}`, value: { attempt } })),
      ),
    );
    const reviewers = [instance.reviewer, instance.secondReviewer].map(({ token }) =>
      as(instance.url, token),
    );
    const replies = await Promise.all(
      versions.map(({ id }, index) => setStatus(reviewers[index % 2]!, id, 'approved')),
    );
    // The slower reviewer is not refused: its version was approved, and superseded a moment later.
    expect(tally(replies)).toEqual({ '200': 120 });
    const ledger = await readLedger(instance, projectId);
    for (const line of times(30)) {
      const statuses = ledger.versions
        .filter(({ schema_key }) => schema_key === `deck.slide-${line}`)
        .map(({ status }) => status)
        .sort();
      expect(statuses).toEqual(['approved', 'superseded', 'superseded', 'superseded']);
    }
    expect(ledger.contextVersion).toBe(120);
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('4 racing approvals of one and the same version decide once', async () => {
    const instance = sharedInstance(vendor);
    const { projectId, versions } = await pendingVersions(instance, 10);
    const reviewers = [instance.reviewer, instance.secondReviewer].map(({ token }) =>
      as(instance.url, token),
    );
    const replies = await Promise.all(
      versions.flatMap(({ id }) => times(4).map((index) => setStatus(reviewers[index % 2]!, id, 'approved'))),
    );
    const counts = tally(replies);
    // Who comes late repeats what is already so (200), or had read it as pending and is refused.
    expect((counts['200'] ?? 0) + (counts['409 ILLEGAL_TRANSITION'] ?? 0)).toBe(40);
    expect(counts['200']).toBeGreaterThanOrEqual(10);
    const ledger = await readLedger(instance, projectId);
    expect(ledger.entries.filter(({ action }) => action === 'approve')).toHaveLength(10);
    expect(ledger.contextVersion).toBe(10);
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('one approves and one rejects the same version at once: exactly one of them decides', async () => {
    const instance = sharedInstance(vendor);
    const { projectId, versions } = await pendingVersions(instance, 20);
    const [one, other] = [instance.reviewer, instance.secondReviewer].map(({ token }) =>
      as(instance.url, token),
    );
    const replies = await Promise.all(
      versions.map(({ id }) =>
        Promise.all([
          one!.post('/artifacts/decisions', { version_id: id, action: 'approve' }),
          other!.post('/artifacts/decisions', { version_id: id, action: 'reject', reason: 'Too dark' }),
        ]),
      ),
    );
    for (const pair of replies) expect(tally(pair)).toEqual({ '200': 1, '409 ILLEGAL_TRANSITION': 1 });
    const ledger = await readLedger(instance, projectId);
    for (const [index, { id }] of versions.entries()) {
      const approved = replies[index]![0].status === 200;
      expect(ledger.versions.find((version) => version.id === id)).toMatchObject(
        approved
          ? { status: 'approved', rejection_reason: null }
          : { status: 'rejected', rejection_reason: 'Too dark' },
      );
    }
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });
});

describe.each(vendors)('approving at once with ARTIFACTS_PROMOTE_ON=approval on %s', (vendor) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor, env: { ARTIFACTS_PROMOTE_ON: 'approval' } });
  });
  afterAll(() => instance.stop());

  test('64 concurrent approvals of versions whose task is not done: 64 live, 64 bumps', async () => {
    const { projectId, versions } = await pendingVersions(instance, 64, true);
    const reviewer = as(instance.url, instance.reviewer.token);
    const replies = await Promise.all(versions.map(({ id }) => setStatus(reviewer, id, 'approved')));
    expect(tally(replies)).toEqual({ '200': 64 });
    await expectAllLive(instance, projectId, 64);
  });
});
