import { beforeAll, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { createProject, createTask, pendingVersion } from '../helpers/sample.js';
import { EVERY_OPERATION } from './support/every-operation.js';
import { CREDENTIAL } from './support/credentials.js';
import { sharedNodePair } from './support/node-pair.js';
import type { NodePair } from './support/node-pair.js';
import { chosen, operation, OURS, sent } from './support/node-workflow.js';

let pair: NodePair;
beforeAll(async () => {
  pair = await sharedNodePair();
});

test('every operation that does not wait does what it says', async () => {
  const { directus, n8n } = pair;
  await pair.publish('every-operation', EVERY_OPERATION);
  const project_id = await createProject(directus);
  const task_id = await createTask(directus, project_id);
  const callback = `${n8n.url}/webhook/nobody`;
  const id = await n8n.run('every-operation', { project_id, task_id, callback, text: 'North, always.' });
  const { items } = await n8n.reached(id, 'success');
  const one = (node: string) => items(node)[0]!;

  const { id: recorded } = one('Record');
  expect(one('Record')).toMatchObject({ status: 'pending', source_task_id: task_id, summary: 'By the node' });
  const file = await directus
    .knex('directus_files')
    .where({ id: one('Record')['primary_file_id'] })
    .first();
  expect(file).toMatchObject({ filename_download: 'Grüße "1".txt', type: 'text/plain' });
  const bytes = await as(directus.url, directus.agent.token).get(`/assets/${String(file.id)}`);
  expect(bytes.body).toBe('North, always.');
  expect(one('Get')).toMatchObject({ id: recorded, value: { color: 'red', size: 1 } });
  expect(one('Restore')).toMatchObject({ parent_id: recorded, status: 'pending' });
  expect(one('Request')).toMatchObject({ approval: { action: 'request_changes', actor_type: 'human' } });
  expect(one('Merge')).toMatchObject({ dry_run: true, value: { color: 'blue', size: 2 }, conflicts: [] });
  expect(one('Ancestor')).toMatchObject({ ancestor: { id: recorded } });
  expect(one('Compare')).toMatchObject({ against_id: one('Theirs')['id'] });
  expect(one('Lineage')['versions']).toMatchObject([{ id: recorded }, { id: one('Ours')['id'] }]);
  expect(one('Graph')['nodes']).toHaveLength(4);
  expect(one('Context')).toMatchObject({ changed: true, context: { brand: { logo: { color: 'blue' } } } });
  expect(one('Known')).toEqual({ changed: false, context_version: one('Context')['context_version'] });
  expect(one('Changes')).toMatchObject({ from: 0, changes: [{ schema_key: 'brand.logo' }] });
  expect(one('Verify')).toMatchObject({ drift: false });
  expect(one('Completeness')).toMatchObject({ complete: true, keys: [] });
  expect(items('Stale')).toEqual([{}]);
  expect(one('Policies')).toMatchObject({ automatic: null, requirements: [], satisfied: true });
  expect(one('Evaluate')).toMatchObject({ policy: { effect: 'require' } });
  expect(one('Validation')).toMatchObject({ rule: null, valid: true, violations: [] });
  expect(one('Drift')).toMatchObject({ keys: { new: { state: 'unchanged' } } });
  expect(items('Log')).toMatchObject([{ action: 'approve' }, { action: 'request_changes' }]);
  expect(items('Feedback')).toMatchObject([{ feedback: { color: 'try blue' } }]);
  expect(one('Chain')).toMatchObject({ valid: true });
  expect(one('Health')).toMatchObject({ status: 'ok' });
  expect(one('Deep')).toMatchObject({ status: 'ok', violations: [] });
  const people = items('People').map((person) => person['id']);
  expect(people.sort()).toEqual([directus.agent.id, directus.reviewer.id].sort());
  const { secret, ...subscription } = one('Subscribe');
  expect(secret).toMatch(/^[0-9a-f]{64}$/);
  expect(subscription).toMatchObject({ url: callback, schema_key: 'brand.logo', actions: ['revoke'] });
  expect(one('Subscription')).toMatchObject(subscription);
  expect(items('Subscriptions')).toContainEqual(one('Subscription'));
  expect(items('Unsubscribe')).toEqual([{ deleted: true }]);
  expect(items('Gone')).not.toContainEqual(one('Subscription'));
  expect(one('Description')).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) as string });
  expect(one('Callback')).toMatchObject({ delivered: false, status: 404 });
});

test('the versions of many items are recorded in one request, and so are the decisions on them', async () => {
  const { directus, n8n } = pair;
  await pair.publish('batches', [
    {
      name: 'Keys',
      type: 'n8n-nodes-base.splitOut',
      parameters: { fieldToSplitOut: 'body.keys', options: { destinationFieldName: 'key' } },
    },
    {
      ...operation('Record', 'agent', 'version recordMany', {
        projectId: chosen(sent('project_id')),
        schemaKey: chosen('={{ $json.key }}', 'key'),
        value: '={{ { of: $json.key } }}',
      }),
      more: {},
    },
    {
      ...operation('Decide', 'reviewer', 'decision decideMany', {
        versionId: '={{ $json.id }}',
        action: 'approve',
        reason: "={{ $('Keys').item.json.key }} is fine",
      }),
      more: {},
    },
  ]);
  const project_id = await createProject(directus);
  const id = await n8n.run('batches', { project_id, keys: ['a.one', 'a.two', 'a.three'] });
  const { items } = await n8n.reached(id, 'success');
  // The reason shows that each result is paired with its own item.
  expect(items('Decide')).toMatchObject(
    ['a.one', 'a.two', 'a.three'].map((schema_key) => ({
      version: { schema_key, status: 'approved' },
      approval: { reason: `${schema_key} is fine` },
    })),
  );
  // No task: each went live when it was approved, all in one bump, because it was one request.
  expect(await directus.knex('projects').where({ id: project_id }).first('context_version')).toEqual({
    context_version: 1,
  });
});

test('an item that is refused goes on with the code and what to do, and the others with their results', async () => {
  const { directus, n8n } = pair;
  await pair.publish('continue', [
    {
      name: 'Versions',
      type: 'n8n-nodes-base.splitOut',
      parameters: { fieldToSplitOut: 'body.versions', options: { destinationFieldName: 'id' } },
    },
    {
      ...operation('Decide', 'reviewer', 'decision decide', {
        versionId: '={{ $json.id }}',
        action: 'approve',
      }),
      more: { onError: 'continueRegularOutput' },
    },
  ]);
  const decided = await pendingVersion(directus);
  const open = await pendingVersion(directus);
  const reviewer = as(directus.url, directus.reviewer.token);
  await reviewer.post('/artifacts/decisions', {
    version_id: decided.version.id,
    action: 'reject',
    reason: 'No',
  });
  const id = await n8n.run('continue', { versions: [decided.version.id, open.version.id] });
  const { items } = await n8n.reached(id, 'success');
  expect(items('Decide')).toMatchObject([
    {
      error: expect.stringContaining('ILLEGAL_TRANSITION') as string,
      message: expect.stringContaining('Read the version') as string,
      details: { code: 'ILLEGAL_TRANSITION', status: 409 },
    },
    { version: { id: open.version.id, status: 'approved' } },
  ]);
  const entries = await directus
    .knex('artifact_approvals')
    .where({ artifact_version_id: decided.version.id });
  expect(entries).toHaveLength(1);
});

test('a promotion on an old context fails, or is tried again where that was asked for', async () => {
  const { directus, n8n } = pair;
  const promote = (onConflict: string) => [
    operation('Promote', 'admin', 'promotion promote', {
      promote: 'project',
      projectId: chosen(sent('project_id')),
      onConflict,
      additionalFields: { if_match: 7 },
    }),
  ];
  await pair.publish('promote-fail', promote('fail'));
  await pair.publish('promote-reread', promote('reread'));
  const { projectId: project_id, version } = await pendingVersion(directus);
  const reviewer = as(directus.url, directus.reviewer.token);
  await reviewer.post('/artifacts/decisions', { version_id: version.id, action: 'approve' });

  const failing = await n8n.run('promote-fail', { project_id });
  const { error } = await n8n.reached(failing, 'error');
  expect(error).toMatchObject({ httpCode: '409' });
  expect(error?.message).toMatch(/^CONTEXT_VERSION_CONFLICT: The context is at version 0, not 7/);
  expect(error?.description).toMatch(/Read the context again/);
  const again = await n8n.run('promote-reread', { project_id });
  const { items } = await n8n.reached(again, 'success');
  expect(items('Promote')).toMatchObject([{ context_version: 1, promoted: [{ version_id: version.id }] }]);
});

test('lists offer what the live instance has, and the credential can be tested', async () => {
  const { directus, rest, credentials } = pair;
  const title = `Rebrand ${String(Math.random())}`;
  const project_id = await createProject(directus, { title });
  const task_id = await createTask(directus, project_id, { title: 'Logo' });
  await pendingVersion(directus, { project_id, source_task_id: task_id, schema_key: 'listed.key' });
  const list = async (methodName: string, filter?: string) => {
    const { results } = await rest.post<{ results: unknown }>(
      '/dynamic-node-parameters/resource-locator-results',
      {
        methodName,
        ...(filter === undefined ? {} : { filter }),
        path: 'parameters.x',
        nodeTypeAndVersion: { name: OURS, version: 1 },
        currentNodeParameters: { projectId: chosen(String(project_id)) },
        credentials: { [CREDENTIAL]: credentials.agent },
      },
    );
    return results;
  };
  expect(await list('searchProjects', title.toUpperCase())).toMatchObject([{ value: project_id }]);
  expect(await list('searchTasks')).toEqual([{ name: 'Logo (in_progress)', value: task_id }]);
  expect(await list('searchSchemaKeys', 'listed')).toEqual([{ name: 'listed.key', value: 'listed.key' }]);

  const test = (token: string) =>
    rest.post('/credentials/test', {
      credentials: {
        ...credentials.agent,
        type: CREDENTIAL,
        data: { url: `${directus.url}//`, token, callbackSecret: '' },
      },
    });
  expect(await test(directus.agent.token)).toMatchObject({ status: 'OK' });
  expect(await test('no-such-token')).toMatchObject({ status: 'Error' });
});

test('a node that n8n tries again records nothing twice', async () => {
  const { directus, n8n } = pair;
  const record = (name: string, key: string) =>
    operation(name, 'agent', 'version record', {
      projectId: chosen(sent('project_id')),
      schemaKey: chosen('a.key', 'key'),
      value: '{"a": 1}',
      options: { idempotencyKey: key },
    });
  const keys = [sent('key'), sent('key')];
  await pair.publish('twice', [record('First', keys[0]!), record('Second', keys[1]!)]);
  const project_id = await createProject(directus);
  const id = await n8n.run('twice', { project_id, key: `key-${String(project_id)}` });
  const { items } = await n8n.reached(id, 'success');
  expect(items('Second')).toEqual(items('First'));
  expect(await directus.knex<Version>('artifact_versions').where({ project_id })).toHaveLength(1);
});
