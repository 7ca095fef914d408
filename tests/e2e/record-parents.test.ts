import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Json, Key, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Vendor } from '../helpers/instance.js';
import {
  createProject,
  createTask,
  expectData,
  readVersion,
  recordVersion,
  setStatus,
} from '../helpers/sample.js';
import type { VersionInput } from '../helpers/sample.js';
import { expectedHash } from './support-http/content-hash.js';
import { refusal } from './support-http/refusal.js';

/** A project of its own with one line, and ways to record in it. */
async function newLine(vendor: Vendor) {
  const instance = sharedInstance(vendor);
  const [agent, reviewer] = [
    as(instance.url, instance.agent.token),
    as(instance.url, instance.reviewer.token),
  ];
  const project_id: Key = await createProject(instance);
  const record = (value: Json, more: Partial<VersionInput> = {}): Promise<Version> =>
    recordVersion(agent, { project_id, schema_key: 'brand.logo', value, ...more });
  const tryTo = (value: Json, more: Partial<VersionInput>): Promise<Reply> =>
    agent.post('/artifacts/versions', { project_id, schema_key: 'brand.logo', value, ...more });
  const approve = async (version: Version): Promise<void> => {
    expectData(await setStatus(reviewer, version.id, 'approved'));
  };
  return { instance, agent, reviewer, project_id, record, tryTo, approve };
}

describe.each(vendors)('parents of recorded versions on %s', (vendor) => {
  test('without a named parent a version builds on the newest, and on the approved one as soon as there is one', async () => {
    const { record, approve } = await newLine(vendor);
    const first = await record('one');
    const second = await record('two');
    expect(second).toMatchObject({
      parent_id: first.id,
      parent_hash: first.content_hash,
      change_origin: 'sync',
      lineage_depth: 1,
      generation: 2,
      version_lineage: [first.content_hash, second.content_hash],
      lineage_jump_id: first.id,
    });
    await approve(first);
    const third = await record('three');
    expect(third).toMatchObject({ parent_id: first.id, version_number: 3, lineage_depth: 1 });
    expect((await record('four', { change_origin: 'local_modification' })).parent_id).toBe(first.id);
  });

  test('a parent named by id or by hash wins over both', async () => {
    const { instance, record, agent, project_id, approve } = await newLine(vendor);
    const first = await record('one');
    const second = await record('two');
    await approve(second);
    const byId = await record('three', { parent_id: first.id });
    expect(byId).toMatchObject({ parent_id: first.id, parent_hash: first.content_hash });
    const byHash = await record('four', { parent_hash: first.content_hash! });
    expect(byHash).toMatchObject({
      parent_id: first.id,
      version_lineage: [first.content_hash, byHash.content_hash],
    });
    const byBoth = await record('five', { parent_id: byHash.id, parent_hash: byHash.content_hash! });
    expect(byBoth).toMatchObject({ parent_id: byHash.id, lineage_depth: 2, generation: 3 });
    for (const parent of [{ parent_id: first.id }, { parent_hash: first.content_hash }]) {
      const viaItems = expectData(
        await agent.post<{ data?: Version }>('/items/artifact_versions', {
          project_id,
          schema_key: 'brand.logo',
          value: JSON.stringify(parent),
          ...parent,
        }),
      );
      expect(await readVersion(instance, viaItems.id)).toMatchObject({
        parent_id: first.id,
        parent_hash: first.content_hash,
        lineage_depth: 1,
      });
    }
  });

  test('equal content may recur: A, B, A is three versions, and their hash means the newest', async () => {
    const { record } = await newLine(vendor);
    const first = await record('A');
    const second = await record('B');
    const again = await record('A');
    expect(again.content_hash).toBe(first.content_hash);
    expect(again).toMatchObject({
      version_number: 3,
      parent_id: second.id,
      version_lineage: [first, second, first].map((version) => version.content_hash),
    });
    const next = await record('C', { parent_hash: first.content_hash! });
    expect(next).toMatchObject({ parent_id: again.id, lineage_depth: 3 });
  });

  test('a deployment starts a new lineage, whatever is there', async () => {
    const { record, tryTo, approve } = await newLine(vendor);
    const first = await record('one');
    await approve(first);
    const again = await record('two', { change_origin: 'deployment' });
    expect(again).toMatchObject({
      parent_id: null,
      parent_hash: null,
      lineage_depth: 0,
      generation: 1,
      version_lineage: [again.content_hash],
      version_number: 2,
    });
    const contradiction = await tryTo('three', { change_origin: 'deployment', parent_id: first.id });
    expect(refusal(contradiction)).toMatchObject({
      status: 400,
      code: 'INVALID_PAYLOAD',
      field: 'parent_id',
    });
  });

  test('the origin not given is the actor’s: a person modifies, everybody else syncs, the first one deploys', async () => {
    const { reviewer, project_id, record } = await newLine(vendor);
    expect((await record('one')).change_origin).toBe('deployment');
    expect((await record('two')).change_origin).toBe('sync');
    const byPerson = await recordVersion(reviewer, { project_id, schema_key: 'brand.logo', value: 'three' });
    expect(byPerson.change_origin).toBe('local_modification');
    const rootByPerson = await recordVersion(reviewer, { project_id, schema_key: 'brand.colors', value: 1 });
    expect(rootByPerson.change_origin).toBe('deployment');
    const claimed = await recordVersion(reviewer, {
      project_id,
      schema_key: 'brand.colors',
      value: 2,
      change_origin: 'sync',
    });
    expect(claimed.change_origin).toBe('sync');
    // Without a version to build on it is a root all the same.
    const rootSync = await record('x', { schema_key: 'brand.fonts', change_origin: 'sync' });
    expect(rootSync).toMatchObject({ change_origin: 'sync', parent_id: null, lineage_depth: 0 });
    const viaItems = await reviewer.post<{ data?: Version }>('/items/artifact_versions', {
      project_id,
      schema_key: 'brand.colors',
      value: 3,
    });
    expect(expectData(viaItems).change_origin).toBe('local_modification');
  });

  test('an unknown parent is 422 PARENT_NOT_FOUND, unless its hash may be an orphan’s', async () => {
    const { instance, record, tryTo, project_id, agent } = await newLine(vendor);
    const first = await record('one');
    const unknown = 'ab'.repeat(32);
    const notFound = { status: 422, code: 'PARENT_NOT_FOUND' };
    expect(refusal(await tryTo('x', { parent_hash: unknown }))).toMatchObject(notFound);
    expect(refusal(await tryTo('x', { parent_id: randomUUID() }))).toMatchObject(notFound);
    expect(refusal(await tryTo('x', { parent_id: randomUUID(), allow_orphan: true }))).toMatchObject(
      notFound,
    );
    const elsewhere = await record('one', { schema_key: 'brand.other' });
    expect(elsewhere.content_hash).toBe(first.content_hash);
    const otherHash = await record('only there', { schema_key: 'brand.other' });
    expect(refusal(await tryTo('x', { parent_hash: otherHash.content_hash! }))).toMatchObject(notFound);
    const viaItems = await agent.post('/items/artifact_versions', {
      project_id,
      schema_key: 'brand.logo',
      value: 1,
      parent_hash: unknown,
    });
    expect(refusal(viaItems)).toMatchObject(notFound);
    expect(
      await instance.knex('artifact_versions').where({ project_id, schema_key: 'brand.logo' }),
    ).toHaveLength(1);

    const orphan = await record('orphan', { parent_hash: unknown, allow_orphan: true });
    expect(orphan).toMatchObject({
      parent_id: null,
      parent_hash: unknown,
      version_lineage: [unknown, orphan.content_hash],
      lineage_depth: 1,
    });
    const known = await record('no orphan', { parent_hash: first.content_hash!, allow_orphan: true });
    expect(known.parent_id).toBe(first.id);
  });

  test('a parent that is not what the request says is 422 PARENT_MISMATCH', async () => {
    const { record, tryTo } = await newLine(vendor);
    const first = await record('one');
    const second = await record('two');
    const other = await record('one', { schema_key: 'brand.other' });
    const foreign = (await newLine(vendor)).record('one');
    const mismatch = { status: 422, code: 'PARENT_MISMATCH' };
    for (const more of [
      { parent_id: other.id },
      { parent_id: (await foreign).id },
      { parent_id: first.id, parent_hash: second.content_hash! },
      { parent_id: first.id, parent_hash: 'ab'.repeat(32), allow_orphan: true },
    ]) {
      expect(refusal(await tryTo('x', more)), JSON.stringify(more)).toMatchObject(mismatch);
      // Whether or not the content is new.
      expect(refusal(await tryTo('one', { ...more, change_origin: 'sync' }))).toMatchObject(mismatch);
    }
  });

  test('a sync that brings nothing new records nothing and returns its parent as unchanged', async () => {
    const { instance, agent, project_id, record, tryTo, approve } = await newLine(vendor);
    const first = await record({ a: 1, b: 2 });
    await record({ a: 3 });
    await approve(first);
    const reply = await tryTo({ b: 2, a: 1 }, { change_origin: 'sync' });
    expect(reply.status).toBe(200);
    expect(reply.body.data).toMatchObject({
      id: first.id,
      unchanged: true,
      version_number: 1,
      status: 'approved',
    });
    // Not asked for by name: two equal outputs are two versions.
    expect((await record({ a: 1, b: 2 })).version_number).toBe(3);
    expect((await record({ a: 1, b: 2 }, { change_origin: 'local_modification' })).version_number).toBe(4);
    expect((await record({ a: 4 }, { change_origin: 'sync' })).version_number).toBe(5);
    const mixed = await agent.post<{ data: (Version & { unchanged?: boolean })[] }>('/artifacts/versions', [
      { project_id, schema_key: 'brand.logo', value: { a: 1, b: 2 }, change_origin: 'sync' },
      { project_id, schema_key: 'brand.logo', value: { a: 5 }, change_origin: 'sync' },
    ]);
    expect(mixed.status).toBe(201);
    expect(mixed.body.data.map(({ id, unchanged }) => [id === first.id, unchanged])).toEqual([
      [true, true],
      [false, undefined],
    ]);
    expect(await instance.knex('artifact_versions').where({ project_id })).toHaveLength(6);
    expect(expectedHash({ b: 2, a: 1 })).toBe(first.content_hash);
  });

  test('an unchanged sync is held to the same references, and to the order of its own request', async () => {
    const { instance, agent, project_id, record, tryTo } = await newLine(vendor);
    const first = await record('one');
    const foreignTask = await createTask(instance, await createProject(instance));
    const sync = { change_origin: 'sync' };
    expect(refusal(await tryTo('one', { ...sync, source_task_id: randomUUID() })).status).toBe(403);
    expect(refusal(await tryTo('one', { ...sync, source_task_id: foreignTask }))).toMatchObject({
      status: 400,
      field: 'source_task_id',
    });
    // The second builds on the first of the request, from which it differs.
    const inputs = ['two', 'one'].map((value) => ({ project_id, schema_key: 'brand.logo', value, ...sync }));
    const reply = await agent.post<{ data?: Version[] }>('/artifacts/versions', inputs);
    const [second, third] = expectData(reply);
    expect(second).toMatchObject({ version_number: 2, parent_id: first.id });
    expect(third).toMatchObject({
      version_number: 3,
      parent_id: second!.id,
      content_hash: first.content_hash,
    });
    expect(third).not.toHaveProperty('unchanged');
  });
});
