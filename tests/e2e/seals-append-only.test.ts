import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createTask, pendingVersion, recordVersion } from '../helpers/sample.js';
import { directusMajor } from '../helpers/versions.js';
import { rowOf, snapshot } from './support-guards/ledger.js';
import { outcomeOf, verdict } from './support-guards/outcome.js';
import type { Outcome } from './support-guards/outcome.js';
import { graphql } from './support-guards/routes.js';
import { expectRefused, tried } from './support-guards/sql.js';
import { liveVersion, versionWith } from './support-guards/stages.js';
import type { Staged } from './support-guards/stages.js';

const APPEND_ONLY = /^(403 )?APPEND_ONLY$/;

describe.each(vendors)('what is recorded stays on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  // Even an administrator, who may do anything else.
  const admin = as(instance.url, instance.admin.token);
  const targets: Staged[] = [];
  let entryId: string;

  beforeAll(async () => {
    targets.push(await pendingVersion(instance), await versionWith(instance, 'rejected'));
    targets.push(await liveVersion(instance));
    const entry: { id: string } = await instance
      .knex('artifact_approvals')
      .where({ artifact_version_id: targets[2]!.version.id, action: 'approve' })
      .first();
    entryId = entry.id;
  });

  /** Sends requests one by one and expects each to be refused and all to change nothing. */
  const expectNothingChanges = async (
    target: Staged,
    attempts: Record<string, () => Promise<Outcome>>,
  ): Promise<void> => {
    const before = await snapshot(instance, target.projectId);
    for (const [name, attempt] of Object.entries(attempts)) {
      const outcome = await attempt();
      expect(verdict(outcome), `${name}: ${outcome.message}`).toMatch(APPEND_ONLY);
    }
    expect(await snapshot(instance, target.projectId)).toEqual(before);
  };

  /** Every way of a client to delete one row of a collection. */
  const deletions = (collection: string, id: string): Record<string, () => Promise<Outcome>> => ({
    'DELETE one': async () => outcomeOf(await admin.delete(`/items/${collection}/${id}`)),
    'DELETE by keys': async () => outcomeOf(await admin.delete(`/items/${collection}`, [id])),
    'DELETE by query': async () =>
      outcomeOf(await admin.delete(`/items/${collection}`, { query: { filter: { id: { _eq: id } } } })),
    'GraphQL delete': () =>
      graphql(admin, `mutation ($id: ID!) { delete_${collection}_item(id: $id) { id } }`, { id }),
    'GraphQL delete several': () =>
      graphql(admin, `mutation ($ids: [ID]!) { delete_${collection}_items(ids: $ids) { ids } }`, {
        ids: [id],
      }),
    // Directus 11 has no such route.
    ...(directusMajor >= 12 && {
      'import that deletes what it does not name': async () => {
        const rows = [{ collection, items: [] }];
        return outcomeOf(await admin.post('/utils/import?mode=merge&dangerouslyAllowDelete=true', rows));
      },
    }),
  });

  test.each([0, 1, 2])('a version is not deleted by any route (%i)', async (index) => {
    const target = targets[index]!;
    await expectNothingChanges(target, deletions('artifact_versions', target.version.id));
  });

  test('an approval entry is neither deleted nor edited by any route', async () => {
    const target = targets[2]!;
    const change = { reason: 'It was somebody else', actor_id: randomUUID(), sequence: 7, entry_hash: 'x' };
    const approvals = (nested: Json) => async (): Promise<Outcome> =>
      outcomeOf(await admin.patch(`/items/artifact_versions/${target.version.id}`, { approvals: nested }));
    await expectNothingChanges(target, {
      ...deletions('artifact_approvals', entryId),
      'PATCH one': async () => outcomeOf(await admin.patch(`/items/artifact_approvals/${entryId}`, change)),
      'PATCH by keys': async () =>
        outcomeOf(await admin.patch('/items/artifact_approvals', { keys: [entryId], data: change })),
      'PATCH by query': async () => {
        const query = { filter: { id: { _eq: entryId } } };
        return outcomeOf(await admin.patch('/items/artifact_approvals', { query, data: change }));
      },
      'PATCH an array': async () =>
        outcomeOf(await admin.patch('/items/artifact_approvals', [{ id: entryId, ...change }])),
      'GraphQL update': () =>
        graphql(
          admin,
          `
            mutation ($id: ID!) {
              update_artifact_approvals_item(id: $id, data: { reason: "Mine" }) {
                id
              }
            }
          `,
          { id: entryId },
        ),
      'an import over it': async () => {
        const form = new FormData();
        const rows = JSON.stringify([{ id: entryId, ...change }]);
        form.append('file', new Blob([rows], { type: 'application/json' }), 'entries.json');
        return outcomeOf(await admin.send('POST', '/utils/import/artifact_approvals', { body: form }));
      },
      'nested update': approvals({ create: [], update: [{ id: entryId, ...change }], delete: [] }),
      'nested delete': approvals({ create: [], update: [], delete: [entryId] }),
      'nested replacement': approvals([]),
    });
  });

  test('nobody appends an entry with the number, hash, time or author of their choice', async () => {
    const { projectId, version } = await pendingVersion(instance);
    const reply = await as(instance.url, instance.reviewer.token).post('/items/artifact_approvals', {
      artifact_version_id: version.id,
      action: 'request_changes',
      reason: 'Bigger',
      project_id: targets[0]!.projectId,
      task_id: targets[0]!.taskId,
      actor_id: instance.secondReviewer.id,
      actor_type: 'rule',
      content_hash: '0'.repeat(64),
      context_version: 99,
      decision_id: randomUUID(),
      sequence: 99,
      previous_entry_hash: '1'.repeat(64),
      entry_hash: '2'.repeat(64),
      date_created: '2001-01-01T00:00:00.000Z',
    });
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    const [entry] = (await snapshot(instance, projectId))['artifact_approvals']!;
    expect(entry).toMatchObject({
      project_id: projectId,
      task_id: version.source_task_id,
      actor_id: instance.reviewer.id,
      actor_type: 'human',
      content_hash: version.content_hash,
      context_version: null,
      sequence: 1,
      previous_entry_hash: null,
    });
    expect(new Date(entry!['date_created'] as string).getTime()).toBeGreaterThan(Date.now() - 60_000);
    const audit = await admin.get(`/artifacts/projects/${projectId}/audit/verify`);
    expect(audit.body.data).toMatchObject({ valid: true, entries: 1 });
  });

  test('raw SQL deletes and rewrites neither versions nor entries', async () => {
    for (const { version } of targets) {
      await expectRefused(instance, 'APPEND_ONLY', (trx) =>
        trx('artifact_versions').where({ id: version.id }).delete(),
      );
    }
    const entry = await rowOf(instance, 'artifact_approvals', entryId);
    await expectRefused(instance, 'APPEND_ONLY', (trx) =>
      trx('artifact_approvals').where({ id: entryId }).delete(),
    );
    for (const column of Object.keys(entry)) {
      // Even to the value it has: there is no reason to touch it.
      const same = column === 'feedback' ? null : entry[column];
      await expectRefused(
        instance,
        'APPEND_ONLY',
        (trx) =>
          trx('artifact_approvals')
            .where({ id: entryId })
            .update({ [column]: same }),
        column,
      );
    }
    const tables = ['artifact_versions', 'artifact_approvals'];
    const emptied = vendor === 'sqlite' ? 'DELETE FROM' : 'TRUNCATE';
    for (const table of tables) {
      await expectRefused(instance, 'APPEND_ONLY', (trx) =>
        trx.raw(`${emptied} ${table}${vendor === 'postgres' ? ' CASCADE' : ''}`),
      );
    }
    if (vendor === 'postgres') {
      const all = await tried(instance, (trx) => trx.raw('TRUNCATE projects CASCADE'));
      expect(all).toContain('APPEND_ONLY: ');
    }
  });

  test.runIf(vendor === 'sqlite')('REPLACE, which deletes without firing triggers, is refused', async () => {
    for (const { table, id, marks } of [
      { table: 'artifact_versions', id: targets[0]!.version.id, marks: withoutMarks },
      { table: 'artifact_versions', id: targets[2]!.version.id, marks: withoutMarks },
      { table: 'artifact_approvals', id: entryId, marks: {} },
    ]) {
      const row = { ...(await rowOf(instance, table, id)), ...marks };
      // The same id, and another id with the same number: either would put the row in the place of the old one.
      for (const replacement of [row, { ...row, id: randomUUID() }]) {
        const columns = Object.keys(replacement);
        const places = columns.map(() => '?').join();
        await expectRefused(instance, 'APPEND_ONLY', (trx) =>
          trx.raw(
            `REPLACE INTO ${table} (${columns.join()}) VALUES (${places})`,
            Object.values(replacement) as string[],
          ),
        );
      }
    }
  });

  test.each(['projects', 'tasks', 'task_executions'])(
    '%s that versions refer to stay',
    async (collection) => {
      const projectId = targets[2]!.projectId;
      const execution = await admin.post<{ data: { id: string } }>('/items/task_executions', {
        task_id: targets[2]!.taskId,
        status: 'running',
      });
      const taskId = await createTask(instance, projectId);
      await recordVersion(as(instance.url, instance.agent.token), {
        project_id: projectId,
        schema_key: `of.${collection.replaceAll('_', '-')}`,
        value: 1,
        source_task_id: taskId,
        execution_id: execution.body.data.id,
      });
      const id = { projects: projectId, tasks: taskId, task_executions: execution.body.data.id }[collection]!;
      const target = { ...targets[2]!, taskId };
      const { 'import that deletes what it does not name': _, ...ways } = deletions(collection, String(id));
      await expectNothingChanges(target, ways);
      expect(await tried(instance, (trx) => trx(collection).where({ id }).delete())).toMatch(/foreign key/i);
    },
  );
});

/** What a version may be inserted with. */
const withoutMarks = {
  status: 'pending',
  decision_id: null,
  approved_at: null,
  approved_by: null,
  promoted_at: null,
  promoted_context_version: null,
  retired_context_version: null,
};
