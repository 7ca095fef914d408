import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createTask, uploadFile } from '../helpers/sample.js';
import { rowOf, snapshot } from './support-guards/ledger.js';
import { outcomeOf, verdict } from './support-guards/outcome.js';
import { updateRoutes } from './support-guards/routes.js';
import { expectRefused, tried } from './support-guards/sql.js';
import { decide, liveVersion, nextVersion, versionWith } from './support-guards/stages.js';
import type { Staged } from './support-guards/stages.js';

const SEALS = ['a decision', 'a change request', 'a child', 'promotion'] as const;
type Seal = (typeof SEALS)[number];
const SEALED = /^(409 )?VERSION_SEALED$/;

describe.each(vendors)('sealed content on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const reviewer = as(instance.url, instance.reviewer.token);
  const admin = as(instance.url, instance.admin.token);
  const sealed = new Map<Seal, Staged & { linkId: string }>();
  let fileId: string;

  const sealedBy = async (seal: Seal): Promise<Staged & { linkId: string }> => {
    const input = { files: [await uploadFile(instance), await uploadFile(instance)], summary: 'As agreed' };
    const staged =
      seal === 'promotion'
        ? await liveVersion(instance, input)
        : await versionWith(instance, seal === 'a decision' ? 'rejected' : 'pending', input);
    if (seal === 'a change request') await decide(instance, staged.version.id, 'request_changes');
    if (seal === 'a child') await nextVersion(instance, staged);
    const link: { id: string } = await instance
      .knex('artifact_files')
      .where({ artifact_version_id: staged.version.id, sort: 2 })
      .first();
    return { ...staged, linkId: link.id };
  };

  beforeAll(async () => {
    for (const seal of SEALS) sealed.set(seal, await sealedBy(seal));
    fileId = await uploadFile(instance);
  });

  describe.each(SEALS)('by %s', (seal) => {
    const edits = async (target: Staged): Promise<Record<string, Json>[]> => [
      { value: { format: 'SVG' } },
      { value: null },
      { primary_file_id: fileId },
      { primary_file_id: null },
      { summary: 'Something else' },
      { source_task_id: null },
      { source_task_id: await createTask(instance, target.projectId) },
      { callback_url: 'http://127.0.0.1:9/elsewhere' },
      { schema_key: 'brand.other' },
    ];

    test('no field of the content changes by any route', async () => {
      const target = sealed.get(seal)!;
      const changes = await edits(target);
      const before = await snapshot(instance, target.projectId);
      for (const fields of changes) {
        for (const { name, update } of updateRoutes) {
          // The input of a task is an object in GraphQL, and an administrator's that of a file as well.
          if (name.startsWith('GraphQL') && typeof fields['source_task_id'] === 'string') continue;
          const outcome = await update(reviewer, target, fields);
          expect(verdict(outcome), `${name} ${JSON.stringify(fields)}: ${outcome.message}`).toMatch(SEALED);
        }
      }
      expect(await snapshot(instance, target.projectId)).toEqual(before);
    });

    test('its files are neither added, taken away, exchanged nor sorted', async () => {
      const target = sealed.get(seal)!;
      const { id } = target.version;
      const other = await versionWith(instance, 'pending', { files: [await uploadFile(instance)] });
      const link: { id: string } = await instance
        .knex('artifact_files')
        .where({ artifact_version_id: other.version.id })
        .first();
      const before = await snapshot(instance, target.projectId);
      const create = { artifact_version_id: id, directus_files_id: fileId, sort: 9 };
      const item = `/items/artifact_files/${target.linkId}`;
      const { status } = await rowOf(instance, 'artifact_versions', id);
      const attempts = {
        'POST a link': () => reviewer.post('/items/artifact_files', create),
        'POST an array of links': () => reviewer.post('/items/artifact_files', [create]),
        'nested create': () =>
          reviewer.patch(`/items/artifact_versions/${id}`, {
            files: { create: [{ directus_files_id: fileId }], update: [], delete: [] },
          }),
        'nested delete': () =>
          admin.patch(`/items/artifact_versions/${id}`, {
            files: { create: [], update: [], delete: [target.linkId] },
          }),
        'nested replacement': () => admin.patch(`/items/artifact_versions/${id}`, { files: [] }),
        'nested with a known status': () =>
          admin.patch(`/items/artifact_versions/${id}`, {
            status,
            files: [],
          }),
        'exchange the file': () => admin.patch(item, { directus_files_id: fileId }),
        sort: () => admin.patch(item, { sort: 0 }),
        'move it away': () => admin.patch(item, { artifact_version_id: other.version.id }),
        'move one in': () => admin.patch(`/items/artifact_files/${link.id}`, { artifact_version_id: id }),
        'PATCH by keys': () =>
          admin.patch('/items/artifact_files', { keys: [target.linkId], data: { sort: 0 } }),
        'PATCH an array': () => admin.patch('/items/artifact_files', [{ id: target.linkId, sort: 0 }]),
        'DELETE one': () => admin.delete(item),
        'DELETE by keys': () => admin.delete('/items/artifact_files', [target.linkId]),
        'DELETE by query': () =>
          admin.delete('/items/artifact_files', {
            query: { filter: { artifact_version_id: { _eq: id } } },
          }),
        'GraphQL delete': () =>
          admin.graphql(`mutation ($id: ID!) { delete_artifact_files_item(id: $id) { id } }`, {
            id: target.linkId,
          }),
        'GraphQL update': () =>
          admin.graphql(
            `mutation ($id: ID!) { update_artifact_files_item(id: $id, data: { sort: 7 }) { id } }`,
            { id: target.linkId },
          ),
      };
      for (const [name, attempt] of Object.entries(attempts)) {
        const outcome = outcomeOf(await attempt());
        expect(verdict(outcome), `${name}: ${outcome.message}`).toMatch(SEALED);
      }
      const byHand = await admin.post('/utils/sort/artifact_files', { item: target.linkId, to: link.id });
      expect(verdict(outcomeOf(byHand))).toBe('400 INVALID_PAYLOAD');
      expect(await snapshot(instance, target.projectId)).toEqual(before);
      expect(await rowOf(instance, 'artifact_files', link.id)).toMatchObject({
        artifact_version_id: other.version.id,
      });
    });

    test('raw SQL changes no column of it that matters, nor its links', async () => {
      const target = sealed.get(seal)!;
      const { id } = target.version;
      const row = await rowOf(instance, 'artifact_versions', id);
      const free = seal === 'promotion' ? ['retired_context_version'] : [];
      for (const column of Object.keys(row)) {
        // The status has tests of its own, and a promotion mark only an approved version.
        if (column === 'status' || free.includes(column)) continue;
        const result = await tried(instance, (trx) =>
          trx('artifact_versions')
            .where({ id })
            .update({ [column]: otherThan(column, row[column]) }),
        );
        expect(result, `${column} of ${String(row[column])}`).toMatch(
          /VERSION_SEALED: |ILLEGAL_TRANSITION: /,
        );
      }
      const links = () => instance.knex('artifact_files').where({ artifact_version_id: id });
      const linkRows: Record<string, unknown>[] = await links();
      expect(linkRows).toHaveLength(2);
      await expectRefused(instance, 'VERSION_SEALED', (trx) =>
        trx('artifact_files').insert({
          id: randomUUID(),
          artifact_version_id: id,
          directus_files_id: fileId,
          sort: 3,
        }),
      );
      await expectRefused(instance, 'VERSION_SEALED', (trx) =>
        trx('artifact_files').where({ artifact_version_id: id }).update({ sort: 5 }),
      );
      await expectRefused(instance, 'VERSION_SEALED', (trx) =>
        trx('artifact_files').where({ artifact_version_id: id }).delete(),
      );
      if (vendor === 'sqlite') {
        await expectRefused(instance, 'VERSION_SEALED', (trx) =>
          trx.raw(
            'REPLACE INTO artifact_files (id, artifact_version_id, directus_files_id, sort) VALUES (?, ?, ?, ?)',
            [target.linkId, id, fileId, 1],
          ),
        );
      }
      expect(await links()).toEqual(linkRows);
    });
  });

  test('a reason for rejection is part of the decision and does not change afterwards', async () => {
    const target = await versionWith(instance, 'rejected');
    for (const { name, update } of updateRoutes) {
      const outcome = await update(reviewer, target, { rejection_reason: 'It was the price' });
      expect(verdict(outcome), `${name}: ${outcome.message}`).toBe('ok');
    }
    expect(await rowOf(instance, 'artifact_versions', target.version.id)).toMatchObject({
      rejection_reason: 'Because of the test',
    });
  });

  test('links to a task are no content: they come and go', async () => {
    const target = sealed.get('a decision')!;
    const task = await createTask(instance, target.projectId);
    const link = { task_id: task, artifact_version_id: target.version.id, sort: 1 };
    const created = await reviewer.post<{ data: { id: string } }>('/items/task_artifacts', link);
    expect(created.status).toBe(200);
    expect((await admin.delete(`/items/task_artifacts/${created.body.data.id}`)).status).toBe(204);
  });
});

/** A value of the same type that differs. */
function otherThan(column: string, value: unknown): unknown {
  if (['value', 'version_lineage', 'inputs'].includes(column)) return JSON.stringify({ other: randomUUID() });
  if (/_at$|^date_/.test(column)) return new Date(86_400_000);
  if (/number|depth|generation|version$/.test(column)) return Number(value ?? 0) + 100;
  if (/_id$|^id$|_by$|^user_/.test(column)) return randomUUID();
  if (column.endsWith('_hash')) return 'f'.repeat(64);
  if (column === 'change_origin') return value === 'sync' ? 'deployment' : 'sync';
  return `other than ${String(value)}`;
}
