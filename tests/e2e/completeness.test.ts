import { expect, describe, test } from 'vitest';
import type { Completeness, Validation } from '../../src/sdk/index.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createTask, expectData, uploadFile } from '../helpers/sample.js';
import { addApiUser } from './support-guards/people.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

const ask = async (api: Api, id: unknown): Promise<Completeness> =>
  expectData(await api.get<{ data?: Completeness }>(`/artifacts/projects/${String(id)}/completeness`));

describe.each(vendors)('the completeness of a project on %s', (vendor) => {
  const instance = sharedInstance(vendor);

  test('tells of every key that is asked for how far it is', async () => {
    const { admin, agent, project_id, record, approve } = await newProject(instance);
    const task = await createTask(instance, project_id);
    const [invalid, live] = [await record('invalid', 'old'), await record('live', 1)];
    await approve(invalid, live, await record('slides.one', 1), await record('free', 1));
    await approve(await record('approved', 1, { source_task_id: task }));
    await record('pending', 1);
    const newest = await record('pending', 2);
    const next = await record('live', 2);
    const context_schema = {
      invalid: { type: 'number' },
      live: true,
      approved: { artifact: { description: 'Comes with its task' } },
      pending: {},
      missing: {},
      wanted: { artifact: { required: false } },
      'slides.*': { artifact: { required: true, schema: { type: 'number' } } },
      'posters.**': { artifact: { required: true } },
      'other.*': {},
      '*': { artifact: { schema: true, files: { max: 0 } } },
    };
    expect((await admin.patch(`/items/projects/${project_id}`, { context_schema })).status).toBe(200);

    const answer = await ask(agent, project_id);
    const { keys, ...rest } = answer;
    expect(rest).toEqual({
      project_id,
      context_version: 1,
      complete: false,
      totals: { required: 7, live: 2, invalid: 1, approved: 1, pending: 1, missing: 2 },
    });
    expect(keys.map(({ schema_key, required, state }) => [schema_key, required, state])).toEqual([
      ['approved', true, 'approved'],
      ['invalid', true, 'invalid'],
      ['live', true, 'live'],
      ['missing', true, 'missing'],
      ['pending', true, 'pending'],
      ['posters.**', true, 'missing'],
      ['slides.*', true, 'live'],
      ['wanted', false, 'missing'],
    ]);
    const of = (key: string) => keys.find(({ schema_key }) => schema_key === key);
    expect(of('approved')).toMatchObject({ description: 'Comes with its task', live: null, pending: null });
    expect(of('invalid')).toMatchObject({ valid: false, live: { version_id: invalid.id } });
    expect(of('live')).toMatchObject({
      valid: true,
      live: { version_id: live.id, schema_key: 'live', version_number: 1 },
      pending: { version_id: next.id, version_number: 2 },
      pending_count: 1,
    });
    expect(of('pending')).toMatchObject({ pending: { version_id: newest.id }, pending_count: 2 });
    expect(of('slides.*')).toMatchObject({ live: { schema_key: 'slides.one' } });
  });

  test('is whole once everything required is live, and of what nobody asks for nothing is missing', async () => {
    const { admin, agent, project_id, record, approve } = await newProject(instance);
    expect(await ask(agent, project_id)).toMatchObject({ complete: true, keys: [] });
    const context_schema = { a: { type: 'number' }, b: { artifact: { required: false } } };
    await admin.patch(`/items/projects/${project_id}`, { context_schema });
    expect(await ask(agent, project_id)).toMatchObject({ complete: false });
    await approve(await record('a', 1));
    expect(await ask(agent, project_id)).toMatchObject({ complete: true, totals: { required: 1, live: 1 } });
  });

  test('is told to those who may read the project only, of the versions they may read', async () => {
    const { admin, project_id, record, approve } = await newProject(instance);
    await approve(await record('a', 1));
    await admin.patch(`/items/projects/${project_id}`, { context_schema: { a: {} } });
    const path = `/artifacts/projects/${project_id}/completeness`;
    const stranger = await addApiUser(instance, { tasks: ['read'] });
    for (const token of [stranger.token, null]) {
      expect(refusal(await as(instance.url, token).get(path))).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
      });
    }
    const blind = await addApiUser(instance, { projects: ['read'] });
    expect((await as(instance.url, blind.token).get(path)).status).toBe(403);
  });
});

describe.each(vendors.slice(0, 1))('the validation of a version on %s', (vendor) => {
  const instance = sharedInstance(vendor);

  test('looks at its value and files, and needs the right to read both', async () => {
    const { admin, agent, project_id, record } = await newProject(instance);
    const file = await uploadFile(instance, 'plain');
    const version = await record('a', { size: 'L' }, { files: [file] });
    const path = `/artifacts/versions/${version.id}/validation`;
    const ask = async (): Promise<Validation> => expectData(await agent.get<{ data?: Validation }>(path));
    expect(await ask()).toMatchObject({ rule: null, valid: true, violations: [] });
    const schema = { properties: { size: { type: 'number' } } };
    const context_schema = { '*': { artifact: { schema, files: { mime: ['image/*'] } } } };
    await admin.patch(`/items/projects/${project_id}`, { context_schema });
    expect(await ask()).toMatchObject({
      rule: '*',
      valid: false,
      violations: [
        { pointer: '/size', keyword: 'type', message: 'must be number' },
        { pointer: '', keyword: 'files.mime', file_id: file },
      ],
    });
    const blind = await addApiUser(instance, { projects: ['read'], artifact_versions: ['read'] });
    expect((await as(instance.url, blind.token).get(path)).status).toBe(403);
  });

  test('of a schema that was written past the server says so, and the server stays well', async () => {
    const { agent, knex, project_id } = { ...(await newProject(instance)), knex: instance.knex };
    const $defs: Record<string, unknown> = { d0: { type: 'string' } };
    for (let level = 1; level <= 40; level++) {
      const below = { $ref: `#/$defs/d${level - 1}` };
      $defs[`d${level}`] = { anyOf: [below, below] };
    }
    const schema = { a: { type: 'nmuber' }, bomb: { $ref: '#/$defs/d40', $defs }, loop: { $ref: '#' } };
    await knex('projects')
      .where({ id: project_id })
      .update({ context_schema: JSON.stringify(schema) });
    const record = (schema_key: string) =>
      agent.post('/artifacts/versions', { project_id, schema_key, value: 1 });
    const keywordOf = async (key: string) =>
      (refusal(await record(key)).extensions['violations'] as { keyword: string }[])[0]?.keyword;
    expect(await keywordOf('a')).toBe('context_schema');
    expect(await keywordOf('loop')).toBe('limit');
    const start = Date.now();
    expect(await keywordOf('bomb')).toBe('limit');
    expect(Date.now() - start).toBeLessThan(10_000);
    expect((await record('else')).status).toBe(201);
  });
});
