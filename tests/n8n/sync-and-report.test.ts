import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, Key, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { overwriteContext } from '../helpers/overwrite-context.js';
import { createProject, createTask, recordVersion } from '../helpers/sample.js';
import { decide } from '../e2e/support-callbacks/outbox.js';
import { startJsonServer } from './support/json-server.js';
import type { JsonServer } from './support/json-server.js';
import type { Pair } from './support/pair.js';
import { sharedPair } from './support/pair.js';

let pair: Pair;
beforeAll(() => {
  pair = sharedPair();
});

describe('sync-upstream', () => {
  const upstream = { 'brand.colors': { primary: '#111', accent: '#222' } };
  let source: JsonServer;
  let project_id: Key;
  let task_id: Key;
  beforeAll(async () => {
    source = await startJsonServer(() => ({ artifacts: upstream }));
    project_id = await createProject(pair.directus);
    task_id = await createTask(pair.directus, project_id);
  });
  afterAll(() => source.close());

  /** Runs the template once, and returns all versions of the project with their values. */
  async function sync() {
    const { directus, n8n } = pair;
    const config = { directus_url: directus.url, project_id, task_id, upstream_url: source.url };
    await n8n.reached(await n8n.run('sync-upstream', config), 'success');
    const rows = await directus
      .knex<Omit<Version, 'value'> & { value: string }>('artifact_versions')
      .where({ project_id })
      .orderBy('version_number');
    return rows.map((row) => ({ ...row, value: JSON.parse(row.value) as Json }));
  }

  test('takes what is new at the source, once, and finds the same hash as the registry', async () => {
    const [added, ...others] = await sync();
    expect(others).toEqual([]);
    expect(added).toMatchObject({
      status: 'pending',
      change_origin: 'sync',
      value: upstream['brand.colors'],
    });
    // It waits for a reviewer: offered once is enough.
    expect(await sync()).toHaveLength(1);
    await decide(pair.directus, added?.id ?? '', 'approve');
    // The hash that n8n computed is the registry's, or this would be a change.
    expect(await sync()).toHaveLength(1);
  });

  test('takes a change of the source, and does not offer again what was turned down', async () => {
    upstream['brand.colors'] = { primary: '#111', accent: '#fff' };
    const refused = (await sync())[1];
    expect(refused).toMatchObject({ status: 'pending', value: { accent: '#fff' } });
    await decide(pair.directus, refused?.id ?? '', 'reject', { reason: 'Cannot be read' });
    expect(await sync()).toHaveLength(2);
  });

  test('merges what both sides changed in different places', async () => {
    const { directus } = pair;
    const agent = as(directus.url, directus.agent.token);
    const ours = await recordVersion(agent, {
      project_id,
      schema_key: 'brand.colors',
      value: { primary: '#333', accent: '#222' },
      change_origin: 'local_modification',
    });
    await decide(directus, ours.id, 'approve');
    upstream['brand.colors'] = { primary: '#111', accent: '#444' };
    const [theirs, merged, ...others] = (await sync()).slice(3);
    expect(others).toEqual([]);
    expect(theirs).toMatchObject({ change_origin: 'sync', value: { primary: '#111', accent: '#444' } });
    expect(merged).toMatchObject({
      status: 'pending',
      parent_id: ours.id,
      merge_parent_id: theirs?.id,
      value: { primary: '#333', accent: '#444' },
    });
  });

  test('asks a human when both sides changed the same place', async () => {
    upstream['brand.colors'] = { primary: '#555', accent: '#222' };
    const [theirs, ...others] = (await sync()).slice(5);
    expect(others).toEqual([]);
    expect(theirs).toMatchObject({ status: 'pending', value: { primary: '#555' } });
    const task = await pair.directus.knex('tasks').where({ id: task_id }).first();
    expect(task.status).toBe('needs_review');
    expect(task.description).toContain('brand.colors: /primary');
  });
});

describe('nightly-report', () => {
  /** Runs the template, and returns what it wrote. */
  async function report(project_id: Key): Promise<string> {
    const { directus, n8n } = pair;
    const id = await n8n.run('nightly-report', { directus_url: directus.url, project_id });
    const [item] = (await n8n.reached(id, 'success')).items('Write the report');
    return String(item?.['markdown']);
  }

  test('says what waits, for whom, what was turned down and whether anything drifted', async () => {
    const { directus } = pair;
    const project_id = await createProject(directus);
    const agent = as(directus.url, directus.agent.token);
    const record = async (schema_key: string) =>
      (await recordVersion(agent, { project_id, schema_key, value: { text: schema_key } })).id;
    await decide(directus, await record('brand.logo'), 'approve');
    await decide(directus, await record('copy.slogan'), 'reject', { reason: 'Too | loud' });
    await decide(directus, await record('copy.slogan'), 'request_changes', { reason: 'Still\nloud' });
    await record('copy.headline');

    const text = await report(project_id);
    expect(text).toContain('| copy.headline | 1 | a reviewer | 0 |');
    expect(text).toContain('| copy.slogan | 2 | the producer | 0 |');
    expect(text).toContain('| copy.slogan | 2 | 0 | Still loud |');
    expect(text).toContain('0 hours (3 decisions)');
    expect(text).toContain('The context is exactly what was promoted.');
    // approve, promote, reject, request_changes.
    expect(text).toContain('The log is intact (4 entries).');

    await overwriteContext(directus, project_id, { brand: { logo: {} } });
    expect(await report(project_id)).toMatch(/is \*\*not\*\* what was promoted:\n(- .+\n)*- brand\.logo\n/);
  });
});
