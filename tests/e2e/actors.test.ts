import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { sharedInstance, startInstance, vendors } from '../helpers/instance.js';
import type { Instance, OwnInstance } from '../helpers/instance.js';
import { createProject, expectData, pendingVersion, recordVersion } from '../helpers/sample.js';
import type { User } from '../helpers/test-bed.js';
import { expectNoViolations, rowOf, snapshot } from './support-guards/ledger.js';
import { outcomeOf, verdict } from './support-guards/outcome.js';
import { addApiUser, DECIDING_AGENT } from './support-guards/people.js';
import { decisionRoutes, updateRoutes } from './support-guards/routes.js';
import type { Staged } from './support-guards/stages.js';

const SELF = /^(403 )?SELF_APPROVAL_FORBIDDEN$/;

describe.each(vendors)('actors on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  let machine: User;
  let machineApi: Api;

  beforeAll(async () => {
    machine = await addApiUser(instance, DECIDING_AGENT);
    machineApi = as(instance.url, machine.token);
  });

  const entryOf = async (versionId: string): Promise<Record<string, unknown>> => {
    const [entry, ...more] = (await instance
      .knex('artifact_approvals')
      .where({ artifact_version_id: versionId })) as Record<string, unknown>[];
    expect(more).toEqual([]);
    return entry!;
  };

  describe('are derived, whatever a client claims', () => {
    const people = {
      reviewer: { token: () => instance.reviewer.token, id: () => instance.reviewer.id },
      admin: { token: () => instance.admin.token, id: () => instance.admin.id },
      machine: { token: () => machine.token, id: () => machine.id },
    };
    test.each([
      { who: 'reviewer', claim: undefined, type: 'human' },
      { who: 'reviewer', claim: 'ai', type: 'human' },
      { who: 'reviewer', claim: 'system', type: 'human' },
      { who: 'admin', claim: 'rule', type: 'human' },
      { who: 'machine', claim: undefined, type: 'ai' },
      { who: 'machine', claim: 'human', type: 'ai' },
      { who: 'machine', claim: 'rule', type: 'ai' },
      { who: 'machine', claim: ['human'], type: 'ai' },
      { who: 'machine', claim: 'system', type: 'system' },
    ] as const)('the $who that claims to be "$claim" is $type', async ({ who, claim, type }) => {
      const api = as(instance.url, people[who].token());
      const claims = {
        ...(claim === undefined ? {} : { actor_type: claim }),
        actor_id: instance.secondReviewer.id,
      };
      const created = await pendingVersion(instance);
      const entry = { artifact_version_id: created.version.id, action: 'approve', ...claims };
      expectData(await api.post('/items/artifact_approvals', entry));
      const actor = { actor_type: type, actor_id: people[who].id() };
      expect(await entryOf(created.version.id)).toMatchObject(actor);

      const nested = await pendingVersion(instance);
      const path = `/items/artifact_versions/${nested.version.id}`;
      expectData(await api.patch(path, { approvals: { create: [{ action: 'approve', ...claims }] } }));
      expect(await entryOf(nested.version.id)).toMatchObject(actor);

      const patched = await pendingVersion(instance);
      const claimed = { approved_by: instance.secondReviewer.id, approved_at: '2001-01-01T00:00:00.000Z' };
      expectData(
        await api.patch(`/items/artifact_versions/${patched.version.id}`, { status: 'approved', ...claimed }),
      );
      expect(await entryOf(patched.version.id)).toMatchObject({
        ...actor,
        actor_type: type === 'system' ? 'ai' : type,
      });
      const row = await rowOf(instance, 'artifact_versions', patched.version.id);
      expect(row).toMatchObject({ approved_by: people[who].id() });
      expect(new Date(row['approved_at'] as string).getTime()).toBeGreaterThan(Date.now() - 60_000);
    });

    test.each(['actor_type', 'actor_id', 'approved_by', 'decision_id', 'status', 'sequence'])(
      'POST /artifacts/decisions does not know "%s"',
      async (key) => {
        const { projectId, version } = await pendingVersion(instance);
        const before = await snapshot(instance, projectId);
        const reply = await machineApi.post('/artifacts/decisions', {
          version_id: version.id,
          action: 'approve',
          [key]: 'human',
        });
        expect(verdict(outcomeOf(reply))).toBe('400 INVALID_PAYLOAD');
        expect(reply.body.errors?.[0]?.message).toContain(key);
        expect(await snapshot(instance, projectId)).toEqual(before);
      },
    );

    test('a version is of whoever recorded it', async () => {
      const projectId = await createProject(instance);
      const fields = { project_id: projectId, schema_key: 'brand.logo', value: 1 };
      const claims = { user_created: instance.reviewer.id, date_created: '2001-01-01T00:00:00.000Z' };
      const { id } = expectData(
        await machineApi.post<{ data?: Version }>('/items/artifact_versions', { ...fields, ...claims }),
      );
      const row = await rowOf(instance, 'artifact_versions', id);
      expect(row).toMatchObject({ user_created: machine.id, change_origin: 'deployment' });
      expect(new Date(row['date_created'] as string).getTime()).toBeGreaterThan(Date.now() - 60_000);
      const edit = await machineApi.patch(`/items/artifact_versions/${id}`, claims);
      expect(edit.status).toBe(200);
      expect(await rowOf(instance, 'artifact_versions', id)).toEqual(row);
    });
  });

  test('the agent of the shipped policy neither decides nor claims to be human', async () => {
    const agent = as(instance.url, instance.agent.token);
    const { projectId, version } = await pendingVersion(instance);
    const before = await snapshot(instance, projectId);
    const claim = { artifact_version_id: version.id, action: 'approve', actor_type: 'human' };
    for (const actor_id of [instance.agent.id, instance.reviewer.id]) {
      const outcome = outcomeOf(await agent.post('/items/artifact_approvals', { ...claim, actor_id }));
      expect(verdict(outcome)).toBe('403 FORBIDDEN');
    }
    expect(await snapshot(instance, projectId)).toEqual(before);
  });

  test('a machine with the right to update decides, but never on its own version', async () => {
    const own = await versionOf(instance, machineApi);
    const before = await snapshot(instance, own.projectId);
    for (const route of decisionRoutes) {
      for (const action of ['approve', 'reject', 'request_changes']) {
        const claim = route.name.startsWith('POST /artifacts') ? {} : { actor_type: 'system' };
        const outcome = await route.decide(machineApi, own, { action, reason: 'Mine', ...claim });
        expect(verdict(outcome), `${route.name} ${action}: ${outcome.message}`).toMatch(SELF);
      }
    }
    for (const route of updateRoutes) {
      const outcome = await route.update(machineApi, own, { status: 'approved' });
      expect(verdict(outcome), `${route.name}: ${outcome.message}`).toMatch(SELF);
    }
    const other = await pendingVersion(instance);
    const batch = [own.version.id, other.version.id].map((version_id) => ({ version_id, action: 'approve' }));
    expect(verdict(outcomeOf(await machineApi.post('/artifacts/decisions', batch)))).toMatch(SELF);
    expect(await snapshot(instance, own.projectId)).toEqual(before);
    expect(await rowOf(instance, 'artifact_versions', other.version.id)).toMatchObject({ status: 'pending' });

    for (const [index, route] of decisionRoutes.entries()) {
      const action = index % 2 === 0 ? 'approve' : 'reject';
      const target = await pendingVersion(instance);
      const outcome = await route.decide(machineApi, target, { action, reason: 'Fits the guide' });
      expect(verdict(outcome), `${route.name}: ${outcome.message}`).toBe('ok');
    }
    for (const route of updateRoutes) {
      const target = await pendingVersion(instance);
      const outcome = await route.update(machineApi, target, { status: 'approved' });
      expect(verdict(outcome), `${route.name}: ${outcome.message}`).toBe('ok');
      expect(await entryOf(target.version.id)).toMatchObject({ actor_type: 'ai', actor_id: machine.id });
    }
  });

  test('people decide on their own versions unless the operator forbids it', async () => {
    const reviewer = as(instance.url, instance.reviewer.token);
    const own = await versionOf(instance, reviewer);
    const outcome = outcomeOf(
      await reviewer.post('/artifacts/decisions', { version_id: own.version.id, action: 'approve' }),
    );
    expect(verdict(outcome), outcome.message).toBe('ok');
  });
});

describe.each(vendors)('with ARTIFACTS_FORBID_SELF_APPROVAL on %s', (vendor) => {
  let instance: OwnInstance;

  beforeAll(async () => {
    instance = await startInstance({ vendor, env: { ARTIFACTS_FORBID_SELF_APPROVAL: 'true' } });
  });
  afterAll(() => instance.stop());

  test.each(['reviewer', 'admin'] as const)('the %s decides on everything but own versions', async (who) => {
    const api = as(instance.url, instance[who].token);
    const own = await versionOf(instance, api);
    const before = await snapshot(instance, own.projectId);
    // The types that GraphQL has for administrators are others; the reviewer tries it.
    const reached = ({ name }: { name: string }) => who === 'reviewer' || !name.startsWith('GraphQL');
    for (const route of decisionRoutes.filter(reached)) {
      const outcome = await route.decide(api, own, { action: 'approve', reason: 'Mine' });
      expect(verdict(outcome), `${route.name}: ${outcome.message}`).toMatch(SELF);
    }
    for (const route of updateRoutes.filter(reached)) {
      const outcome = await route.update(api, own, { status: 'approved' });
      expect(verdict(outcome), `${route.name}: ${outcome.message}`).toMatch(SELF);
    }
    expect(await snapshot(instance, own.projectId)).toEqual(before);

    const second = as(instance.url, instance.secondReviewer.token);
    const decision = { version_id: own.version.id, action: 'approve' };
    expectData(await second.post('/artifacts/decisions', decision));
    const reason = { artifact_version_id: own.version.id, action: 'approve', reason: 'I agree with myself' };
    expect(verdict(outcomeOf(await api.post('/items/artifact_approvals', reason)))).toMatch(SELF);
    const revoke = { version_id: own.version.id, action: 'revoke', reason: 'Mine' };
    expect(verdict(outcomeOf(await api.post('/artifacts/decisions', revoke)))).toMatch(SELF);
    const other = await pendingVersion(instance);
    expectData(await api.post('/artifacts/decisions', { version_id: other.version.id, action: 'approve' }));
  });

  test('a Flow without a user is the system, and decides', async () => {
    const admin = as(instance.url, instance.admin.token);
    const { projectId, version } = await pendingVersion(instance);
    const { id: flow } = expectData(
      await admin.post<{ data?: { id: string } }>('/flows', {
        name: 'Approve',
        status: 'active',
        trigger: 'webhook',
        accountability: null,
        options: { method: 'POST', async: false, return: '$last' },
      }),
    );
    const { id: operation } = expectData(
      await admin.post<{ data?: { id: string } }>('/operations', {
        flow,
        name: 'Approve',
        key: 'approve',
        type: 'item-update',
        position_x: 20,
        position_y: 1,
        options: {
          collection: 'artifact_versions',
          key: ['{{$trigger.body.id}}'],
          payload: { status: 'approved' },
          permissions: '$full',
          emitEvents: true,
        },
      }),
    );
    expectData(await admin.patch(`/flows/${flow}`, { operation }));
    const run = await as(instance.url, null).post(`/flows/trigger/${flow}`, { id: version.id });
    expect(run.status, JSON.stringify(run.body)).toBe(200);
    expect(await rowOf(instance, 'artifact_versions', version.id)).toMatchObject({
      status: 'approved',
      approved_by: null,
    });
    const [entry] = (await snapshot(instance, projectId))['artifact_approvals']!;
    expect(entry).toMatchObject({ action: 'approve', actor_type: 'system', actor_id: null });
  });

  test('over MCP the same rules hold for whoever it speaks for', async () => {
    const admin = as(instance.url, instance.admin.token);
    expectData(await admin.patch('/settings', { mcp_enabled: true }));
    const { projectId, version } = await pendingVersion(instance);
    const own = await versionOf(instance, as(instance.url, instance.reviewer.token));
    const decide = async (token: string, key: string, data: Record<string, string>) => {
      const args = { action: 'update', collection: 'artifact_versions', keys: [key], data };
      const call = { name: 'items', arguments: args };
      const reply = await as(instance.url, token).post<{ result?: { isError?: boolean; content: unknown } }>(
        '/mcp',
        { jsonrpc: '2.0', id: 1, method: 'tools/call', params: call },
        { accept: 'application/json' },
      );
      return { failed: reply.body.result?.isError === true, text: JSON.stringify(reply.body) };
    };
    const before = await snapshot(instance, projectId);
    for (const token of [instance.agent.token, instance.other.token]) {
      const refused = await decide(token, version.id, { status: 'approved' });
      expect(refused.text).toContain('FORBIDDEN');
    }
    const self = await decide(instance.reviewer.token, own.version.id, { status: 'approved' });
    expect(self.text).toContain('SELF_APPROVAL_FORBIDDEN');
    const illegal = await decide(instance.reviewer.token, version.id, { status: 'superseded' });
    expect(illegal.text).toContain('ILLEGAL_TRANSITION');
    const silent = await decide(instance.reviewer.token, version.id, { status: 'rejected' });
    expect(silent.text).toContain('REASON_REQUIRED');
    expect(await snapshot(instance, projectId)).toEqual(before);

    const approved = await decide(instance.reviewer.token, version.id, { status: 'approved' });
    expect(approved.failed, approved.text).toBe(false);
    const [entry] = (await snapshot(instance, projectId))['artifact_approvals']!;
    expect(entry).toMatchObject({ action: 'approve', actor_type: 'human', actor_id: instance.reviewer.id });
  });

  test('after all of this every invariant holds', () => expectNoViolations(instance));
});

/** A pending version that this person recorded. */
async function versionOf(instance: Instance, author: Api): Promise<Staged> {
  const { projectId, taskId, version } = await pendingVersion(instance, { schema_key: 'brand.other' });
  const { project_id, source_task_id } = version;
  const own = await recordVersion(author, {
    project_id,
    source_task_id: source_task_id!,
    schema_key: 'brand.logo',
    value: 1,
  });
  return { projectId, taskId, version: own };
}
