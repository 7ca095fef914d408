import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { type OwnInstance, sharedInstance, startInstance, vendors } from '../helpers/instance.js';
import { expectData, readProject, readVersion, uploadFile } from '../helpers/sample.js';
import { violationsOf } from './support-invariants/health.js';
import { policyProject } from './support-policies/policy.js';

const A_WHILE = { timeout: 20_000, interval: 100 };

describe.each(vendors)('policies that decide by themselves on %s', (vendor) => {
  const instance = sharedInstance(vendor);

  test('POST /versions answers with the decided version, and the log names the rule and its revision', async () => {
    const { policy, edit, record, log, project_id } = await policyProject(instance);
    const rule = await policy({
      name: 'Docs sync',
      effect: 'auto_approve',
      schema_key: 'docs.**',
      origins: ['sync', 'deployment'],
      actor_types: ['ai'],
      filter: { value: { language: { _eq: 'en' } } },
    });
    await edit(rule, { reason: '{{schema_key}} is fine' });
    const approved = await record('docs.guide', { language: 'en' });
    expect(approved).toMatchObject({
      status: 'approved',
      approved_by: rule.id,
      promoted_context_version: 1,
    });
    expect(await log(approved.id)).toMatchObject([
      {
        action: 'approve',
        actor_id: rule.id,
        actor_type: 'rule',
        reason: 'docs.guide is fine',
        feedback: { policy: { id: rule.id, name: 'Docs sync', revision: 2, effect: 'auto_approve' } },
      },
      { action: 'promote', actor_type: 'rule' },
    ]);
    expect((await record('docs.guide', { language: 'de' })).status).toBe('pending');
    expect((await record('brand.logo', { language: 'en' })).status).toBe('pending');
    expect((await readProject(instance, project_id)).context_version).toBe(1);
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('a repetition under the same Idempotency-Key gets the same answer', async () => {
    const { policy, project_id, agent } = await policyProject(instance);
    await policy({ name: 'By itself', effect: 'auto_approve' });
    const headers = { 'Idempotency-Key': randomUUID() };
    const input = { project_id, schema_key: 'brand.logo', value: 1 };
    const first = await agent.post<{ data?: Version }>('/artifacts/versions', input, headers);
    expect(expectData(first).status).toBe('approved');
    const second = await agent.post<{ data?: Version }>('/artifacts/versions', input, headers);
    expect(second.body).toEqual(first.body);
  });

  test('the first rule that fits is taken, and a rejection says why', async () => {
    const { policy, record } = await policyProject(instance);
    await policy({ name: 'Second', effect: 'auto_approve', sort: 2 });
    await policy({ name: 'First', effect: 'auto_reject', sort: 1, filter: { summary: { _null: true } } });
    expect(await record('brand.logo')).toMatchObject({
      status: 'rejected',
      rejection_reason: 'Rejected by the policy "First", revision 1',
    });
    expect(await record('brand.logo', 1, { summary: 'Said' })).toMatchObject({ status: 'approved' });
  });

  test('what people have to approve is not approved by a rule', async () => {
    const { policy, record, agent } = await policyProject(instance);
    await policy({ name: 'All by itself', effect: 'auto_approve', sort: 1 });
    await policy({ name: 'One person', effect: 'require', sort: 2, schema_key: 'brand.*' });
    const held = await record('brand.logo');
    expect(held.status).toBe('pending');
    expect((await record('copy.claim')).status).toBe('approved');
    const shown = await agent.post<{ data: object }>('/artifacts/policies/evaluate', { version_id: held.id });
    expect(shown.body.data).toMatchObject({
      automatic: { policy: { name: 'All by itself' }, would: 'approve', held: true },
      requirements: [{ policy: { name: 'One person' }, approvals: 0 }],
    });
  });

  test('a batch, an unchanged sync, a merge and a restore: each is looked at once', async () => {
    const { policy, agent, project_id } = await policyProject(instance);
    await policy({ effect: 'auto_approve', schema_key: 'a.*' });
    const line = { project_id, schema_key: 'a.one' };
    const recorded = expectData(
      await agent.post<{ data?: Version[] }>('/artifacts/versions', [
        { ...line, value: 1 },
        { ...line, value: 2 },
        { project_id, schema_key: 'b.one', value: 1 },
      ]),
    );
    // The older of two in one line is passed over: the line has moved on.
    expect(recorded.map(({ status }) => status)).toEqual(['pending', 'approved', 'pending']);
    const same = { ...line, value: 2, change_origin: 'sync' };
    expect(expectData(await agent.post<{ data?: object }>('/artifacts/versions', same))).toMatchObject({
      unchanged: true,
      id: recorded[1]?.id,
    });
    const restored = await agent.post<{ data?: Version }>(
      `/artifacts/versions/${recorded[0]?.id}/restore`,
      {},
    );
    expect(expectData(restored).status).toBe('approved');
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('/items and GraphQL: decided right after the commit, with the files of the same request', async () => {
    const { policy, agent, project_id } = await policyProject(instance);
    await policy({ effect: 'auto_approve' });
    const file = await uploadFile(instance);
    const plain = expectData(
      await agent.post<{ data?: Version }>('/items/artifact_versions', {
        project_id,
        schema_key: 'by.items',
        value: 1,
        files: [{ directus_files_id: file }],
      }),
    );
    const graphql = await agent.graphql<{ data: { create_artifact_versions_item: { id: string } } }>(
      'mutation ($data: create_artifact_versions_input!) { create_artifact_versions_item(data: $data) { id } }',
      { data: { project_id, schema_key: 'by.graphql', version_number: 1, value: 1 } },
    );
    const ids = [plain.id, graphql.body.data.create_artifact_versions_item.id];
    for (const id of ids) {
      await vi.waitFor(async () => {
        expect((await readVersion(instance, id)).status).toBe('approved');
      }, A_WHILE);
    }
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('what was recorded is undone with its decision when the request fails', async () => {
    const { policy, agent, project_id } = await policyProject(instance);
    const { id } = await policy({ effect: 'auto_approve' });
    const batch = [
      { project_id, schema_key: 'a', value: 1 },
      { project_id, schema_key: 'a', value: 1, parent_id: randomUUID() },
    ];
    expect((await agent.post('/artifacts/versions', batch)).status).toBe(422);
    const planned = () => instance.knex('artifact_policy_decisions').where({ policy_id: id });
    expect(await planned()).toEqual([]);
    // There would have been something to undo.
    expect((await agent.post('/artifacts/versions', batch.slice(0, 1))).status).toBe(201);
    expect(await planned()).toHaveLength(1);
  });
});

describe.each(vendors)('automatic decisions across the life of a server on %s', (vendor) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });
  afterAll(() => instance.stop());

  /** A version as a server leaves it that was killed between recording and deciding. */
  async function leftBehind(more: { content_hash?: string; effect?: string } = {}) {
    const project = await policyProject(instance);
    const rule = await project.policy({ name: 'Left', effect: 'auto_approve', enabled: false });
    const version = await project.record('brand.logo');
    await instance.knex('artifact_policy_decisions').insert({
      id: randomUUID(),
      artifact_version_id: version.id,
      policy_id: rule.id,
      revision: 1,
      effect: 'auto_approve',
      reason: 'Fine',
      content_hash: version.content_hash,
      status: 'pending',
      attempts: 0,
      next_attempt_at: new Date(Date.now() + 600_000),
      date_created: new Date(),
      ...more,
    });
    return { ...project, rule, version };
  }
  const due = (versionId: string) =>
    instance
      .knex('artifact_policy_decisions')
      .where({ artifact_version_id: versionId })
      .update({ next_attempt_at: new Date(Date.now() - 1000) });
  const outcomeOf = async (versionId: string): Promise<{ status: string; note: string | null }> =>
    vi.waitFor(async () => {
      const row = (await instance
        .knex('artifact_policy_decisions')
        .where({ artifact_version_id: versionId })
        .first()) as { status: string; note: string | null };
      expect(row.status).not.toBe('pending');
      return row;
    }, A_WHILE);

  test('a killed server’s decision is carried out when one is back, once', async () => {
    const { version, rule, log } = await leftBehind();
    await instance.kill();
    await due(version.id);
    await instance.restart();
    expect((await outcomeOf(version.id)).status).toBe('done');
    expect(await log(version.id)).toMatchObject([
      { action: 'approve', actor_type: 'rule', actor_id: rule.id, feedback: { policy: { name: 'Left' } } },
      { action: 'promote' },
    ]);
  });

  test('and not when people were faster, the content was edited or the line moved on', async () => {
    const decided = await leftBehind();
    const reject = { version_id: decided.version.id, action: 'reject', reason: 'No' };
    expectData(await decided.reviewer.post('/artifacts/decisions', reject));
    const edited = await leftBehind();
    expectData(await edited.admin.patch(`/items/artifact_versions/${edited.version.id}`, { value: 'other' }));
    const overtaken = await leftBehind();
    await overtaken.record('brand.logo', 2);
    const required = await leftBehind();
    await required.policy({ name: 'People', effect: 'require' });
    for (const [{ version }, note] of [
      [decided, /somebody decided first: it is rejected/],
      [edited, /edited|content/i],
      [overtaken, /version 2 of its line/],
      [required, /"People"/],
    ] as const) {
      await due(version.id);
      const outcome = await outcomeOf(version.id);
      expect(outcome.status).toBe('skipped');
      expect(outcome.note).toMatch(note);
    }
    expect((await readVersion(instance, decided.version.id)).status).toBe('rejected');
    for (const { version } of [edited, overtaken, required]) {
      expect((await readVersion(instance, version.id)).status).toBe('pending');
    }
  });

  test.skipIf(vendor === 'sqlite')('a server killed in the very moment between both', async () => {
    const { policy, agent, project_id, log } = await policyProject(instance);
    await policy({ name: 'Slow', effect: 'auto_approve' });
    const held = await instance.knex.transaction();
    // Recording does not look at it, deciding does.
    await held.raw('LOCK TABLE artifact_policy_revisions IN ACCESS EXCLUSIVE MODE');
    const asked = agent
      .post('/artifacts/versions', { project_id, schema_key: 'brand.logo', value: 1 })
      .catch(() => null);
    const id = await vi.waitFor(async () => {
      const [recorded]: string[] = await instance.knex('artifact_versions').where({ project_id }).pluck('id');
      expect(recorded).toBeDefined();
      return recorded!;
    }, A_WHILE);
    await sleep(300);
    await instance.kill();
    await held.rollback();
    expect(await asked).toBeNull();
    expect(await instance.knex('artifact_approvals').where({ artifact_version_id: id })).toEqual([]);
    await instance.restart();
    expect((await outcomeOf(id)).status).toBe('done');
    expect((await log(id)).map(({ action }) => action)).toEqual(['approve', 'promote']);
  });

  test.skipIf(vendor === 'sqlite')('two servers carry each out once', async () => {
    const other = await startInstance({ vendor, from: instance });
    try {
      const left = await Promise.all(Array.from({ length: 8 }, () => leftBehind()));
      for (const { version } of left) await due(version.id);
      for (const { version, log } of left) {
        expect((await outcomeOf(version.id)).status).toBe('done');
        expect((await log(version.id)).map(({ action }) => action)).toEqual(['approve', 'promote']);
      }
      expect(as(other.url, null)).toBeDefined();
    } finally {
      await other.stop();
    }
  });
});
