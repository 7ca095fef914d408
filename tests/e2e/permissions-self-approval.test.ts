import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { expectData, pendingVersion } from '../helpers/sample.js';
import { expectNoViolations, rowOf, snapshot } from './support-guards/ledger.js';
import { outcomeOf, verdict } from './support-guards/outcome.js';
import { decisionRoutes, updateRoutes } from './support-guards/routes.js';
import { versionOf } from './support-guards/stages.js';

const SELF = /^(403 )?SELF_APPROVAL_FORBIDDEN$/;

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
