import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Json, Key } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createProject, createTask, pendingVersion, readVersion, uploadFile } from '../helpers/sample.js';
import { refusal } from './support-http/refusal.js';

const POSTS = ['/artifacts/versions', '/artifacts/decisions', '/artifacts/promotions'];

/** What a body can be that is no JSON object: the content type, the headers, the bytes. */
const MALFORMED: [string, string, Record<string, string>][] = [
  ['plain text', 'hello', { 'content-type': 'text/plain' }],
  ['a form', 'project_id=1', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['broken JSON', '{"project_id":', { 'content-type': 'application/json' }],
  ['a number', '5', { 'content-type': 'application/json' }],
  ['null', 'null', { 'content-type': 'application/json' }],
  ['an empty list', '[]', { 'content-type': 'application/json' }],
  ['a list of nothing', '[null]', { 'content-type': 'application/json' }],
  ['a list of lists', '[[]]', { 'content-type': 'application/json' }],
  ['101 items', JSON.stringify(Array(101).fill({})), { 'content-type': 'application/json' }],
  ['nothing at all', '', { 'content-type': 'application/json' }],
  ['an own __proto__', '{"__proto__":{"admin":true}}', { 'content-type': 'application/json' }],
  ['no gzip', 'plain', { 'content-type': 'application/json', 'content-encoding': 'gzip' }],
  ['an unknown encoding', '{}', { 'content-type': 'application/json', 'content-encoding': 'zip' }],
  ['an unknown charset', '{}', { 'content-type': 'application/json; charset=klingon' }],
];

/** Query strings that a route does not understand. */
const BAD_QUERIES = [
  'context?at=-1',
  'context?at=x',
  'context?at=1.5',
  'context?at=1',
  'context?at=9999999999999999',
  'context?at=0&at=0',
  'context?at[gt]=0',
  'context?paths[]=brand',
  'context?unknown=1',
  'context/diff',
  'context/diff?from=x',
  'context/diff?from=0&to=7',
  'history?limit=0',
  'history?limit=501',
  'history?limit=all',
  'history?cursor=x',
  'history?action=explode',
  `history?schema_key=${'k'.repeat(256)}`,
  'feedback?limit=-1',
  'audit/verify?fast=true',
];

describe.each(vendors)('malformed requests on %s', (vendor) => {
  test('unknown keys of a body are refused by name on every route', async () => {
    const instance = sharedInstance(vendor);
    const admin = as(instance.url, instance.admin.token);
    const { projectId, taskId, version } = await pendingVersion(instance);
    const valid: [string, Record<string, Json>][] = [
      ['/artifacts/versions', { project_id: projectId, schema_key: 'fresh', value: 1 }],
      ['/artifacts/decisions', { version_id: version.id, action: 'approve' }],
      ['/artifacts/promotions', { task_id: taskId }],
      [`/artifacts/projects/${String(projectId)}/context/verify`, {}],
    ];
    for (const [path, body] of valid) {
      const asked = [await admin.post(path, { ...body, version_number: 7, actor_type: 'human' })];
      if (['/artifacts/versions', '/artifacts/decisions'].includes(path)) {
        asked.push(await admin.post(path, [{ ...body, version_number: 7, actor_type: 'human' }]));
      }
      for (const reply of asked) {
        const { status, code, message } = refusal(reply);
        expect({ status, code }, path).toEqual({ status: 400, code: 'INVALID_PAYLOAD' });
        expect(message).toMatch(/"(0\.)?version_number", "(0\.)?actor_type"/);
      }
    }
    expect((await readVersion(instance, version.id)).status).toBe('pending');
    expect(await instance.knex('artifact_versions').where({ project_id: projectId })).toHaveLength(1);
  });

  test.each(MALFORMED)('%s as a body is 400', async (_name, body, headers) => {
    const instance = sharedInstance(vendor);
    const admin = as(instance.url, instance.admin.token);
    for (const path of POSTS) {
      const reply = await admin.send('POST', path, { body, headers });
      expect(refusal(reply), path).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
    }
  });

  test('what is missing is 403, a task of another project 400, and neither records anything', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    const foreignTask = await createTask(instance, await createProject(instance));
    const file = await uploadFile(instance);
    const base = { project_id, schema_key: 'brand.logo', value: { a: 1 } };
    const missing: Record<string, Json>[] = [
      { ...base, project_id: randomUUID() },
      { ...base, project_id: 'no-such-project' },
      { ...base, project_id: 4711 },
      { ...base, source_task_id: randomUUID() },
      { ...base, source_task_id: 'no-such-task' },
      { ...base, execution_id: randomUUID() },
      { ...base, primary_file_id: randomUUID() },
    ];
    const viaEndpoint = [
      ...missing,
      { ...base, files: [randomUUID()] },
      { ...base, files: [file, randomUUID()] },
    ];
    const viaItems = [...missing, { ...base, files: [{ directus_files_id: randomUUID() }] }];
    for (const body of viaEndpoint) {
      expect(refusal(await agent.post('/artifacts/versions', body)), JSON.stringify(body)).toMatchObject(
        FORBIDDEN,
      );
      expect(refusal(await agent.post('/artifacts/versions', [base, body]))).toMatchObject(FORBIDDEN);
    }
    for (const body of viaItems) {
      expect(refusal(await agent.post('/items/artifact_versions', body)), JSON.stringify(body)).toMatchObject(
        FORBIDDEN,
      );
    }
    const foreign = { ...base, source_task_id: foreignTask };
    for (const path of ['/artifacts/versions', '/items/artifact_versions']) {
      expect(refusal(await agent.post(path, foreign))).toMatchObject({
        status: 400,
        code: 'INVALID_PAYLOAD',
        field: 'source_task_id',
      });
    }
    expect(await instance.knex('artifact_versions').where({ project_id })).toEqual([]);
  });

  test('an edit cannot bring in what recording refuses', async () => {
    const instance = sharedInstance(vendor);
    const reviewer = as(instance.url, instance.reviewer.token);
    const { version, taskId } = await pendingVersion(instance);
    const foreignTask = await createTask(instance, await createProject(instance));
    const edit = (fields: Record<string, Json>): Promise<Reply> =>
      reviewer.patch(`/items/artifact_versions/${version.id}`, fields);
    expect(refusal(await edit({ source_task_id: foreignTask }))).toMatchObject({
      status: 400,
      field: 'source_task_id',
    });
    expect(refusal(await edit({ callback_url: 'http://169.254.169.254/latest' }))).toMatchObject({
      status: 400,
      field: 'callback_url',
    });
    for (const fields of [
      { source_task_id: randomUUID() },
      { execution_id: randomUUID() },
      { primary_file_id: randomUUID() },
    ]) {
      expect(refusal(await edit(fields)), JSON.stringify(fields)).toMatchObject(FORBIDDEN);
    }
    expect(refusal(await edit({ primary_file_id: 'x' }))).toMatchObject({
      status: 400,
      field: 'primary_file_id',
    });
    expect(refusal(await edit({ files: ['x'] }))).toMatchObject({ status: 400, field: 'files' });
    expect(await readVersion(instance, version.id)).toMatchObject({
      source_task_id: taskId,
      callback_url: null,
      primary_file_id: null,
      content_hash: version.content_hash,
    });
    // What is right still goes through.
    const file = await uploadFile(instance);
    expect((await edit({ primary_file_id: file, summary: 'Better', source_task_id: taskId })).status).toBe(
      200,
    );
  });

  test('ids that are no ids are 4xx on every route that takes one', async () => {
    const instance = sharedInstance(vendor);
    const admin = as(instance.url, instance.admin.token);
    for (const id of ['nope', '5', '%00', 'a%2Fb', '%E0%A4%A', '%ED%A0%80', randomUUID(), 'x'.repeat(300)]) {
      for (const path of ['context', 'context/diff?from=0', 'history', 'audit/verify', 'feedback']) {
        const { status } = await admin.get(`/artifacts/projects/${id}/${path}`);
        expect([400, 403], `${id} ${path}`).toContain(status);
      }
      const { status } = await admin.post(`/artifacts/projects/${id}/context/verify`, {});
      expect([400, 403], id).toContain(status);
    }
    for (const id of ['nope', 5, '\u0000', { id: {} }, [], true, randomUUID()] satisfies Json[]) {
      const asked: Reply[] = [
        await admin.post('/artifacts/decisions', { version_id: id, action: 'approve' }),
        await admin.post('/artifacts/promotions', { version_ids: [id] }),
        await admin.post('/artifacts/promotions', { task_id: id }),
        await admin.post('/artifacts/promotions', { project_id: id }),
        await admin.post('/items/artifact_approvals', { artifact_version_id: id, action: 'approve' }),
        await admin.post('/items/artifact_files', {
          artifact_version_id: id,
          directus_files_id: randomUUID(),
        }),
        await admin.post('/items/artifact_versions', {
          project_id: await anyProject(vendor),
          schema_key: 'a',
          parent_id: id,
        }),
      ];
      for (const [index, { status }] of asked.entries()) {
        expect([400, 403, 422], `${JSON.stringify(id)} in request ${index}`).toContain(status);
      }
    }
  });

  test('query strings that mean nothing are 400', async () => {
    const instance = sharedInstance(vendor);
    const admin = as(instance.url, instance.admin.token);
    const project = await createProject(instance);
    for (const query of BAD_QUERIES) {
      const { status } = await admin.get(`/artifacts/projects/${String(project)}/${query}`);
      expect(status, query).toBe(400);
    }
    expect((await admin.get('/artifacts/openapi.json?pretty=1')).status).toBe(400);
    const beyond = await admin.get(`/artifacts/projects/${String(project)}/history?cursor=999999999999999`);
    expect(beyond.status).toBe(200);
  });
});

const FORBIDDEN = { status: 403, code: 'FORBIDDEN' };

const projects = new Map<string, Key>();

/** One project for requests that never get as far as writing to it. */
async function anyProject(vendor: (typeof vendors)[number]): Promise<Key> {
  const known = projects.get(vendor) ?? (await createProject(sharedInstance(vendor)));
  projects.set(vendor, known);
  return known;
}
