import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json, Key } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createProject, expectData, pendingVersion, setStatus, finishTask } from '../helpers/sample.js';
import { rowOf, snapshot } from './support-guards/ledger.js';
import { outcomeOf, verdict } from './support-guards/outcome.js';
import type { Outcome } from './support-guards/outcome.js';
import { addApiUser } from './support-guards/people.js';
import { graphql } from './support-guards/routes.js';
import { liveVersion } from './support-guards/stages.js';

type Fields = Record<string, Json>;
/** An import reports all errors of its rows as 400. */
const READ_ONLY = /^(40[03] )?CONTEXT_READ_ONLY$/;

describe.each(vendors)('the context is read-only on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const admin = as(instance.url, instance.admin.token);
  let projectId: Key;

  beforeAll(async () => {
    ({ projectId } = await liveVersion(instance));
  });

  const FORGERIES: Fields[] = [
    { context: { brand: { logo: { artifact_version_id: 'mine' } } } },
    { context: {} },
    { context: null },
    { context: '{"brand":{}}' },
    { context_version: 7 },
    { context_version: 0 },
    { context_version: null },
    { context_version: '1' },
    { context: { a: 1 }, context_version: 2, title: 'Along with the title' },
  ];

  /** Every way of a client to update a project. */
  const routes: Record<string, (fields: Fields) => Promise<Outcome>> = {
    'PATCH one': async (fields) => outcomeOf(await admin.patch(`/items/projects/${projectId}`, fields)),
    'PATCH by keys': async (fields) =>
      outcomeOf(await admin.patch('/items/projects', { keys: [projectId], data: fields })),
    'PATCH by query': async (fields) => {
      const query = { filter: { id: { _eq: projectId } } };
      return outcomeOf(await admin.patch('/items/projects', { query, data: fields }));
    },
    'PATCH an array': async (fields) =>
      outcomeOf(await admin.patch('/items/projects', [{ id: projectId, ...fields }])),
    GraphQL: (fields) =>
      graphql(
        admin,
        `
          mutation ($id: ID!, $data: update_projects_input!) {
            update_projects_item(id: $id, data: $data) {
              id
            }
          }
        `,
        { id: projectId, data: fields },
      ),
    'an import': async (fields) => {
      const form = new FormData();
      const rows = JSON.stringify([{ id: projectId, ...fields }]);
      form.append('file', new Blob([rows], { type: 'application/json' }), 'projects.json');
      return outcomeOf(await admin.send('POST', '/utils/import/projects', { body: form }));
    },
    'nested in a task': async (fields) => {
      const task = { title: 'New', project_id: { id: projectId, ...fields } };
      return outcomeOf(await admin.post('/items/tasks', task));
    },
  };

  test.each(Object.keys(routes))('an administrator does not write it by %s', async (name) => {
    const before = await snapshot(instance, projectId);
    for (const fields of FORGERIES) {
      if (name === 'GraphQL' && typeof fields['context_version'] === 'string') continue;
      const outcome = await routes[name]!(fields);
      expect(verdict(outcome), `${JSON.stringify(fields)}: ${outcome.message}`).toMatch(READ_ONLY);
    }
    expect(await snapshot(instance, projectId)).toEqual(before);
  });

  test('whoever may not even update a project is refused as well', async () => {
    const blind = as(instance.url, (await addApiUser(instance, {})).token);
    const people = [
      as(instance.url, instance.reviewer.token),
      as(instance.url, instance.agent.token),
      as(instance.url, null),
      blind,
    ];
    for (const api of people) {
      for (const fields of FORGERIES) {
        const reply = await api.patch(`/items/projects/${projectId}`, fields);
        expect(reply.status, JSON.stringify(reply.body)).toBe(403);
      }
    }
    // What it is cannot be found out by guessing: the right number gets the same answer as a wrong one.
    for (const api of people.slice(2)) {
      const right = await api.patch(`/items/projects/${projectId}`, { context_version: 1 });
      const wrong = await api.patch(`/items/projects/${projectId}`, { context_version: 2 });
      expect([right.status, right.body]).toEqual([wrong.status, wrong.body]);
    }
  });

  test('a new project starts empty, whatever the client asks for', async () => {
    const title = `New ${randomUUID()}`;
    for (const fields of [{ context: { a: 1 } }, { context: {} }, { context_version: 3 }]) {
      const project = { title, ...fields };
      for (const reply of [
        await admin.post('/items/projects', project),
        await admin.post('/items/projects', [{ title }, project]),
        await admin.post('/items/tasks', { title, project_id: project }),
      ]) {
        expect(verdict(outcomeOf(reply)), JSON.stringify(reply.body)).toBe('403 CONTEXT_READ_ONLY');
      }
      const over = await graphql(
        admin,
        `
          mutation ($data: create_projects_input!) {
            create_projects_item(data: $data) {
              id
            }
          }
        `,
        { data: { context_version: 0, ...project } },
      );
      expect(over.code, over.message).toBe('CONTEXT_READ_ONLY');
    }
    expect(await instance.knex('projects').where({ title })).toEqual([]);
    const fresh = await createProject(instance, { context: null, context_version: 0 });
    expect(await rowOf(instance, 'projects', fresh)).toMatchObject({ context: null, context_version: 0 });
  });

  test('everything else of a project is the client’s', async () => {
    const before = await rowOf(instance, 'projects', projectId);
    const { context, context_version } = expectData(
      await admin.get<{ data?: { context: Json; context_version: number } }>(`/items/projects/${projectId}`),
    );
    const fields = { title: 'Renamed', status: 'archived', context_schema: { 'brand.logo': {} } };
    expectData(await admin.patch(`/items/projects/${projectId}`, fields));
    // A client that writes back all that it has read changes nothing of what it may not write.
    expectData(
      await admin.patch(`/items/projects/${projectId}`, { title: 'Again', context, context_version }),
    );
    expect(await rowOf(instance, 'projects', projectId)).toMatchObject({
      title: 'Again',
      status: 'archived',
      context: before['context'],
      context_version: 1,
    });
  });

  test('a project is reverted to an older title, but never to an older context', async () => {
    const { projectId: id, taskId, version } = await pendingVersion(instance);
    const rename = async (title: string) => expectData(await admin.patch(`/items/projects/${id}`, { title }));
    const revisionOf = async (title: string): Promise<number> => {
      const filter = { collection: { _eq: 'projects' }, item: { _eq: String(id) } };
      const query = new URLSearchParams({ filter: JSON.stringify(filter), fields: 'id,data', limit: '-1' });
      const revisions = expectData(
        await admin.get<{ data?: { id: number; data: { title: string } }[] }>(
          `/revisions?${query.toString()}`,
        ),
      );
      return revisions.findLast((revision) => revision.data.title === title)!.id;
    };
    await rename('Before');
    await setStatus(as(instance.url, instance.reviewer.token), version.id, 'approved');
    await finishTask(as(instance.url, instance.reviewer.token), taskId);
    await rename('First');
    await rename('Second');
    const live = await rowOf(instance, 'projects', id);

    const reverted = await admin.post(`/utils/revert/${await revisionOf('First')}`);
    expect(reverted.status, JSON.stringify(reverted.body)).toBeLessThan(300);
    expect(await rowOf(instance, 'projects', id)).toMatchObject({
      title: 'First',
      context: live['context'],
      context_version: 1,
    });

    const backInTime = await admin.post(`/utils/revert/${await revisionOf('Before')}`);
    expect(verdict(outcomeOf(backInTime))).toBe('403 CONTEXT_READ_ONLY');
    expect(await rowOf(instance, 'projects', id)).toMatchObject({
      title: 'First',
      context: live['context'],
      context_version: 1,
    });
  });
});
