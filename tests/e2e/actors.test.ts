import { beforeAll, describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createProject, expectData, pendingVersion } from '../helpers/sample.js';
import type { User } from '../helpers/test-bed.js';
import { rowOf, snapshot } from './support-guards/ledger.js';
import { outcomeOf, verdict } from './support-guards/outcome.js';
import { addApiUser, DECIDING_AGENT } from './support-guards/people.js';
import { decisionRoutes, updateRoutes } from './support-guards/routes.js';
import { versionOf } from './support-guards/stages.js';

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
