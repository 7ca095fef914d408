import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { createProject, createTask } from '../helpers/sample.js';
import type { Pair } from './support/pair.js';
import { startPair } from './support/pair.js';

let pair: Pair;
beforeAll(async () => {
  pair = await startPair();
});
afterAll(() => pair.stop());

test('produce-artifact records files and values, and puts the task up for review', async () => {
  const { directus, n8n } = pair;
  const project_id = await createProject(directus);
  const task_id = await createTask(directus, project_id);
  const id = await n8n.run('produce-artifact', { directus_url: directus.url, project_id, task_id });
  await n8n.reached(id, 'success');

  const versions = await directus
    .knex<Version>('artifact_versions')
    .where({ project_id })
    .orderBy('schema_key');
  expect(versions).toMatchObject([
    {
      schema_key: 'copy.headline',
      status: 'pending',
      source_task_id: task_id,
      user_created: directus.agent.id,
    },
    { schema_key: 'copy.slogan', status: 'pending', source_task_id: task_id },
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
