import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Api, Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import {
  createProject,
  pendingVersion,
  readProject,
  readVersion,
  recordVersion,
  setStatus,
} from '../helpers/sample.js';
import { expectedHash } from './support-http/content-hash.js';
import { refusal } from './support-http/refusal.js';

const NUL = 'a\u0000b';
const HALF = 'a\ud800b';

/** JSON text that JSON.stringify could not write: an own `__proto__`, and more levels than its stack. */
const UNSTORABLE: [string, string][] = [
  ['U+0000', JSON.stringify({ deep: [NUL] })],
  ['U+0000 in a key', JSON.stringify({ [NUL]: 1 })],
  ['half of a surrogate pair', JSON.stringify({ deep: [HALF] })],
  ['half of a surrogate pair in a key', JSON.stringify({ [HALF]: 1 })],
  ['an own __proto__', '{"nested":{"__proto__":{"polluted":true}}}'],
  ['50,000 nested lists', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
  ['50,000 nested objects', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ['a number that is none', '1e400'],
];

const raw = (api: Api, method: string, path: string, body: string): Promise<Reply> =>
  api.send(method, path, { body, headers: { 'content-type': 'application/json' } });

describe.each(vendors)('what cannot be stored on %s', (vendor) => {
  test.each(UNSTORABLE)('%s is refused on every route, naming the field', async (_name, json) => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const reviewer = as(instance.url, instance.reviewer.token);
    const { projectId, version } = await pendingVersion(instance);
    const recording = `"project_id":"${String(projectId)}","schema_key":"fresh"`;
    const asked: [string, Reply][] = [
      ['value', await raw(agent, 'POST', '/artifacts/versions', `{${recording},"value":${json}}`)],
      ['value', await raw(agent, 'POST', '/artifacts/versions', `[{${recording},"value":${json}}]`)],
      ['value', await raw(agent, 'POST', '/items/artifact_versions', `{${recording},"value":${json}}`)],
      ['value', await raw(agent, 'POST', '/items/artifact_versions', `[{${recording},"value":${json}}]`)],
      ['value', await raw(reviewer, 'PATCH', `/items/artifact_versions/${version.id}`, `{"value":${json}}`)],
      [
        'feedback',
        await raw(
          reviewer,
          'POST',
          '/artifacts/decisions',
          `{"version_id":"${version.id}","action":"request_changes","feedback":${json}}`,
        ),
      ],
      [
        'feedback',
        await raw(
          reviewer,
          'POST',
          '/items/artifact_approvals',
          `{"artifact_version_id":"${version.id}","action":"request_changes","feedback":${json}}`,
        ),
      ],
    ];
    for (const [index, [field, reply]] of asked.entries()) {
      expect(refusal(reply), `request ${index}`).toMatchObject({
        status: 400,
        code: 'INVALID_PAYLOAD',
        field,
      });
    }
    expect(await instance.knex('artifact_versions').where({ project_id: projectId })).toHaveLength(1);
    expect(await instance.knex('artifact_approvals').where({ project_id: projectId })).toEqual([]);
    expect(await readVersion(instance, version.id)).toMatchObject({
      value: { format: 'PNG' },
      status: 'pending',
    });
  });

  test.each([
    ['U+0000', NUL],
    ['half of a surrogate pair', HALF],
  ])('%s is refused in every text field, on every route', async (_name, text) => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const reviewer = as(instance.url, instance.reviewer.token);
    const { projectId: project_id, version } = await pendingVersion(instance);
    const fresh = { project_id, schema_key: 'fresh', value: 1 };
    const graphql = await reviewer.graphql(
      `mutation ($id: ID!, $data: update_artifact_versions_input!) { update_artifact_versions_item(id: $id, data: $data) { id } }`,
      { id: version.id, data: { status: 'rejected', rejection_reason: text } },
    );
    expect(refusal(graphql)).toMatchObject({ code: 'INVALID_PAYLOAD', field: 'rejection_reason' });
    const asked: [string, Reply][] = [
      ['summary', await agent.post('/artifacts/versions', { ...fresh, summary: text })],
      ['schema_key', await agent.post('/artifacts/versions', { ...fresh, schema_key: text })],
      ['project_id', await agent.post('/artifacts/versions', { ...fresh, project_id: text })],
      ['callback_url', await agent.post('/artifacts/versions', { ...fresh, callback_url: text })],
      ['summary', await agent.post('/items/artifact_versions', { ...fresh, summary: text })],
      ['summary', await reviewer.patch(`/items/artifact_versions/${version.id}`, { summary: text })],
      [
        'callback_url',
        await reviewer.patch(`/items/artifact_versions/${version.id}`, { callback_url: text }),
      ],
      ['rejection_reason', await setStatus(reviewer, version.id, 'rejected', { rejection_reason: text })],
      ['summary', await setStatus(reviewer, version.id, 'approved', { summary: text })],
      [
        'reason',
        await reviewer.post('/artifacts/decisions', {
          version_id: version.id,
          action: 'reject',
          reason: text,
        }),
      ],
      [
        'reason',
        await reviewer.post('/items/artifact_approvals', {
          artifact_version_id: version.id,
          action: 'reject',
          reason: text,
        }),
      ],
    ];
    for (const [index, [field, reply]] of asked.entries()) {
      expect(refusal(reply), `request ${index}`).toMatchObject({
        status: 400,
        code: 'INVALID_PAYLOAD',
        field,
      });
    }
    expect(await readVersion(instance, version.id)).toMatchObject({
      status: 'pending',
      summary: null,
      rejection_reason: null,
    });
    expect(await instance.knex('artifact_approvals').where({ project_id })).toEqual([]);
    expect(await instance.knex('artifact_versions').where({ project_id })).toHaveLength(1);
  });

  test('a value of 900 kB is recorded, approved and read back whole', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    const value: Json = { text: 'ä😀x'.repeat(128_000), list: [1, 2, 3] };
    expect(Buffer.byteLength(JSON.stringify(value))).toBeGreaterThan(890_000);
    const version = await recordVersion(agent, { project_id, schema_key: 'big', value });
    const items = await agent.post('/items/artifact_versions', { project_id, schema_key: 'big', value });
    expect(items.status).toBe(200);
    expect(version.content_hash).toBe(expectedHash(value));
    expect((await setStatus(as(instance.url, instance.reviewer.token), version.id, 'approved')).status).toBe(
      200,
    );
    expect((await readProject(instance, project_id)).context?.['big']).toMatchObject(value);
    const read = await agent.get(`/artifacts/projects/${String(project_id)}/context?paths=big`);
    expect(read.body).toMatchObject({ data: { big: value } });
  });

  test('a body past MAX_PAYLOAD_SIZE is 413 and records nothing', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    const value = 'x'.repeat(1_100_000);
    for (const path of ['/artifacts/versions', '/artifacts/decisions', '/artifacts/promotions']) {
      const reply = await agent.post(path, { project_id, schema_key: 'big', value });
      expect(refusal(reply), path).toMatchObject({ status: 413, code: 'CONTENT_TOO_LARGE' });
    }
    expect(await instance.knex('artifact_versions').where({ project_id })).toEqual([]);
  });
});
