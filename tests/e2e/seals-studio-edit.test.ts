import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Json } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { expectData, finishTask, pendingVersion, setStatus, uploadFile } from '../helpers/sample.js';
import { rowOf } from './support-guards/ledger.js';
import { expectRefused, tried } from './support-guards/sql.js';
import { liveVersion, nextVersion } from './support-guards/stages.js';
import type { Staged } from './support-guards/stages.js';

/** What the Studio's field editor sends; on SQLite each of these makes knex build the table anew. */
const EDITS: { collection: string; field: string; change: Record<string, Json> }[] = [
  {
    collection: 'artifact_versions',
    field: 'summary',
    change: { type: 'string', schema: { data_type: 'varchar', max_length: 500, is_nullable: true } },
  },
  {
    collection: 'artifact_approvals',
    field: 'reason',
    change: { type: 'string', schema: { data_type: 'varchar', max_length: 5000, is_nullable: true } },
  },
  {
    collection: 'artifact_files',
    field: 'sort',
    change: { type: 'integer', schema: { data_type: 'integer', is_nullable: true, default_value: 0 } },
  },
  {
    collection: 'projects',
    field: 'title',
    change: { type: 'string', schema: { data_type: 'varchar', max_length: 200, is_nullable: true } },
  },
];

describe.each(vendors)('the guards survive the field editor of the Studio on %s', (vendor) => {
  let instance: OwnInstance;
  let admin: Api;
  let reviewer: Api;
  let live: Staged;

  beforeAll(async () => {
    instance = await startInstance({ vendor, env: { LOG_LEVEL: 'info' } });
    admin = as(instance.url, instance.admin.token);
    reviewer = as(instance.url, instance.reviewer.token);
    live = await liveVersion(instance, { files: [await uploadFile(instance)] });
  });
  afterAll(() => instance.stop());

  const health = async (): Promise<Record<string, unknown>> => {
    const reply = await admin.get<{ data?: Record<string, unknown> }>('/artifacts/health');
    return { httpStatus: reply.status, ...reply.body.data };
  };

  const expectGuarded = async (): Promise<void> => {
    // They come back after the answer; nobody has to wait long.
    await vi.waitFor(
      async () => {
        expect(await health()).toMatchObject({
          httpStatus: 200,
          status: 'ok',
          schema: { migrated: true, missing: [], newer: null },
          guards: { missing: [] },
        });
      },
      { timeout: 10_000, interval: 50 },
    );
    const { id } = live.version;
    const change = { status: 'pending', decision_id: randomUUID() };
    await expectRefused(instance, 'ILLEGAL_TRANSITION', (trx) =>
      trx('artifact_versions').where({ id }).update(change),
    );
    await expectRefused(instance, 'VERSION_SEALED', (trx) =>
      trx('artifact_versions').where({ id }).update({ value: '"other"' }),
    );
    for (const table of ['artifact_versions', 'artifact_approvals']) {
      await expectRefused(instance, 'APPEND_ONLY', (trx) => trx(table).delete());
    }
    await expectRefused(instance, 'APPEND_ONLY', (trx) =>
      trx('artifact_approvals').update({ reason: 'Mine' }),
    );
    await expectRefused(instance, 'VERSION_SEALED', (trx) =>
      trx('artifact_files').where({ artifact_version_id: id }).update({ sort: 9 }),
    );
    const file = (await rowOf(instance, 'artifact_versions', id))['primary_file_id'];
    await expectRefused(instance, 'VERSION_SEALED', (trx) =>
      trx('directus_files').where({ id: file }).update({ filesize: 1 }),
    );
    // What the tables themselves guarantee must have come along as well.
    const second = await nextVersion(instance, live);
    const twice = await tried(instance, (trx) =>
      trx('artifact_versions')
        .where({ id: second.id })
        .update({ status: 'approved', decision_id: randomUUID() }),
    );
    expect(twice).toMatch(/ILLEGAL_TRANSITION|idx_one_approved_per_path/);
    const {
      value: _value,
      version_lineage: _lineage,
      ...row
    } = await rowOf(instance, 'artifact_versions', second.id);
    const copy = (change: Record<string, unknown>) =>
      tried(instance, (trx) => trx('artifact_versions').insert({ ...row, id: randomUUID(), ...change }));
    expect(await copy({ version_number: 999 })).toBe('ok');
    expect(await copy({})).toMatch(/unique|APPEND_ONLY/i);
    expect(await copy({ version_number: 999, change_origin: 'guessed' })).toMatch(/check/i);
    const elsewhere = { version_number: 999, project_id: randomUUID() };
    expect(await copy(elsewhere)).toMatch(/PARENT_MISMATCH/);
    expect(await copy({ ...elsewhere, parent_id: null })).toMatch(/foreign key/i);
  };

  test.each(EDITS)('after "$field" of $collection was edited', async ({ collection, field, change }) => {
    const meta = { note: `Edited ${randomUUID()}` };
    const path = `/fields/${collection}/${field}`;
    const logged = instance.logs().length;
    const reply = await admin.patch(path, { collection, field, ...change, meta });
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    await expectGuarded();
    // Otherwise this test shows nothing: the table was made anew, and its guards were gone.
    const lost = vendor === 'sqlite' && collection !== 'projects';
    if (lost) expect(instance.logs().slice(logged)).toContain('installed guards artifact_guard_');

    const { projectId, taskId, version } = await pendingVersion(instance, { summary: 'Still works' });
    const approved = await setStatus(reviewer, version.id, 'approved');
    expect(approved.status, JSON.stringify(approved.body)).toBe(200);
    expect((await finishTask(reviewer, taskId)).status).toBe(200);
    const audit = await reviewer.get(`/artifacts/projects/${projectId}/audit/verify`);
    expect(audit.body.data).toMatchObject({ valid: true, entries: 2 });
  });

  test('after a field of the operator came and went', async () => {
    const field = {
      field: 'print_run',
      type: 'integer',
      schema: { is_nullable: true },
      meta: { interface: 'input' },
    };
    expectData(await admin.post('/fields/artifact_versions', field));
    await expectGuarded();
    const { version } = await pendingVersion(instance);
    const edit = { print_run: 500, status: 'approved' };
    expectData(await admin.patch(`/items/artifact_versions/${version.id}`, edit));
    expect(await rowOf(instance, 'artifact_versions', version.id)).toMatchObject(edit);
    // It is no content of ours, so it stays editable.
    expectData(await admin.patch(`/items/artifact_versions/${version.id}`, { print_run: 750 }));
    expect((await admin.delete('/fields/artifact_versions/print_run')).status).toBe(204);
    await expectGuarded();
  });

  test('health names a guard that is missing, and it comes back with the next start', async () => {
    const name = vendor === 'sqlite' ? 'artifact_guard_approvals_update' : 'artifact_guard_approvals_kept';
    await instance.knex.raw(`DROP TRIGGER ${name}${vendor === 'sqlite' ? '' : ' ON artifact_approvals'}`);
    expect(await health()).toMatchObject({
      httpStatus: 503,
      status: 'degraded',
      guards: { missing: [name] },
    });
    await instance.restart();
    await expectGuarded();
  });
});
