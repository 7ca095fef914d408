import { describe, expect, test } from 'vitest';
import type { JsonObject, Key } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { expectData, finishTask, pendingVersion, setStatus } from '../helpers/sample.js';
import { logOf, rowOf, snapshot } from './support-guards/ledger.js';
import { verdict } from './support-guards/outcome.js';
import { decisionRoutes } from './support-guards/routes.js';
import { decide, liveVersion, nextVersion, versionWith } from './support-guards/stages.js';

describe.each(vendors)('revoking on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const reviewer = as(instance.url, instance.reviewer.token);

  const contextOf = async (projectId: Key): Promise<JsonObject> =>
    expectData(await reviewer.get<{ data?: JsonObject }>(`/artifacts/projects/${projectId}/context`));
  const expectNoDrift = async (projectId: Key): Promise<void> => {
    const check = await reviewer.post(`/artifacts/projects/${projectId}/context/verify`, {});
    expect(check.body.data).toMatchObject({ drift: false, differences: [] });
    const audit = await reviewer.get(`/artifacts/projects/${projectId}/audit/verify`);
    expect(audit.body.data).toMatchObject({ valid: true });
  };
  const lastEntry = async (projectId: Key): Promise<Record<string, unknown>> => {
    const rows: Record<string, unknown>[] = await instance
      .knex('artifact_approvals')
      .where({ project_id: projectId })
      .orderBy('sequence', 'desc');
    return rows[0]!;
  };

  test('what is live leaves the context in the same moment, with one bump', async () => {
    const { projectId, version } = await liveVersion(instance);
    const other = await pendingVersion(instance, { project_id: projectId, schema_key: 'copy.claim' });
    await decide(instance, other.version.id, 'approve');
    await finishTask(reviewer, other.taskId);
    expect(await contextOf(projectId)).toMatchObject({ brand: {}, copy: {}, _meta: { total_artifacts: 2 } });

    const reply = await reviewer.post<{ data?: Record<string, unknown> }>('/artifacts/decisions', {
      version_id: version.id,
      action: 'revoke',
      reason: 'The licence of the font ended',
    });
    expect(expectData(reply)).toMatchObject({
      version: { status: 'rejected', retired_context_version: 3 },
      approval: { action: 'revoke', context_version: 3 },
      superseded: null,
      promotion: { previous_context_version: 2, context_version: 3, promoted: [] },
    });
    const { brand, ...context } = await contextOf(projectId);
    expect(brand).toBeUndefined();
    expect(context).toMatchObject({
      copy: { claim: { artifact_version_id: other.version.id } },
      _meta: { context_version: 3, total_artifacts: 1, audit_entries: 5 },
    });
    expect(await rowOf(instance, 'artifact_versions', version.id)).toMatchObject({
      status: 'rejected',
      rejection_reason: 'The licence of the font ended',
      promoted_context_version: 1,
      retired_context_version: 3,
    });
    expect(await lastEntry(projectId)).toMatchObject({ action: 'revoke', context_version: 3 });
    await expectNoDrift(projectId);

    const empty = { version_id: other.version.id, action: 'revoke', reason: 'That one too' };
    expect((await reviewer.post('/artifacts/decisions', empty)).status).toBe(200);
    const { _meta, ...rest } = await contextOf(projectId);
    expect(rest).toEqual({});
    expect(_meta).toMatchObject({ context_version: 4, total_artifacts: 0 });
    await expectNoDrift(projectId);
  });

  test('by status it does the same', async () => {
    const { projectId, version } = await liveVersion(instance);
    const reply = await setStatus(reviewer, version.id, 'rejected', { rejection_reason: 'Wrong blue' });
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    expect(await contextOf(projectId)).toEqual({ _meta: expect.any(Object) as unknown });
    expect(await rowOf(instance, 'projects', projectId)).toMatchObject({ context_version: 2 });
    expect(await logOf(instance, projectId)).toEqual(['approve 1', 'promote 1', 'revoke 1']);
    await expectNoDrift(projectId);
  });

  test('what is approved and not promoted becomes rejected, and what is live stays', async () => {
    const first = await liveVersion(instance);
    const second = await nextVersion(instance, first);
    await decide(instance, second.id, 'approve');
    const before = await contextOf(first.projectId);
    expect(before).toMatchObject({ brand: { logo: { artifact_version_id: first.version.id } } });

    await decide(instance, second.id, 'revoke');
    expect(await contextOf(first.projectId)).toEqual(before);
    expect(await rowOf(instance, 'projects', first.projectId)).toMatchObject({ context_version: 1 });
    expect(await rowOf(instance, 'artifact_versions', second.id)).toMatchObject({
      status: 'rejected',
      promoted_context_version: null,
      retired_context_version: null,
    });
    expect(await lastEntry(first.projectId)).toMatchObject({ action: 'revoke', context_version: null });
    await expectNoDrift(first.projectId);

    const again = await finishTask(reviewer, second.source_task_id!);
    expect(again.status).toBe(200);
    expect(await contextOf(first.projectId)).toEqual(before);
  });

  test.each(decisionRoutes)(
    'what is superseded but live is withdrawn by $name',
    async ({ decide: withdraw }) => {
      const first = await liveVersion(instance);
      const second = await nextVersion(instance, first);
      await decide(instance, second.id, 'approve');
      expect(await rowOf(instance, 'artifact_versions', first.version.id)).toMatchObject({
        status: 'superseded',
        retired_context_version: null,
      });

      const outcome = await withdraw(reviewer, first, { action: 'revoke', reason: 'Take it off now' });
      expect(verdict(outcome), outcome.message).toBe('ok');
      expect(await rowOf(instance, 'artifact_versions', first.version.id)).toMatchObject({
        status: 'superseded',
        retired_context_version: 2,
      });
      expect(await contextOf(first.projectId)).toEqual({ _meta: expect.any(Object) as unknown });
      expect(await lastEntry(first.projectId)).toMatchObject({ action: 'revoke', context_version: 2 });
      await expectNoDrift(first.projectId);

      const twice = await withdraw(reviewer, first, { action: 'revoke', reason: 'Once more' });
      expect(verdict(twice), twice.message).toMatch(/^(409 )?ILLEGAL_TRANSITION$/);

      await finishTask(reviewer, second.source_task_id!);
      expect(await contextOf(first.projectId)).toMatchObject({
        brand: { logo: { artifact_version_id: second.id, version: 2 } },
        _meta: { context_version: 3, total_artifacts: 1 },
      });
      await expectNoDrift(first.projectId);
    },
  );

  test('what is superseded and not live stays as it is', async () => {
    const neverLive = await versionWith(instance, 'superseded');
    const replaced = await liveVersion(instance);
    const next = await nextVersion(instance, replaced);
    await decide(instance, next.id, 'approve');
    await finishTask(reviewer, next.source_task_id!);
    for (const target of [neverLive, replaced]) {
      const before = await snapshot(instance, target.projectId);
      for (const { name, decide: revoke } of decisionRoutes) {
        const outcome = await revoke(reviewer, target, { action: 'revoke', reason: 'Why not' });
        expect(verdict(outcome), `${name}: ${outcome.message}`).toMatch(/^(409 )?ILLEGAL_TRANSITION$/);
      }
      expect(await snapshot(instance, target.projectId)).toEqual(before);
    }
  });

  test('a line whose approved version was revoked can be approved again', async () => {
    const first = await liveVersion(instance);
    await decide(instance, first.version.id, 'revoke');
    const second = await nextVersion(instance, first);
    await decide(instance, second.id, 'approve');
    await finishTask(reviewer, second.source_task_id!);
    expect(await logOf(instance, first.projectId)).toEqual([
      'approve 1',
      'promote 1',
      'revoke 1',
      'approve 2',
      'promote 2',
    ]);
    expect(await rowOf(instance, 'artifact_versions', first.version.id)).toMatchObject({
      status: 'rejected',
    });
    await expectNoDrift(first.projectId);
  });
});
