import { describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createTask } from '../helpers/sample.js';
import { rowOf } from './support-guards/ledger.js';
import { expectedHash } from './support-http/content-hash.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

describe.each(vendors)('hostile lists and words on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const admin = as(instance.url, instance.admin.token);

  test('10,000 items are a value, but no batch, no list of files and no list of versions', async () => {
    const { project_id, record } = await newProject(instance);
    const many = Array.from({ length: 10_000 }, (_, index) => index);
    const version = await record('many', many);
    expect(version.content_hash).toBe(expectedHash(many));
    const ids = Array<string>(10_000).fill(version.id);
    const asked: [string, unknown][] = [
      ['/artifacts/versions', ids.map(() => ({ project_id, schema_key: 'a' }))],
      ['/artifacts/versions', { project_id, schema_key: 'a', files: ids }],
      ['/artifacts/decisions', ids.map((version_id) => ({ version_id, action: 'approve' }))],
      ['/artifacts/promotions', { version_ids: ids }],
      ['/artifacts/promotions', { project_id, create_documents: ids }],
      ['/artifacts/subscriptions', { url: 'http://127.0.0.1:9/', actions: ids }],
    ];
    for (const [path, body] of asked)
      expect(refusal(await admin.post(path, body)), path).toMatchObject({
        status: 400,
        code: 'INVALID_PAYLOAD',
      });
    expect(await instance.knex('artifact_versions').where({ project_id })).toHaveLength(1);
  });

  test('a word that a column does not take is 400 and names the field', async () => {
    const { project_id } = await newProject(instance);
    const task = String(await createTask(instance, project_id));
    const words = ['_meta', '', { a: 1 }, []];
    for (const [field, value] of words.flatMap((word) => [
      ['execution_type', word] as const,
      ['status', word] as const,
    ])) {
      const reply = await admin.patch(`/items/tasks/${task}`, { [field]: value });
      expect(refusal(reply), `${field} ${JSON.stringify(value)}`).toMatchObject({
        status: 400,
        code: 'INVALID_PAYLOAD',
      });
      if (value === '_meta') expect(refusal(reply).field).toBe(field);
    }
    expect(await rowOf(instance, 'tasks', task)).toMatchObject({
      status: 'in_progress',
      execution_type: 'ai',
    });
  });

  test('lists of links and of rows that Directus cannot read are 400', async () => {
    const { project_id } = await newProject(instance);
    const task = String(await createTask(instance, project_id));
    const lists = [
      { update: [{}] },
      { update: [{ id: 'x' }] },
      { delete: ['x'] },
      [null],
      [true],
      ['x'],
      [{ id: {} }],
    ];
    for (const artifacts of lists) {
      for (const reply of [
        await admin.patch(`/items/tasks/${task}`, { artifacts }),
        await admin.post('/items/tasks', { project_id, title: 'New', artifacts }),
        await admin.post('/items/artifact_versions', {
          project_id,
          schema_key: 'a',
          value: 1,
          files: artifacts,
        }),
      ])
        expect(refusal(reply), JSON.stringify(artifacts)).toMatchObject({
          status: 400,
          code: 'INVALID_PAYLOAD',
        });
    }
    for (const collection of [
      'artifact_versions',
      'artifact_approvals',
      'projects',
      'tasks',
      'artifact_files',
    ]) {
      for (const reply of [
        await admin.post(`/items/${collection}`, [null]),
        await admin.patch(`/items/${collection}`, [null]),
        await as(instance.url, null).post(`/items/${collection}`, [null]),
      ])
        expect(refusal(reply), collection).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
    }
    for (const path of ['%E0%A4%A', '%ED%A0%80', '%c0%af'])
      expect(refusal(await admin.get(`/items/artifact_versions/${path}`)), path).toMatchObject({
        status: 400,
      });
  });

  test('a related row whose key cannot be one is 400 over REST and GraphQL, and nothing is linked', async () => {
    const { project_id, record } = await newProject(instance);
    const { id: artifact_version_id } = await record('a', 1);
    const task_id = String(await createTask(instance, project_id));
    const link = await admin.post<{ data: { id: string } }>('/items/task_artifacts', {
      task_id,
      artifact_version_id,
    });
    const { id } = link.body.data;
    const query = `mutation ($id: ID!, $data: update_task_artifacts_input!) {
      update_task_artifacts_item(id: $id, data: $data) { id } }`;
    for (const key of ['', 'x', 7, [], "'"]) {
      const related = { id: key };
      const replies = [
        await admin.patch(`/items/task_artifacts/${id}`, { task_id: related }),
        await admin.patch(`/items/tasks/${task_id}`, { project_id: related }),
        await admin.post('/items/task_executions', { task_id: related }),
      ];
      if (typeof key === 'string')
        replies.push(await admin.graphql(query, { id, data: { task_id: related } }));
      for (const reply of replies)
        expect(refusal(reply), JSON.stringify(key)).toMatchObject({ code: 'INVALID_PAYLOAD' });
    }
    expect(await rowOf(instance, 'task_artifacts', id)).toMatchObject({ task_id });
  });
});
