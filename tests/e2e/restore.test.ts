import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createTask, expectData, uploadFile } from '../helpers/sample.js';
import { violationsIn } from './support-concurrency/violations.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

const restore = (api: Api, id: string, body: object = {}, headers?: Record<string, string>) =>
  api.post<{ data?: Version }>(`/artifacts/versions/${id}/restore`, body, headers);

describe.each(vendors)('restoring a version on %s', (vendor) => {
  test('makes a new pending version with that content, on top of what is approved', async () => {
    const project = await newProject(sharedInstance(vendor));
    const file = await uploadFile(project.instance);
    const old = await project.record('brand.logo', { mark: 'old' }, { files: [file] });
    const current = await project.record('brand.logo', { mark: 'new' });
    await project.approve(old);
    await project.approve(current);
    await project.record('brand.logo', { mark: 'later' });

    const reply = await restore(project.reviewer, old.id);
    expect(reply.status).toBe(201);
    expect(expectData(reply)).toMatchObject({
      status: 'pending',
      version_number: 4,
      value: { mark: 'old' },
      primary_file_id: file,
      content_hash: old.content_hash,
      parent_id: current.id,
      parent_hash: current.content_hash,
      merge_parent_id: null,
      change_origin: 'local_modification',
      version_lineage: [old.content_hash, current.content_hash, old.content_hash],
      lineage_depth: 2,
      summary: 'Restores version 1',
    });
    expect(await violationsIn(project.instance, project.project_id)).toEqual([]);
  });

  test('keeps files that are no primary file as they are, so that the hash is the same', async () => {
    const project = await newProject(sharedInstance(vendor));
    const { instance, agent } = project;
    const files = [await uploadFile(instance), await uploadFile(instance)];
    // Through /items no file becomes the primary one by itself.
    const old = expectData(
      await agent.post<{ data?: Version }>('/items/artifact_versions', {
        project_id: project.project_id,
        schema_key: 'brand.deck',
        files: files.map((directus_files_id, index) => ({ directus_files_id, sort: index + 1 })),
      }),
    );
    const { content_hash } = expectData(
      await agent.get<{ data?: Version }>(`/items/artifact_versions/${old.id}`),
    );
    await project.record('brand.deck', { something: 'else' });
    const restored = expectData(await restore(agent, old.id));
    expect(restored).toMatchObject({ primary_file_id: null, value: null, content_hash });
    const links = await instance
      .knex('artifact_files')
      .where({ artifact_version_id: restored.id })
      .orderBy('sort')
      .pluck('directus_files_id');
    expect(links).toEqual(files);
    expect(await violationsIn(instance, project.project_id)).toEqual([]);
  });

  test('takes a summary, a task and an execution, and refuses what it does not know', async () => {
    const project = await newProject(sharedInstance(vendor));
    const source_task_id = await createTask(project.instance, project.project_id);
    const old = await project.record('brand.logo', 1);
    const restored = expectData(
      await restore(project.agent, old.id, { source_task_id, summary: 'Back to the first' }),
    );
    expect(restored).toMatchObject({ source_task_id, summary: 'Back to the first', parent_id: old.id });
    expect(refusal(await restore(project.agent, old.id, { value: 2 }))).toMatchObject({
      status: 400,
      code: 'INVALID_PAYLOAD',
      field: 'value',
    });
  });

  test('the restored version and its new parent are sealed', async () => {
    const project = await newProject(sharedInstance(vendor));
    const first = await project.record('brand.logo', 1);
    expectData(await restore(project.agent, first.id));
    const edit = await project.admin.patch(`/items/artifact_versions/${first.id}`, { value: 2 });
    expect(refusal(edit)).toMatchObject({ status: 409, code: 'VERSION_SEALED' });
  });

  test('20 times with one Idempotency-Key it is restored once', async () => {
    const project = await newProject(sharedInstance(vendor));
    const old = await project.record('brand.logo', 1);
    const headers = { 'Idempotency-Key': randomUUID() };
    for (let attempt = 0; attempt < 20; attempt++) {
      expect((await restore(project.agent, old.id, {}, headers)).status).toBe(201);
    }
    const rows: unknown[] = await project.instance
      .knex('artifact_versions')
      .where({ project_id: project.project_id });
    expect(rows).toHaveLength(2);
  });

  test('what is missing, unreadable or not a version is refused', async () => {
    const instance = sharedInstance(vendor);
    const project = await newProject(instance);
    const old = await project.record('brand.logo', 1);
    expect(refusal(await restore(project.agent, randomUUID()))).toMatchObject({ status: 403 });
    expect(refusal(await restore(as(instance.url, null), old.id))).toMatchObject({ status: 403 });
    // Reads everything, records nothing.
    expect(refusal(await restore(as(instance.url, instance.other.token), old.id))).toMatchObject({
      status: 403,
    });
    expect(refusal(await restore(project.agent, 'not-a-version'))).toMatchObject({
      status: 400,
      field: 'id',
    });
    expect(await project.instance.knex('artifact_versions').where({ parent_id: old.id })).toEqual([]);
  });

  test('a key that has been taken in the meantime is refused', async () => {
    const project = await newProject(sharedInstance(vendor));
    const old = await project.record('brand', { name: 'one' });
    await project.approve(await project.record('brand.logo', 1));
    expect(refusal(await restore(project.agent, old.id))).toMatchObject({
      status: 409,
      code: 'SCHEMA_KEY_CONFLICT',
    });
  });
});
