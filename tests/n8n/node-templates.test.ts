import { beforeAll, expect, test, vi } from 'vitest';
import type { Key, Version } from '../../src/domain/words.js';
import { decide } from '../e2e/support-callbacks/outbox.js';
import { as } from '../helpers/api.js';
import { createProject, createTask, pendingVersion, recordVersion } from '../helpers/sample.js';
import { startJsonServer } from './support/json-server.js';
import { n8nBed } from './support/n8n-bed.js';
import { sharedNodePair } from './support/node-pair.js';
import type { NodePair } from './support/node-pair.js';

let pair: NodePair;
beforeAll(async () => {
  pair = await sharedNodePair();
});

/** Starts the node form of a template. */
function start(name: string, config: Record<string, unknown>): Promise<string> {
  return pair.n8n.run(`node-${name}`, { directus_url: pair.directus.url, ...config });
}

async function run(name: string, config: Record<string, unknown>) {
  return pair.n8n.reached(await start(name, config), 'success');
}

test('produce-artifact records files and values, and puts the task up for review', async () => {
  const { directus } = pair;
  const project_id = await createProject(directus);
  const task_id = await createTask(directus, project_id);
  await run('produce-artifact', { project_id, task_id });
  const versions = await directus
    .knex<Version>('artifact_versions')
    .where({ project_id })
    .orderBy('schema_key');
  expect(versions).toMatchObject([
    { schema_key: 'copy.headline', source_task_id: task_id, summary: 'Written from context version 0' },
    { schema_key: 'copy.slogan', source_task_id: task_id },
  ]);
  const file = await as(directus.url, directus.agent.token).get(
    `/assets/${versions[0]!.primary_file_id ?? ''}`,
  );
  expect(file.body).toBe('North, always.\n');
  const links = await directus.knex('task_artifacts').where({ task_id }).orderBy('sort');
  expect(links.map((link) => String(link.artifact_version_id))).toEqual(versions.map(({ id }) => id));
  expect(await directus.knex('tasks').where({ id: task_id }).first()).toMatchObject({
    status: 'needs_review',
  });
});

test('produce-artifact-llm gives the model what is approved and was said, and records its answer', async () => {
  const { directus } = pair;
  const project_id = await createProject(directus);
  const task_id = await createTask(directus, project_id);
  const schema_key = 'copy.headline';
  const agent = as(directus.url, directus.agent.token);
  let content = 'Gladly:\n```json\n{"text": "Find your north", "summary": "Says where to"}\n```';
  const model = await startJsonServer(() => ({ choices: [{ message: { role: 'assistant', content } }] }));
  const config = { project_id, task_id, schema_key, llm_url: model.url, llm_model: 'small-1' };
  const prompt = (nth: number) =>
    (JSON.parse(model.requests[nth]!.body) as { messages: { content: string }[] }).messages[0]!.content;

  // Nothing is approved yet, and nothing was said.
  await run('produce-artifact-llm', config);
  expect(prompt(0)).toMatch(/earlier attempts, newest first: \[\]$/);
  expect(model.requests[0]!.headers.authorization).toBe(`Bearer ${n8nBed().llmToken}`);
  const attempts = () =>
    directus.knex<Version>('artifact_versions').where({ project_id, schema_key }).orderBy('version_number');
  const [first] = await attempts();
  expect(first).toMatchObject({
    status: 'pending',
    source_task_id: task_id,
    summary: 'Says where to',
    value: '{"text":"Find your north","model":"small-1"}',
  });
  const file = await agent.get(`/assets/${first!.primary_file_id ?? ''}`);
  expect(file.body).toBe('Find your north');
  expect(await directus.knex('task_artifacts').where({ task_id })).toMatchObject([
    { artifact_version_id: first!.id },
  ]);
  expect(await directus.knex('tasks').where({ id: task_id }).first()).toMatchObject({
    status: 'needs_review',
  });

  await decide(directus, first!.id, 'reject', { reason: 'Too long', feedback: { words: 2 } });
  const tone = await recordVersion(agent, { project_id, schema_key: 'brand.tone', value: { tone: 'calm' } });
  await decide(directus, tone.id, 'approve');
  content = '{"text": "North"}';
  await run('produce-artifact-llm', config);
  expect(prompt(1)).toContain('"tone":"calm"');
  expect(prompt(1)).toContain('[{"action":"reject","reason":"Too long","feedback":{"words":2}}]');
  expect((await attempts())[1]).toMatchObject({ status: 'pending', summary: null });

  // An answer that is none records nothing.
  content = 'I would rather not.';
  const { error } = await pair.n8n.reached(await start('produce-artifact-llm', config), 'error');
  expect(error?.message).toContain('The model did not answer as asked: I would rather not.');
  expect(await attempts()).toHaveLength(2);
  await model.close();
});

test('wait-for-decision tries again with the feedback, and goes on when it is approved', async () => {
  const { directus, n8n } = pair;
  const project_id = await createProject(directus);
  const task_id = await createTask(directus, project_id);
  const id = await start('wait-for-decision', { project_id, task_id });
  const attempt = async (version_number: number) => {
    const find = () => directus.knex<Version>('artifact_versions').where({ project_id, version_number });
    const version = await vi.waitUntil(() => find().first(), { timeout: 60_000, interval: 50 });
    await n8n.reached(id, 'waiting');
    return version;
  };
  await decide(directus, (await attempt(1)).id, 'reject', { reason: 'Too long' });
  const second = await attempt(2);
  // SQLite has JSON as text.
  expect(second.value).toBe('{"text":"Attempt 2","answers":["Too long"]}');
  await decide(directus, second.id, 'approve');
  const { items } = await n8n.reached(id, 'success');
  expect(items('Go on: approved')).toMatchObject([{ version_id: second.id, attempt: 2 }]);
});

test('promote-and-publish makes live what is approved, and uses the new context', async () => {
  const { directus } = pair;
  const { projectId: project_id, taskId: task_id, version } = await pendingVersion(directus);
  await decide(directus, version.id, 'approve');
  const { items } = await run('promote-and-publish', { project_id, task_id });
  expect(items('Publish')).toMatchObject([
    { context_version: 1, now_live: ['brand.logo'], context: { brand: { logo: { format: 'PNG' } } } },
  ]);
});

test('sync-upstream takes what is new, merges what both sides changed, and asks a human on conflict', async () => {
  const { directus } = pair;
  const key = 'brand.colors';
  let colors = { primary: '#111', accent: '#222' };
  const source = await startJsonServer(() => ({ artifacts: { [key]: colors } }));
  const project_id = await createProject(directus);
  const task_id = await createTask(directus, project_id);
  const versionsOf = (id: Key) =>
    directus.knex<Version>('artifact_versions').where({ project_id: id }).orderBy('version_number');
  const sync = async () => {
    await run('sync-upstream', { project_id, task_id, upstream_url: source.url });
    return versionsOf(project_id);
  };
  const [added] = await sync();
  expect(added).toMatchObject({ status: 'pending', change_origin: 'sync' });
  await decide(directus, added!.id, 'approve');
  const ours = await recordVersion(as(directus.url, directus.agent.token), {
    project_id,
    schema_key: key,
    value: { primary: '#333', accent: '#222' },
    change_origin: 'local_modification',
  });
  await decide(directus, ours.id, 'approve');
  colors = { primary: '#111', accent: '#444' };
  const [, , theirs, merged] = await sync();
  expect(merged).toMatchObject({ parent_id: ours.id, merge_parent_id: theirs!.id });
  colors = { primary: '#555', accent: '#222' };
  expect(await sync()).toHaveLength(5);
  const task = await directus.knex('tasks').where({ id: task_id }).first();
  expect(task).toMatchObject({
    status: 'needs_review',
    description: expect.stringContaining('/primary') as string,
  });
  await source.close();
});

test('nightly-report says what waits, what was turned down and whether anything drifted', async () => {
  const { directus } = pair;
  const { projectId: project_id, version } = await pendingVersion(directus, { schema_key: 'copy.slogan' });
  await decide(directus, version.id, 'reject', { reason: 'Too loud' });
  await pendingVersion(directus, { project_id, schema_key: 'copy.headline' });
  const { items } = await run('nightly-report', { project_id });
  const text = String(items('Write the report')[0]!['markdown']);
  expect(text).toContain('| copy.headline | 1 | a reviewer | 0 |');
  expect(text).toContain('| copy.slogan | 1 | 0 | Too loud |');
  expect(text).toContain('The context is exactly what was promoted.');
  expect(text).toContain('The log is intact (1 entries).');
});
