import { beforeAll, expect, test } from 'vitest';
import type { Key, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { createProject, createTask, recordVersion } from '../helpers/sample.js';
import { decide } from '../e2e/support-callbacks/outbox.js';
import { startJsonServer } from './support/json-server.js';
import { n8nBed } from './support/n8n-bed.js';
import type { Pair } from './support/pair.js';
import { sharedPair } from './support/pair.js';

let pair: Pair;
beforeAll(() => {
  pair = sharedPair();
});

async function newTask(): Promise<{ directus_url: string; project_id: Key; task_id: Key }> {
  const { directus } = pair;
  const project_id = await createProject(directus);
  return { directus_url: directus.url, project_id, task_id: await createTask(directus, project_id) };
}

test('produce-artifact records files and values, and puts the task up for review', async () => {
  const { directus, n8n } = pair;
  const config = await newTask();
  const { project_id, task_id } = config;
  await n8n.reached(await n8n.run('produce-artifact', config), 'success');

  const versions = await directus
    .knex<Version>('artifact_versions')
    .where({ project_id })
    .orderBy('schema_key');
  const { id: agent } = directus.agent;
  expect(versions).toMatchObject([
    { schema_key: 'copy.headline', status: 'pending', source_task_id: task_id, user_created: agent },
    { schema_key: 'copy.slogan', status: 'pending', source_task_id: task_id, user_created: agent },
  ]);
  const file = await as(directus.url, directus.agent.token).get(
    `/assets/${versions[0]?.primary_file_id ?? ''}`,
  );
  expect(file.body).toBe('North, always.\n');
  const links = await directus
    .knex('task_artifacts')
    .where({ task_id })
    .orderBy('sort')
    .pluck('artifact_version_id');
  expect(links).toEqual(versions.map((version) => version.id));
  expect(await directus.knex('tasks').where({ id: task_id }).first('status')).toEqual({
    status: 'needs_review',
  });
});

test('the language model gets what is approved and what was said about earlier attempts', async () => {
  const { directus, n8n } = pair;
  const config = await newTask();
  const { project_id } = config;
  const agent = as(directus.url, directus.agent.token);
  const schema_key = 'copy.headline';
  const tone = await recordVersion(agent, { project_id, schema_key: 'brand.tone', value: { tone: 'calm' } });
  await decide(directus, tone.id, 'approve');
  const earlier = await recordVersion(agent, { project_id, schema_key, value: { text: 'Go' } });
  await decide(directus, earlier.id, 'reject', { reason: 'Says nothing' });

  const content = 'Gladly:\n```json\n{"text": "Find your north", "summary": "Says where to"}\n```';
  const model = await startJsonServer(() => ({ choices: [{ message: { role: 'assistant', content } }] }));
  const llm = { llm_url: `${model.url}/v1/chat/completions`, llm_model: 'small-1' };
  await n8n.reached(await n8n.run('produce-artifact-llm', { ...config, ...llm }), 'success');
  await model.close();

  expect(model.requests).toHaveLength(1);
  expect(model.requests[0]?.headers.authorization).toBe(`Bearer ${n8nBed().llmToken}`);
  const asked = JSON.parse(model.requests[0]?.body ?? '') as {
    model: string;
    messages: { content: string }[];
  };
  expect(asked.model).toBe('small-1');
  expect(asked.messages[0]?.content).toContain('"tone":"calm"');
  expect(asked.messages[0]?.content).toContain('Says nothing');
  const version = await directus.knex('artifact_versions').where({ project_id, version_number: 2 }).first();
  expect(version).toMatchObject({ schema_key, status: 'pending', summary: 'Says where to' });
  expect(JSON.parse(version.value)).toEqual({ text: 'Find your north', model: 'small-1' });
  expect(JSON.parse(version.inputs)).toEqual([{ schema_key: 'brand.tone', version_id: tone.id }]);
});

test('a token that is no longer valid stops the workflow at its first request, and says so', async () => {
  const { directus, n8n } = pair;
  const config = await newTask();
  const admin = as(directus.url, directus.admin.token);
  await admin.patch(`/users/${directus.agent.id}`, { token: 'another-token' });
  // Whatever happens: all test files share this agent.
  const execution = await n8n
    .run('produce-artifact', config)
    .then((id) => n8n.reached(id, 'error'))
    .finally(() => admin.patch(`/users/${directus.agent.id}`, { token: directus.agent.token }));

  expect(execution.error).toMatchObject({ httpCode: '401', description: 'Invalid user credentials.' });
  expect(execution.runs('Generate')).toBe(0);
  expect(await directus.knex('artifact_versions').where({ project_id: config.project_id })).toEqual([]);
});
