import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import type { Api, Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { overwriteContext } from '../helpers/overwrite-context.js';
import { createProject, createTask, uploadFile } from '../helpers/sample.js';
import { addApiUser } from './support-guards/people.js';
import { newProject } from './support-http/new-project.js';
import { ABOUT_PROJECTS, ABOUT_VERSIONS } from './support-who-may/questions.js';
import type { Named } from './support-who-may/questions.js';

describe.each(vendors)('who may not read learns nothing on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  let there: Named;
  const callers: Record<string, Api> = {};
  const absent = (): Named => ({
    ...{ project: randomUUID(), version: randomUUID(), other: randomUUID(), task: randomUUID() },
    ...{ file: randomUUID(), hash: 'ab'.repeat(32), user: randomUUID() },
  });

  beforeAll(async () => {
    const { project_id, record, approve, decide } = await newProject(instance);
    const file = await uploadFile(instance);
    const task = String(await createTask(instance, project_id));
    const live = await record('brand.logo', { secret: 1 }, { files: [file] });
    await approve(live);
    const version = await record('brand.logo', { secret: 2 }, { source_task_id: task });
    await decide([
      { version_id: version.id, action: 'request_changes', reason: 'secret', feedback: 'secret' },
    ]);
    there = {
      ...{ project: String(project_id), version: version.id, other: live.id, task, file },
      ...{ hash: version.content_hash ?? '', user: instance.agent.id },
    };
    const whoCan = async (grants: Parameters<typeof addApiUser>[1]) =>
      as(instance.url, (await addApiUser(instance, grants)).token);
    callers['somebody without any right'] = await whoCan({});
    callers['somebody who reads projects, tasks and files'] = await whoCan({
      ...{
        projects: ['read', 'update'],
        tasks: ['read', 'update'],
        directus_files: ['read'],
        documents: ['read'],
      },
    });
    callers['somebody who writes versions and entries, and reads none'] = await whoCan({
      ...{ projects: ['read'], tasks: ['read'], directus_files: ['read'] },
      artifact_versions: ['create'],
      ...{ artifact_approvals: ['create'], artifact_files: ['create'], task_artifacts: ['create'] },
    });
  });

  test.each(Object.keys(ABOUT_VERSIONS))('about a version: %s', async (question) => {
    const ask = ABOUT_VERSIONS[question]!;
    for (const [who, api] of Object.entries(callers)) {
      const missing = { ...there, version: randomUUID(), other: randomUUID(), user: randomUUID() };
      const answers = [await ask(api, there), await ask(api, missing)];
      expect(told(answers[0]!, there), who).toEqual(told(answers[1]!, missing));
      // Half of the pair is there: that is no more than none of it.
      const half = { ...there, other: randomUUID() };
      expect(told(await ask(api, half), half), who).toEqual(told(answers[0]!, there));
      expect(JSON.stringify(answers[0]!.body), who).not.toContain('secret');
    }
  });

  test.each(Object.keys(ABOUT_PROJECTS))('about a project: %s', async (question) => {
    const ask = ABOUT_PROJECTS[question]!;
    const blind = await addApiUser(instance, { artifact_versions: ['create', 'read'] });
    for (const api of [callers['somebody without any right']!, as(instance.url, blind.token)]) {
      const missing = { ...absent(), file: there.file, hash: there.hash };
      expect(told(await ask(api, missing), missing)).toEqual(told(await ask(api, there), there));
    }
  });

  test('recording names rows that one may not read as it names rows that are not there', async () => {
    const recorder = await addApiUser(instance, {
      projects: ['read'],
      artifact_versions: ['create', 'read'],
    });
    const api = as(instance.url, recorder.token);
    const project_id = there.project;
    const ask = (fields: object) =>
      api.post('/artifacts/versions', { project_id, schema_key: 'own', value: 1, ...fields });
    for (const field of ['source_task_id', 'execution_id', 'primary_file_id'] as const) {
      const real = field === 'primary_file_id' ? there.file : there.task;
      const unknown = randomUUID();
      const [hidden, missing] = [await ask({ [field]: real }), await ask({ [field]: unknown })];
      expect(mask(hidden, [real]), field).toEqual(mask(missing, [unknown]));
      expect(hidden.status, field).toBe(403);
    }
    const [hidden, missing] = [await ask({ files: [there.file] }), await ask({ files: [absent().file] })];
    expect(hidden.status).toBe(403);
    expect(missing.status).toBe(403);
  });

  test('who may create versions but read none is told nothing of those that are there', async () => {
    const api = callers['somebody who writes versions and entries, and reads none']!;
    const record = (fields: object) =>
      api.post('/artifacts/versions', {
        project_id: there.project,
        schema_key: 'brand.logo',
        value: 3,
        ...fields,
      });
    const unknown = randomUUID();
    const [hidden, missing] = [
      await record({ parent_id: there.version }),
      await record({ parent_id: unknown }),
    ];
    expect(mask(hidden, [there.version])).toEqual(mask(missing, [unknown]));
    const [known, guessed] = [there.hash, 'ab'.repeat(32)];
    const byHash = [await record({ parent_hash: known }), await record({ parent_hash: guessed })];
    expect(mask(byHash[0]!, [known])).toEqual(mask(byHash[1]!, [guessed]));
    const plain = JSON.stringify((await record({})).body);
    for (const secret of [there.version, there.other, there.hash]) expect(plain).not.toContain(secret);
    const sync = JSON.stringify((await record({ change_origin: 'sync', value: { secret: 2 } })).body);
    expect(sync).not.toContain(there.version);
  });

  test('who may decide but not read is not shown by the answer what was decided on', async () => {
    const decider = await addApiUser(instance, {
      ...{ projects: ['read'], tasks: ['read'] },
      artifact_versions: ['update'],
    });
    const before = await instance.knex('artifact_approvals').where({ project_id: there.project });
    const decision = { version_id: there.version, action: 'reject', reason: 'x' };
    const reply = await as(instance.url, decider.token).post('/artifacts/decisions', decision);
    expect(reply.status).toBe(403);
    expect(JSON.stringify(reply.body)).not.toContain('secret');
    expect(await instance.knex('artifact_approvals').where({ project_id: there.project })).toEqual(before);
  });

  test('the check of a context does not show versions to who may read the project only', async () => {
    const { project_id, record, approve } = await newProject(instance);
    await approve(await record('brand.logo', { secret: 1 }));
    await overwriteContext(instance, project_id, {});
    const path = `/artifacts/projects/${String(project_id)}/context/verify`;
    const reply = await callers['somebody who reads projects, tasks and files']!.post(path, {});
    expect(reply.status).toBe(403);
    expect(JSON.stringify(reply.body)).not.toContain('secret');
    const shown = await as(instance.url, instance.other.token).post(path, {});
    expect(JSON.stringify(shown.body)).toContain('secret');
    await as(instance.url, instance.admin.token).post(path, { repair: true });
  });

  test('an empty project looks like a full one to who may not read versions', async () => {
    const api = callers['somebody who reads projects, tasks and files']!;
    const empty = String(await createProject(instance));
    for (const path of ['history', 'feedback', 'audit/verify', 'stale']) {
      const answers = [there.project, empty].map((id) => api.get(`/artifacts/projects/${id}/${path}`));
      const [full, none] = await Promise.all(answers);
      expect(mask(full!, [there.project]), path).toEqual(mask(none!, [empty]));
    }
    const graph = (id: string) => api.get(`/artifacts/lineage?project_id=${id}&schema_key=brand.logo`);
    expect(mask(await graph(there.project), [there.project])).toEqual(mask(await graph(empty), [empty]));
    const drift = (id: string) =>
      api.post(`/artifacts/projects/${id}/drift`, { upstream: { 'brand.logo': there.hash } });
    expect(mask(await drift(there.project), [there.project])).toEqual(mask(await drift(empty), [empty]));
    const clash = (id: string) =>
      api.post('/artifacts/versions', { project_id: id, schema_key: 'brand', value: 1 });
    expect(mask(await clash(there.project), [there.project])).toEqual(mask(await clash(empty), [empty]));
  });

  function told(reply: Reply, ids: Named): unknown {
    return mask(reply, Object.values(ids));
  }
});

/** All of an answer that does not depend on the moment, without the ids that were sent. */
function mask({ status, headers, body }: Reply, ids: string[]): unknown {
  let text = JSON.stringify(body);
  for (const id of ids) text = text.replaceAll(id, '<id>');
  return { status, text, etag: headers.get('etag')?.slice(0, 3), location: headers.get('location') };
}
