import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createTask, expectData } from '../helpers/sample.js';
import { verdict } from './support-guards/outcome.js';
import { updateRoutes } from './support-guards/routes.js';
import { tried } from './support-guards/sql.js';
import { expectedHash } from './support-http/content-hash.js';
import { newProject } from './support-http/new-project.js';
import { createRoutes } from './support-lineage/create-routes.js';
import { versionRow } from './support-lineage/insert-versions.js';
import { lineageRows, walkFlaws } from './support-lineage/plain-walk.js';

const hash = (name: string): string => expectedHash({ name });

describe.each(vendors)('lineage by every way to record a version on %s', (vendor) => {
  test.each(createRoutes)('$name', async ({ create, origin: byDefault }) => {
    const instance = sharedInstance(vendor);
    const { project_id, record, decide } = await newProject(instance);
    const one = await record('logo', { name: 'one' });
    const two = await record('logo', { name: 'two' });
    const add = async (name: string, more: object = {}): Promise<void> => {
      const fields = { project_id, schema_key: 'logo', value: { name }, ...more };
      const outcome = await create(instance, fields);
      expect(verdict(outcome), outcome.message).toBe('ok');
    };
    await add('three');
    await add('four', { parent_id: one.id });
    await add('five', { parent_hash: hash('one') });
    await add('six', { parent_id: one.id, parent_hash: hash('one'), change_origin: 'local_modification' });
    await add('seven', { change_origin: 'deployment' });
    await add('eight');
    await decide({ version_id: two.id, action: 'approve' });
    await add('nine', { change_origin: 'sync' });
    await add('one');

    const rows = await lineageRows(instance, project_id);
    const numberOf = new Map(rows.map((row) => [row.id, row.version_number]));
    const found = rows.map((row) => ({
      origin: row.change_origin,
      parent: numberOf.get(row.parent_id ?? '') ?? null,
      parent_hash: row.parent_hash,
      lineage: row.version_lineage,
      depth: row.lineage_depth,
      generation: row.generation,
      starts_at: numberOf.get(row.lineage_jump_id ?? ''),
    }));
    // origin, parent, names of the lineage
    const expected: [string, number | null, string[]][] = [
      ['deployment', null, ['one']],
      ['sync', 1, ['one', 'two']],
      [byDefault, 2, ['one', 'two', 'three']],
      [byDefault, 1, ['one', 'four']],
      [byDefault, 1, ['one', 'five']],
      ['local_modification', 1, ['one', 'six']],
      ['deployment', null, ['seven']],
      [byDefault, 7, ['seven', 'eight']],
      ['sync', 2, ['one', 'two', 'nine']],
      [byDefault, 2, ['one', 'two', 'one']],
    ];
    expect(found).toEqual(
      expected.map(([origin, parent, names]) => ({
        origin,
        parent,
        parent_hash: names.length === 1 ? null : hash(names.at(-2)!),
        lineage: names.map(hash),
        depth: names.length - 1,
        generation: names.length,
        starts_at: names[0] === 'one' ? 1 : 7,
      })),
    );
    expect(rows.map((row) => row.content_hash)).toEqual(expected.map(([, , names]) => hash(names.at(-1)!)));
    expect(walkFlaws(rows)).toEqual([]);
  });

  test('a restore is a modification of the approved version, else of the newest', async () => {
    const instance = sharedInstance(vendor);
    const { project_id, agent, record, approve } = await newProject(instance);
    const one = await record('logo', { name: 'one' });
    const two = await record('logo', { name: 'two' });
    const restore = async (id: string): Promise<Version> =>
      expectData(await agent.post<{ data?: Version }>(`/artifacts/versions/${id}/restore`, {}));
    const third = await restore(one.id);
    expect(third).toMatchObject({
      status: 'pending',
      version_number: 3,
      value: { name: 'one' },
      content_hash: hash('one'),
      change_origin: 'local_modification',
      parent_id: two.id,
      version_lineage: ['one', 'two', 'one'].map(hash),
    });
    await approve(two);
    await record('logo', { name: 'three' }, { parent_id: third.id });
    expect(await restore(third.id)).toMatchObject({
      version_number: 5,
      content_hash: hash('one'),
      parent_id: two.id,
      lineage_depth: 2,
    });
    expect(walkFlaws(await lineageRows(instance, project_id))).toEqual([]);
  });
});

describe.each(vendors)('a version that would be its own ancestor on %s', (vendor) => {
  test.each(createRoutes)('is refused: $name', async ({ create, takesId }) => {
    const instance = sharedInstance(vendor);
    const { project_id, record } = await newProject(instance);
    const first = await record('logo', { name: 'one' });
    const id = randomUUID();
    const fields = { project_id, schema_key: 'logo', value: { name: 'two' } };
    const withOwnId = await create(instance, { ...fields, id, parent_id: id });
    expect(verdict(withOwnId), withOwnId.message).toMatch(
      takesId ? /^(422 )?PARENT_NOT_FOUND$/ : /^400 INVALID_PAYLOAD$/,
    );
    // By its own hash, which no row of the line has before it is recorded.
    const withOwnHash = await create(instance, { ...fields, parent_hash: hash('two') });
    expect(verdict(withOwnHash), withOwnHash.message).toMatch(/^(422 )?PARENT_NOT_FOUND$/);
    const rows = await lineageRows(instance, project_id);
    expect(rows.map((row) => row.id)).toEqual([first.id]);
  });

  test('two versions of one request cannot be each other’s parents', async () => {
    const instance = sharedInstance(vendor);
    const { project_id, agent } = await newProject(instance);
    const [a, b] = [randomUUID(), randomUUID()];
    const fields = { project_id, schema_key: 'logo' };
    const reply = await agent.post('/items/artifact_versions', [
      { ...fields, id: a, parent_id: b, value: 1 },
      { ...fields, id: b, parent_id: a, value: 2 },
    ]);
    expect([reply.status, reply.body.errors?.[0]?.extensions.code]).toEqual([422, 'PARENT_NOT_FOUND']);
    const nested = await agent.post('/items/artifact_versions', {
      ...fields,
      id: a,
      value: 1,
      parent_id: { ...fields, id: b, value: 2, parent_id: a },
    });
    expect([nested.status, nested.body.errors?.[0]?.extensions.code]).toEqual([422, 'PARENT_NOT_FOUND']);
    expect(await lineageRows(instance, project_id)).toEqual([]);
  });

  test('does not come about by an edit either, whatever route it takes', async () => {
    const instance = sharedInstance(vendor);
    const { project_id, admin, record } = await newProject(instance);
    const taskId = await createTask(instance, project_id);
    const first = await record('logo', { name: 'one' });
    const second = await record('logo', { name: 'two' });
    const before = await lineageRows(instance, project_id);
    for (const { name, update } of updateRoutes) {
      for (const [version, parent] of [
        [first, first],
        [first, second],
        [second, second],
      ] as const) {
        const target = { projectId: project_id, taskId, version };
        await update(admin, target, { parent_id: parent.id, parent_hash: parent.content_hash });
        await update(admin, target, { merge_parent_id: parent.id });
        expect(await lineageRows(instance, project_id), name).toEqual(before);
      }
    }
  });

  test('is refused by the database, from raw SQL', async () => {
    const instance = sharedInstance(vendor);
    const { project_id, record } = await newProject(instance);
    const first = await record('logo', { name: 'one' });
    const second = await record('logo', { name: 'two' });
    const id = randomUUID();
    const own = { project_id, schema_key: 'logo', version_number: 3, id };
    const insert = (more: object) =>
      tried(instance, (trx) =>
        trx('artifact_versions').insert({ ...versionRow('x', own), status: 'pending', ...more }),
      );
    const set = (version: Version, more: object) =>
      tried(instance, (trx) => trx('artifact_versions').where({ id: version.id }).update(more));
    expect(await insert({ parent_id: second.id })).toBe('ok');
    expect(await insert({ parent_id: id })).not.toBe('ok');
    expect(await insert({ parent_id: first.id, merge_parent_id: id })).not.toBe('ok');
    expect(await set(second, { parent_id: second.id })).not.toBe('ok');
    expect(await set(second, { merge_parent_id: second.id })).not.toBe('ok');
    expect(await set(first, { parent_id: second.id })).not.toBe('ok');
    expect(await set(first, { merge_parent_id: second.id })).not.toBe('ok');
  });
});
