import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Json, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import {
  createProject,
  createTask,
  expectData,
  readVersion,
  recordVersion,
  uploadFile,
} from '../helpers/sample.js';
import { expectedHash } from './support-http/content-hash.js';

describe.each(vendors)('recording versions on %s', (vendor) => {
  test('one object gives one pending version, and the answer is the row that was stored', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    const task = await createTask(instance, project_id);
    const before = Date.now();
    const execution = expectData(
      await agent.post<{ data?: { id: string } }>('/items/task_executions', {
        task_id: task,
        status: 'completed',
      }),
    );
    const value: Json = { format: 'PNG', palette: ['#1A365D'] };
    const reply = await agent.post<{ data: Version }>('/artifacts/versions', {
      project_id,
      schema_key: 'brand.logo',
      value,
      source_task_id: task,
      execution_id: execution.id,
      summary: 'First draft',
    });
    expect(reply.status).toBe(201);
    const version = reply.body.data;
    expect(version).toMatchObject({
      project_id,
      schema_key: 'brand.logo',
      version_number: 1,
      status: 'pending',
      value,
      source_task_id: task,
      execution_id: execution.id,
      summary: 'First draft',
      content_hash: expectedHash(value),
      parent_id: null,
      parent_hash: null,
      change_origin: 'deployment',
      version_lineage: [expectedHash(value)],
      lineage_depth: 0,
      generation: 1,
      user_created: instance.agent.id,
      approved_at: null,
      promoted_context_version: null,
    });
    expect(version.date_created).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Date.parse(version.date_created!)).toBeGreaterThanOrEqual(before);
    expect(await readVersion(instance, version.id)).toMatchObject({ ...version });
  });

  test('a list is recorded in its order, numbered per line, and answered as a list', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const [one, two] = [await createProject(instance), await createProject(instance)];
    const lines = [
      { project_id: one, schema_key: 'a' },
      { project_id: one, schema_key: 'b' },
      { project_id: one, schema_key: 'a' },
      { project_id: two, schema_key: 'a' },
      { project_id: one, schema_key: 'a' },
    ];
    const reply = await agent.post<{ data: Version[] }>(
      '/artifacts/versions',
      lines.map((line, value) => ({ ...line, value })),
    );
    expect(reply.status).toBe(201);
    expect(
      reply.body.data.map((version) => [version.schema_key, version.version_number, version.value]),
    ).toEqual([
      ['a', 1, 0],
      ['b', 1, 1],
      ['a', 2, 2],
      ['a', 1, 3],
      ['a', 3, 4],
    ]);
    // Later ones of a line build on earlier ones of the same request.
    const [first, , second, , third] = reply.body.data;
    expect(second).toMatchObject({ parent_id: first!.id, change_origin: 'sync', lineage_depth: 1 });
    expect(third!.version_lineage).toEqual([first, second, third].map((version) => version!.content_hash));
    for (const version of reply.body.data)
      expect(await readVersion(instance, version.id)).toMatchObject({ ...version });
    const next = await recordVersion(agent, { project_id: one, schema_key: 'a', value: 'next' });
    expect(next.version_number).toBe(4);
  });

  test('100 at once are recorded', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    const inputs = Array.from({ length: 100 }, (_, index) => ({
      project_id,
      schema_key: `k${index % 10}`,
      value: index,
    }));
    expect((await agent.post('/artifacts/versions', inputs)).status).toBe(201);
    const rows = await instance
      .knex('artifact_versions')
      .where({ project_id })
      .orderBy(['schema_key', 'version_number']);
    expect(rows.map((row: Version) => `${row.schema_key}/${row.version_number}`)).toEqual(
      Array.from({ length: 100 }, (_, index) => `k${Math.floor(index / 10)}/${(index % 10) + 1}`),
    );
  });

  test.each<[string, Record<string, unknown>, number]>([
    ['a bad key', { schema_key: 'a..b' }, 400],
    ['a missing file', { files: [randomUUID()] }, 403],
    ['a missing task', { source_task_id: randomUUID() }, 403],
    ['an unknown parent', { parent_hash: '0'.repeat(64) }, 422],
    ['a callback that is not allowed', { callback_url: 'https://nowhere.example/' }, 400],
  ])('a list with %s records nothing at all', async (_name, flaw, status) => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    const fine = { project_id, schema_key: 'fine', value: 1, files: [await uploadFile(instance)] };
    const reply = await agent.post('/artifacts/versions', [
      fine,
      { project_id, schema_key: 'flawed', value: 1, ...flaw },
      fine,
    ]);
    expect(reply.status, JSON.stringify(reply.body)).toBe(status);
    expect(await instance.knex('artifact_versions').where({ project_id })).toEqual([]);
    expect(await instance.knex('artifact_files').where({ directus_files_id: fine.files[0]! })).toEqual([]);
    expect((await recordVersion(agent, fine)).version_number).toBe(1);
  });

  test('fields that the server manages are ignored through /items, also in the answer', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    const before = Date.now();
    const foreign = {
      version_number: 99,
      content_hash: 'f'.repeat(64),
      version_lineage: ['f'.repeat(64)],
      lineage_depth: 12,
      generation: 12,
      decision_id: randomUUID(),
      approved_at: '2020-01-01T00:00:00.000Z',
      approved_by: instance.reviewer.id,
      promoted_at: '2020-01-01T00:00:00.000Z',
      promoted_context_version: 5,
      retired_context_version: 6,
      user_created: instance.reviewer.id,
      date_created: '2020-01-01T00:00:00.000Z',
      rejection_reason: 'because',
    };
    const created = expectData(
      await agent.post<{ data?: Version }>('/items/artifact_versions', {
        project_id,
        schema_key: 'a',
        value: 1,
        ...foreign,
      }),
    );
    const honest = {
      version_number: 1,
      content_hash: expectedHash(1),
      version_lineage: [expectedHash(1)],
      lineage_depth: 0,
      generation: 1,
      decision_id: null,
      approved_at: null,
      approved_by: null,
      promoted_at: null,
      promoted_context_version: null,
      retired_context_version: null,
      user_created: instance.agent.id,
      rejection_reason: null,
    };
    expect(created).toMatchObject(honest);
    const stored = await readVersion(instance, created.id);
    expect(stored).toMatchObject(honest);
    expect(Date.parse(stored.date_created!)).toBeGreaterThanOrEqual(before);
  });
});
