import { describe, expect, test } from 'vitest';
import type { Json, JsonObject, Key, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Vendor } from '../helpers/instance.js';
import {
  createProject,
  createTask,
  expectData,
  finishTask,
  readProject,
  readVersion,
  recordVersion,
  setStatus,
  uploadFile,
} from '../helpers/sample.js';
import { violationsOf } from './support-invariants/health.js';

/** A project with a task, and the agent's and the reviewer's part in it. */
async function newWork(vendor: Vendor) {
  const instance = sharedInstance(vendor);
  const [agent, reviewer]: [Api, Api] = [
    as(instance.url, instance.agent.token),
    as(instance.url, instance.reviewer.token),
  ];
  const project_id: Key = await createProject(instance);
  const task = await createTask(instance, project_id);
  const record = (schema_key: string, value: Json, files: string[] = []): Promise<Version> =>
    recordVersion(agent, { project_id, schema_key, value, source_task_id: task, files });
  const approve = async (version: Version): Promise<void> => {
    expectData(await setStatus(reviewer, version.id, 'approved'));
  };
  const finish = async (): Promise<void> => {
    expectData(await finishTask(reviewer, task));
  };
  const meta = async (): Promise<JsonObject> =>
    (await readProject(instance, project_id)).context!['_meta'] as JsonObject;
  return { instance, agent, reviewer, project_id, task, record, approve, finish, meta };
}

describe.each(vendors)('where the seeds are wrong, on %s', (vendor) => {
  test('1: an approve entry that exists already does not keep the promotion from running; the mark does, once', async () => {
    const { instance, reviewer, project_id, task, record, approve, finish } = await newWork(vendor);
    const version = await record('brand.logo', 1);
    await approve(version);
    const entry = { artifact_version_id: version.id, action: 'approve', reason: 'As step 2 logs it' };
    expectData(await reviewer.post('/items/artifact_approvals', entry));
    expect((await readVersion(instance, version.id)).promoted_context_version).toBeNull();
    await finish();
    expect(await readVersion(instance, version.id)).toMatchObject({
      promoted_context_version: 1,
      status: 'approved',
    });
    // Again, by every way there is: the mark is set, so nothing happens.
    expectData(await reviewer.patch(`/items/tasks/${String(task)}`, { status: 'in_progress' }));
    await finish();
    expectData(await reviewer.post('/artifacts/promotions', { task_id: task }));
    expect((await readProject(instance, project_id)).context_version).toBe(1);
    expect(await instance.knex('artifact_approvals').where({ project_id, action: 'promote' })).toHaveLength(
      1,
    );
  });

  test('2: the approved version is superseded first, the others are left alone, and the new one is not hit', async () => {
    const { instance, record, approve, finish } = await newWork(vendor);
    const [first, pending, second] = [
      await record('brand.logo', 1),
      await record('brand.logo', 2),
      await record('brand.logo', 3),
    ];
    const elsewhere = await record('brand.colors', 1);
    await approve(first);
    await approve(elsewhere);
    await finish();
    await approve(second);
    const statuses = async () =>
      Promise.all(
        [first, pending, second, elsewhere].map(async ({ id }) => (await readVersion(instance, id)).status),
      );
    expect(await statuses()).toEqual(['superseded', 'pending', 'approved', 'approved']);
  });

  test('3: the server numbers, run after run, whatever the client counts', async () => {
    const { agent, project_id, task } = await newWork(vendor);
    const numbers: number[] = [];
    for (let run = 0; run < 2; run++) {
      for (let i = 0; i < 3; i++) {
        const body = {
          project_id,
          schema_key: 'brand.logo',
          value: i,
          source_task_id: task,
          version_number: i + 1,
        };
        const reply = await agent.post<{ data?: Version }>('/items/artifact_versions', body);
        numbers.push(expectData(reply).version_number);
      }
    }
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('4: keys of the value cannot overwrite what the server says in the context', async () => {
    const { instance, project_id, record, approve, finish } = await newWork(vendor);
    const [front, back] = [await uploadFile(instance), await uploadFile(instance)];
    const hostile = {
      artifact_version_id: 'mine',
      file_id: 'mine',
      file_ids: ['mine'],
      approved_at: '1999-01-01',
      version: 999,
      content_hash: 'mine',
      format: 'PNG',
    };
    const [withFiles, without, plain] = [
      await record('with.files', hostile, [front, back]),
      await record('without.files', hostile),
      await record('plain', { value: { value: 1 }, _meta: 'kept' }),
    ];
    for (const version of [withFiles, without, plain]) await approve(version);
    await finish();
    const { context } = (await readProject(instance, project_id)) as unknown as {
      context: Record<string, Record<string, JsonObject>>;
    };
    const managed = async (version: Version) => ({
      artifact_version_id: version.id,
      approved_at: (await readVersion(instance, version.id)).approved_at,
      version: 1,
      content_hash: version.content_hash,
    });
    expect(context['with']!['files']).toEqual({
      format: 'PNG',
      file_id: front,
      file_ids: [front, back],
      ...(await managed(withFiles)),
    });
    // Not even where the server has nothing to say: a file that is not there is not claimed.
    expect(context['without']!['files']).toEqual({ format: 'PNG', ...(await managed(without)) });
    expect(context['plain']).toEqual({ value: { value: 1 }, _meta: 'kept', ...(await managed(plain)) });
    // The value itself is stored as it was sent.
    expect((await readVersion(instance, without.id)).value).toEqual(hostile);
  });

  test('5: many promotions at once lose nothing, with row locks or without', async () => {
    const { instance, reviewer, project_id, record, approve } = await newWork(vendor);
    const versions: Version[] = [];
    for (let index = 0; index < 8; index++) {
      versions.push(await record(`k${index}`, index));
      await approve(versions[index]!);
    }
    const admin = as(instance.url, instance.admin.token);
    const replies = await Promise.all(
      versions.map(({ id }) => admin.post('/artifacts/promotions', { version_ids: [id] })),
    );
    expect(replies.map(({ status }) => status)).toEqual(versions.map(() => 200));
    const { context, context_version } = await readProject(instance, project_id);
    expect(context_version).toBe(8);
    for (const [index, version] of versions.entries()) {
      expect(context?.[`k${index}`]).toMatchObject({ value: index, artifact_version_id: version.id });
    }
    expect(
      (await reviewer.post(`/artifacts/projects/${String(project_id)}/context/verify`, {})).body.data,
    ).toMatchObject({ drift: false });
  });

  test('6: total_artifacts counts what is live, not what was ever written', async () => {
    const { reviewer, record, approve, finish, meta } = await newWork(vendor);
    const [logo, colors] = [await record('brand.logo', 1), await record('brand.colors', 1)];
    await approve(logo);
    await approve(colors);
    await finish();
    expect(await meta()).toMatchObject({ total_artifacts: 2, context_version: 1 });
    await approve(await record('brand.logo', 2));
    expect(await meta()).toMatchObject({ total_artifacts: 2, context_version: 2 });
    expectData(
      await reviewer.post('/artifacts/decisions', {
        version_id: colors.id,
        action: 'revoke',
        reason: 'Contrast',
      }),
    );
    expect(await meta()).toMatchObject({ total_artifacts: 1, context_version: 3 });
  });

  test('7: equal content is not the same version: in two lines, and in one', async () => {
    const { instance, project_id, record, approve, finish } = await newWork(vendor);
    const [a, b, again, elsewhere] = [
      await record('brand.logo', 'A'),
      await record('brand.logo', 'B'),
      await record('brand.logo', 'A'),
      await record('brand.icon', 'A'),
    ];
    expect(new Set([a, again, elsewhere].map(({ content_hash }) => content_hash)).size).toBe(1);
    expect(new Set([a, b, again, elsewhere].map(({ id }) => id)).size).toBe(4);
    for (const version of [a, b, again, elsewhere]) await approve(version);
    await finish();
    const { context } = await readProject(instance, project_id);
    expect(context).toMatchObject({
      brand: {
        logo: { artifact_version_id: again.id, version: 3 },
        icon: { artifact_version_id: elsewhere.id, version: 1 },
      },
    });
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('8: lineage is oldest first, root to self', async () => {
    const { record } = await newWork(vendor);
    const line: Version[] = [];
    for (const value of ['root', 'middle', 'newest']) line.push(await record('brand.logo', value));
    const hashes = line.map(({ content_hash }) => content_hash);
    expect(line.map(({ version_lineage }) => version_lineage)).toEqual([
      hashes.slice(0, 1),
      hashes.slice(0, 2),
      hashes,
    ]);
    expect(line.map(({ lineage_depth }) => lineage_depth)).toEqual([0, 1, 2]);
  });
});
