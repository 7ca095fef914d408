import { beforeAll, describe, expect, test } from 'vitest';
import { drawPng } from '../../scripts/lib/draw.js';
import type { Json, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createTask, expectData, setStatus, uploadFile } from '../helpers/sample.js';
import { addApiUser } from './support-guards/people.js';
import { decisionRoutes, updateRoutes } from './support-guards/routes.js';
import { createRoutes } from './support-lineage/create-routes.js';
import { type TestProject, approving, newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

const SCHEMA: Json = {
  'brand.colors': {
    type: 'object',
    required: ['primary'],
    properties: { primary: { type: 'string', pattern: '^#[0-9A-F]{6}$' } },
  },
  'copy.*': { artifact: { value: 'required', schema: { type: 'object' } } },
  'brand.logo': {
    artifact: { value: 'none', files: { min: 1, max: 2, mime: ['image/png'], image: { min_width: 32 } } },
  },
};
const GOOD = { primary: '#1A365D' };
const BAD = { primary: 'blue' };

describe.each(vendors)('the schema of a project on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  let project: TestProject;
  beforeAll(async () => {
    project = await newProject(instance);
    await saveSchema(project, SCHEMA);
  });

  const saveSchema = async ({ admin, project_id }: TestProject, context_schema: Json): Promise<Reply> =>
    admin.patch(`/items/projects/${project_id}`, { context_schema });
  const entries = async ({ project_id }: TestProject): Promise<unknown[]> =>
    instance.knex('artifact_approvals').where({ project_id });
  const countVersions = async ({ project_id }: TestProject): Promise<number> =>
    (await instance.knex('artifact_versions').where({ project_id })).length;

  test('holds against it what any route records, and tells nothing of other keys', async () => {
    const colors = { project_id: project.project_id, schema_key: 'brand.colors' };
    for (const { name, create } of createRoutes) {
      const before = await countVersions(project);
      const refused = await create(instance, { ...colors, value: BAD });
      expect(refused, name).toMatchObject({
        code: 'VALUE_SCHEMA_VIOLATION',
        extensions: {
          schema_key: 'brand.colors',
          violations: [{ pointer: '/primary', keyword: 'pattern' }],
        },
      });
      expect(refused.status, name).toBe(name.startsWith('GraphQL') ? 200 : 422);
      expect(JSON.stringify(refused)).not.toContain('copy');
      expect(await countVersions(project), name).toBe(before);
      expect((await create(instance, { ...colors, value: GOOD })).code, name).toBeNull();
      expect(await countVersions(project), name).toBe(before + 1);
    }
    const list = [GOOD, BAD].map((value) => ({ ...colors, value }));
    const before = await countVersions(project);
    expect(refusal(await project.agent.post('/artifacts/versions', list)).status).toBe(422);
    expect(await countVersions(project)).toBe(before);
    expect(
      (await project.agent.post('/artifacts/versions', { ...colors, schema_key: 'free', value: BAD })).status,
    ).toBe(201);
  });

  test('holds edits of an open version against it', async () => {
    const version = await project.record('brand.colors', GOOD);
    const path = `/items/artifact_versions/${version.id}`;
    expect(refusal(await project.reviewer.patch(path, { value: BAD }))).toMatchObject({ status: 422 });
    expect((await project.reviewer.patch(path, { value: { primary: '#FFFFFF' } })).status).toBe(200);
  });

  test('and restoring or merging what does not follow it any more is refused', async () => {
    const own = await newProject(instance);
    const base = await own.record('a', { x: 1, y: 1 });
    const ours = await own.record('a', { x: 2, y: 1 }, { parent_id: base.id, change_origin: 'sync' });
    const theirs = await own.record('a', { x: 1, y: 2 }, { parent_id: base.id, change_origin: 'sync' });
    expect((await saveSchema(own, { a: { properties: { y: { const: 1 } } } })).status).toBe(200);
    const merge = await own.agent.post('/artifacts/merges', { ours_id: ours.id, theirs_id: theirs.id });
    expect(refusal(merge)).toMatchObject({
      status: 422,
      extensions: { violations: [{ pointer: '/y', keyword: 'const' }] },
    });
    expect(refusal(await own.agent.post(`/artifacts/versions/${theirs.id}/restore`, {})).status).toBe(422);
    expect((await own.agent.post(`/artifacts/versions/${ours.id}/restore`, {})).status).toBe(201);
  });

  test('changed since, it forbids to approve by every route and nothing is left behind; rejecting stays possible', async () => {
    const own = await newProject(instance);
    const version = await own.record('a', 'text');
    const old = await own.record('b', 'text');
    await own.approve(old);
    await saveSchema(own, { '*': { type: 'number' } });
    const target = { version, projectId: own.project_id, taskId: await createTask(instance, own.project_id) };
    const before = await entries(own);
    for (const { name, update } of updateRoutes) {
      const outcome = await update(own.reviewer, target, { status: 'approved' });
      expect([name, outcome.code]).toEqual([name, 'VALUE_SCHEMA_VIOLATION']);
    }
    for (const { name, decide } of decisionRoutes) {
      const outcome = await decide(own.reviewer, target, { action: 'approve' });
      expect([name, outcome.code]).toEqual([name, 'VALUE_SCHEMA_VIOLATION']);
    }
    const both = [approving(version), approving(await own.record('c', 1))];
    expect(refusal(await own.ask(both)).status).toBe(422);
    expect(await entries(own)).toEqual(before);

    const { data } = (
      await own.reviewer.get<{ data: object }>(`/artifacts/versions/${version.id}/validation`)
    ).body;
    expect(data).toEqual({
      version_id: version.id,
      schema_key: 'a',
      rule: '*',
      valid: false,
      violations: [{ pointer: '', keyword: 'type', message: 'must be number' }],
    });
    expect(
      (await setStatus(own.reviewer, version.id, 'rejected', { rejection_reason: 'No number' })).status,
    ).toBe(200);
    // What was approved and is live stays, and can be withdrawn.
    expect((await own.ask({ version_id: old.id, action: 'revoke', reason: 'No number' })).status).toBe(200);
  });

  test('holds files against it by their bytes, whatever they are declared to be', async () => {
    const { agent, reviewer, project_id } = project;
    const png = (side: number) => drawPng([{ color: '#123456', circle: { x: 50, y: 50, r: 40 } }], side);
    const [large, small, fake] = [
      await uploadFile(instance, png(40), 'logo.png', 'image/png'),
      await uploadFile(instance, png(16), 'small.png', 'image/png'),
      await uploadFile(instance, 'no picture', 'fake.png', 'image/png'),
    ];
    const logo = (files: string[], value?: Json) =>
      agent.post('/artifacts/versions', {
        project_id,
        schema_key: 'brand.logo',
        files,
        ...(value === undefined ? {} : { value }),
      });
    const keywords = (reply: Reply) =>
      (refusal(reply).extensions['violations'] as { keyword: string }[]).map(({ keyword }) => keyword);
    expect(keywords(await logo([fake]))).toEqual(['files.mime']);
    expect(keywords(await logo([small, large], 1))).toEqual(['value', 'files.image.min_width']);
    expect((await logo([large])).status).toBe(201);

    // The Studio and the script of the seed link files after they have recorded the version.
    const bare = { project_id, schema_key: 'brand.logo' };
    const { id } = expectData(await agent.post<{ data?: Version }>('/items/artifact_versions', bare));
    const link = (file: string) =>
      agent.post('/items/artifact_files', { artifact_version_id: id, directus_files_id: file });
    expect(keywords(await link(small))).toEqual(['files.image.min_width']);
    expect(keywords(await setStatus(reviewer, id, 'approved'))).toEqual(['files.min']);
    expect((await link(large)).status).toBe(200);
    expect((await setStatus(reviewer, id, 'approved')).status).toBe(200);
  });

  test('is refused when it is saved and cannot be used, by every route, with the place', async () => {
    const { admin, project_id } = project;
    const bad = { 'brand.logo': { properties: { size: { type: 'nmuber' } } } };
    const place = {
      code: 'INVALID_PAYLOAD',
      field: 'context_schema',
      extensions: { pointer: '/brand.logo/properties/size/type' },
    };
    for (const given of [bad, JSON.stringify(bad)]) {
      const reply = await saveSchema(project, given);
      expect(refusal(reply)).toMatchObject({ status: 400, ...place });
    }
    expect(refusal(await admin.post('/items/projects', { title: 'x', context_schema: bad }))).toMatchObject(
      place,
    );
    expect(
      refusal(
        await admin.post('/items/tasks', { title: 'x', project_id: { id: project_id, context_schema: bad } }),
      ),
    ).toMatchObject(place);
    const mutation =
      'mutation ($id: ID!, $data: JSON) { update_projects_item(id: $id, data: { context_schema: $data }) { id } }';
    expect(refusal(await admin.graphql(mutation, { id: project_id, data: bad }))).toMatchObject(place);
    for (const odd of [[], 7, 'text', { a: { $ref: 'http://127.0.0.1:9/x' } }]) {
      expect(refusal(await saveSchema(project, odd)).status, JSON.stringify(odd)).toBe(400);
    }
    const proto = JSON.parse('{"a": {"properties": {"__proto__": {}}}}') as Json;
    expect(refusal(await saveSchema(project, proto)).status).toBe(400);
    const stored: unknown = (
      await admin.get<{ data: { context_schema: Json } }>(`/items/projects/${project_id}`)
    ).body.data.context_schema;
    expect(stored).toEqual(SCHEMA);
  });

  test('is not even looked at when it comes from somebody who may not save it', async () => {
    const { project_id } = project;
    const bad = { 'brand.logo': { type: 'nmuber' } };
    for (const api of [as(instance.url, instance.agent.token), as(instance.url, null)]) {
      for (const context_schema of [bad, SCHEMA]) {
        const update = await api.patch(`/items/projects/${project_id}`, { context_schema });
        const create = await api.post('/items/projects', { title: 'x', context_schema });
        expect(refusal(update)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
        expect(refusal(create)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
        expect(JSON.stringify([update.body, create.body])).not.toContain('brand.logo');
      }
    }
  });

  test('is not told to who may read a version but link nothing to it', async () => {
    const { agent, project_id } = project;
    const bare = { project_id, schema_key: 'brand.logo' };
    const { id } = expectData(await agent.post<{ data: Version }>('/items/artifact_versions', bare));
    const link = { artifact_version_id: id, directus_files_id: await uploadFile(instance, 'no picture') };
    const reader = await addApiUser(instance, { artifact_versions: ['read'], directus_files: ['read'] });
    const stranger = await as(instance.url, reader.token).post('/items/artifact_files', link);
    expect(refusal(stranger)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    const told = await agent.post('/items/artifact_files', link);
    expect(refusal(told)).toMatchObject({ status: 422, code: 'VALUE_SCHEMA_VIOLATION' });
    expect(await instance.knex('artifact_files').where({ artifact_version_id: id })).toEqual([]);
  });
});
