import { describe, expect, test } from 'vitest';
import type { Json, JsonObject, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Instance } from '../helpers/instance.js';
import {
  createProject,
  expectData,
  finishTask,
  pendingVersion,
  readProject,
  readVersion,
  setStatus,
} from '../helpers/sample.js';
import { expectedHash } from './support-http/content-hash.js';

const VALUES: [string, Json][] = [
  ['an object', { format: 'PNG', size: { width: 1000 } }],
  ['an empty object', {}],
  ['an array', [1, 'two', { three: [3] }, null]],
  ['an empty array', []],
  ['a number', 42.5],
  ['zero', 0],
  ['a large number', 1e21],
  ['true', true],
  ['false', false],
  ['null', null],
  ['a string', 'plain text'],
  ['an empty string', ''],
  ['a string that spells a number', '42'],
  ['a string that spells null', 'null'],
  ['a string that spells an object', '{"a":1}'],
  ['a string with quotes, emoji and control characters', '"\\ 😀 \u0001\n\u2028'],
];

const CREATE = `mutation ($data: create_artifact_versions_input!) {
  create_artifact_versions_item(data: $data) { id content_hash value }
}`;

/** The value as our own connection finds it. */
async function storedValue(instance: Instance, id: string): Promise<Json> {
  const { knex, vendor } = instance;
  const column = vendor === 'postgres' ? knex.raw('value::text AS text') : knex.ref('value').as('text');
  const row: { text: string | number | null } = await knex('artifact_versions')
    .select(column)
    .where({ id })
    .first();
  return row.text === null ? null : (JSON.parse(String(row.text)) as Json);
}

describe.each(vendors)('values of every kind on %s', (vendor) => {
  test.each(VALUES)('%s goes through the endpoint, decisions and context unchanged', async (_name, value) => {
    const instance = sharedInstance(vendor);
    const reviewer = as(instance.url, instance.reviewer.token);
    const { projectId, taskId, version } = await pendingVersion(instance, { value });
    expect(version.value).toEqual(value);
    expect(version.content_hash).toBe(expectedHash(value));
    expect(await storedValue(instance, version.id)).toEqual(value);
    expect((await readVersion(instance, version.id)).value).toEqual(value);

    expect((await setStatus(reviewer, version.id, 'approved')).status).toBe(200);
    expect((await finishTask(reviewer, taskId)).status).toBe(200);
    expect(await storedValue(instance, version.id)).toEqual(value);
    const { context } = await readProject(instance, projectId);
    const entry = (context as { brand: { logo: JsonObject } }).brand.logo;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    expect(entry).toMatchObject(isObject ? value : { value });
    expect(entry['content_hash']).toBe(expectedHash(value));
  });

  test.each(VALUES)('%s goes through /items and GraphQL unchanged', async (_name, value) => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    // Directus takes text as JSON text, so a string is sent the way the Studio's editor does: encoded.
    const sent = typeof value === 'string' ? JSON.stringify(value) : value;
    const single = expectData(
      await agent.post<{ data?: Version }>('/items/artifact_versions', {
        project_id,
        schema_key: 'a.one',
        value: sent,
      }),
    );
    const [bulk] = expectData(
      await agent.post<{ data?: Version[] }>('/items/artifact_versions', [
        { project_id, schema_key: 'a.two', value: sent },
      ]),
    );
    const graphql = await agent.graphql<{ data?: { create_artifact_versions_item: Version } }>(CREATE, {
      // Directus' GraphQL demands the number, because its column must be filled; the server's wins.
      data: { project_id, schema_key: 'a.three', value: sent, version_number: 1 },
    });
    const third = graphql.body.data?.create_artifact_versions_item;
    expect(third, JSON.stringify(graphql.body)).toMatchObject({ value });
    for (const version of [single, bulk!, third!]) {
      expect(version.content_hash).toBe(expectedHash(value));
      expect(await storedValue(instance, version.id)).toEqual(value);
      expect((await readVersion(instance, version.id)).value).toEqual(value);
    }
  });

  test('a pending version takes every kind of value by PATCH', async () => {
    const instance = sharedInstance(vendor);
    const admin = as(instance.url, instance.admin.token);
    const { version } = await pendingVersion(instance);
    for (const [, value] of VALUES) {
      const sent = typeof value === 'string' ? JSON.stringify(value) : value;
      const reply = await admin.patch(`/items/artifact_versions/${version.id}`, { value: sent });
      expect(reply.status, JSON.stringify(reply.body)).toBe(200);
      expect(await storedValue(instance, version.id)).toEqual(value);
    }
  });
});
