import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, startInstance, vendors } from '../helpers/instance.js';
import type { Instance, OwnInstance } from '../helpers/instance.js';
import { createProject, createTask, expectData, readProject } from '../helpers/sample.js';
import type { Key, Version } from '../../src/domain/words.js';
import { readLedger } from './support-concurrency/ledger.js';
import { approveAll, recordAll, tally, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';

const KEYS = 64;

interface Promotion {
  previous_context_version: number;
  context_version: number;
  promoted: { schema_key: string; version_id: string }[];
}

/** Approved versions of as many keys, not live yet: their task is not done. */
async function approvedVersions(
  instance: Instance,
  count: number,
): Promise<{ projectId: Key; taskId: Key; versions: Version[] }> {
  const projectId = await createProject(instance);
  const taskId = await createTask(instance, projectId);
  const versions = await recordAll(
    as(instance.url, instance.agent.token),
    projectId,
    times(count).map((index) => ({
      schema_key: `deck.slide-${index}`,
      value: { index },
      source_task_id: taskId,
    })),
  );
  await approveAll(as(instance.url, instance.reviewer.token), versions);
  return { projectId, taskId, versions };
}

/** Nothing lost: every key live in exactly the bump that its answer named, one bump per answer. */
async function expectAllLive(instance: Instance, projectId: Key, replies: Reply[]): Promise<void> {
  expect(tally(replies)).toEqual({ '200': KEYS });
  const promotions = replies.map((reply) => expectData(reply as Reply<{ data?: Promotion }>));
  for (const { previous_context_version, context_version, promoted } of promotions) {
    expect(context_version).toBe(previous_context_version + 1);
    expect(promoted).toHaveLength(1);
  }
  const bumps = promotions.map(({ context_version }) => context_version).sort((a, b) => a - b);
  expect(bumps).toEqual(times(KEYS).map((index) => index + 1));

  const ledger = await readLedger(instance, projectId);
  expect(ledger.contextVersion).toBe(KEYS);
  const live = ledger.versions.filter((version) => version.promoted_context_version !== null);
  const announced = promotions.map(({ promoted, context_version }) => [
    promoted[0]?.version_id,
    context_version,
  ]);
  expect(new Map(live.map((version) => [version.id, version.promoted_context_version]))).toEqual(
    new Map(announced as [string, number][]),
  );
  expect(await violationsIn(instance, projectId)).toEqual([]);
}

describe.each(vendors)('promoting at once on %s', (vendor) => {
  test('64 concurrent promotions of 64 keys of one project: 64 accepted, 64 live, 64 bumps', async () => {
    const instance = sharedInstance(vendor);
    const { projectId, versions } = await approvedVersions(instance, KEYS);
    const admin = as(instance.url, instance.admin.token);
    const replies = await Promise.all(
      versions.map(({ id }) => admin.post('/artifacts/promotions', { version_ids: [id] })),
    );
    await expectAllLive(instance, projectId, replies);
  });

  test('16 promotions with the same "if_match": one is accepted, 15 get 409 with the current version', async () => {
    const instance = sharedInstance(vendor);
    const { projectId, versions } = await approvedVersions(instance, 16);
    const admin = as(instance.url, instance.admin.token);
    const replies = await Promise.all(
      versions.map(({ id }) => admin.post('/artifacts/promotions', { version_ids: [id], if_match: 0 })),
    );
    expect(tally(replies)).toEqual({ '200': 1, '409 CONTEXT_VERSION_CONFLICT': 15 });
    for (const { body } of replies.filter(({ status }) => status === 409))
      expect(body.errors?.[0]?.extensions).toMatchObject({ expected: 0, current: 1 });
    const project = await readProject(instance, projectId);
    expect(project).toMatchObject({ context_version: 1, context: { _meta: { total_artifacts: 1 } } });
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('16 promotions with the same If-Match header: one is accepted, 15 get 412 with the current version', async () => {
    const instance = sharedInstance(vendor);
    const { projectId, versions } = await approvedVersions(instance, 17);
    const admin = as(instance.url, instance.admin.token);
    const [first, ...others] = versions;
    expectData(await admin.post('/artifacts/promotions', { version_ids: [first!.id] }));
    const replies = await Promise.all(
      others.map(({ id }) =>
        admin.post('/artifacts/promotions', { version_ids: [id] }, { 'If-Match': 'W/"1"' }),
      ),
    );
    expect(tally(replies)).toEqual({ '200': 1, '412 CONTEXT_VERSION_CONFLICT': 15 });
    for (const { body } of replies.filter(({ status }) => status === 412))
      expect(body.errors?.[0]?.extensions).toMatchObject({ expected: 1, current: 2 });
    expect((await readProject(instance, projectId)).context_version).toBe(2);
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('16 approvals with the same "if_match" of versions that go live at once: one is accepted', async () => {
    const instance = sharedInstance(vendor);
    const projectId = await createProject(instance);
    const versions = await recordAll(
      as(instance.url, instance.agent.token),
      projectId,
      times(16).map((index) => ({ schema_key: `deck.slide-${index}`, value: { index } })),
    );
    const reviewer = as(instance.url, instance.reviewer.token);
    const replies = await Promise.all(
      versions.map(({ id }) =>
        reviewer.post('/artifacts/decisions', { version_id: id, action: 'approve', if_match: 0 }),
      ),
    );
    expect(tally(replies)).toEqual({ '200': 1, '409 CONTEXT_VERSION_CONFLICT': 15 });
    const { versions: stored, entries, contextVersion } = await readLedger(instance, projectId);
    expect(contextVersion).toBe(1);
    expect(stored.filter(({ status }) => status === 'approved')).toHaveLength(1);
    expect(entries.map(({ action }) => action)).toEqual(['approve', 'promote']);
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('the same task promoted by its PATCH and by POST /promotions at once goes live once', async () => {
    const instance = sharedInstance(vendor);
    const { projectId, taskId } = await approvedVersions(instance, 5);
    const reviewer = as(instance.url, instance.reviewer.token);
    const replies = await Promise.all(
      times(8).flatMap(() => [
        reviewer.post('/artifacts/promotions', { task_id: taskId }),
        reviewer.patch(`/items/tasks/${taskId}`, { status: 'done' }),
      ]),
    );
    expect(tally(replies)).toEqual({ '200': 16 });
    expect((await readProject(instance, projectId)).context_version).toBe(1);
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });
});

describe.runIf(vendors.includes('postgres'))('promoting at once with two servers on one PostgreSQL', () => {
  let one: OwnInstance;
  let other: OwnInstance;
  beforeAll(async () => {
    one = await startInstance({ vendor: 'postgres' });
    other = await startInstance({ vendor: 'postgres', from: one });
  });
  afterAll(async () => {
    await other.stop();
    await one.stop();
  });

  test('64 concurrent promotions spread over both servers: 64 accepted, 64 live, 64 bumps', async () => {
    const { projectId, versions } = await approvedVersions(one, KEYS);
    const clients = [as(one.url, one.admin.token), as(other.url, one.admin.token)];
    const replies = await Promise.all(
      versions.map(({ id }, index) =>
        clients[index % 2]!.post('/artifacts/promotions', { version_ids: [id] }),
      ),
    );
    await expectAllLive(one, projectId, replies);
  });

  test('16 promotions with the same "if_match" spread over both servers: one is accepted', async () => {
    const { projectId, versions } = await approvedVersions(one, 16);
    const clients = [as(one.url, one.admin.token), as(other.url, one.admin.token)];
    const replies = await Promise.all(
      versions.map(({ id }, index) =>
        clients[index % 2]!.post('/artifacts/promotions', { version_ids: [id], if_match: 0 }),
      ),
    );
    expect(tally(replies)).toEqual({ '200': 1, '409 CONTEXT_VERSION_CONFLICT': 15 });
    expect((await readProject(one, projectId)).context_version).toBe(1);
    expect(await violationsIn(one, projectId)).toEqual([]);
  });

  test('the same POST with one Idempotency-Key, 20 times over both servers, records one version', async () => {
    const projectId = await createProject(one);
    const clients = [as(one.url, one.agent.token), as(other.url, one.agent.token)];
    const body = { project_id: projectId, schema_key: 'brand.logo', value: { format: 'PNG' } };
    const headers = { 'Idempotency-Key': randomUUID() };
    const replies = await Promise.all(
      times(20).map((index) => clients[index % 2]!.post('/artifacts/versions', body, headers)),
    );
    const { '201': answered = 0, '409 IDEMPOTENCY_IN_PROGRESS': running = 0 } = tally(replies);
    expect(answered + running).toBe(20);
    const fresh = replies.filter(
      (reply) => reply.status === 201 && !reply.headers.has('idempotency-replayed'),
    );
    expect(fresh).toHaveLength(1);
    expect((await readLedger(one, projectId)).versions).toHaveLength(1);
  });

  test('both servers approve versions of the same lines at once: one approved in each line', async () => {
    const projectId = await createProject(one);
    const lines = times(10).map((index) => `deck.slide-${index}`);
    const versions = await recordAll(
      as(one.url, one.agent.token),
      projectId,
      lines.flatMap((schema_key) => times(4).map((attempt) => ({ schema_key, value: { attempt } }))),
    );
    const clients = [as(one.url, one.reviewer.token), as(other.url, one.secondReviewer.token)];
    const replies = await Promise.all(
      versions.map(({ id }, index) =>
        clients[index % 2]!.patch(`/items/artifact_versions/${id}`, { status: 'approved' }),
      ),
    );
    expect(tally(replies)).toEqual({ '200': 40 });
    const ledger = await readLedger(one, projectId);
    expect(ledger.contextVersion).toBe(40);
    expect(ledger.versions.filter(({ status }) => status === 'approved')).toHaveLength(10);
    expect(ledger.versions.filter(({ status }) => status === 'superseded')).toHaveLength(30);
    expect(await violationsIn(one, projectId)).toEqual([]);
  });
});
