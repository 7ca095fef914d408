import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import type { Json, Key } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { readProject, readVersion, uploadFile } from '../helpers/sample.js';
import { rowOf } from './support-guards/ledger.js';
import { expectedHash } from './support-http/content-hash.js';
import { approving, newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

const JSON_TYPE = { 'content-type': 'application/json' };

const nested = (levels: number): Json =>
  JSON.parse('{"a":'.repeat(levels - 1) + '{}' + '}'.repeat(levels - 1)) as Json;

/** What ends a text, a statement or a path elsewhere. */
const QUERIES = [
  `'; DROP TABLE projects; --`,
  `' OR '1'='1`,
  `") UNION SELECT token FROM directus_users --`,
  `$.brand[*] ? (@.a == 1)`,
  `\\'; SELECT pg_sleep(10); --`,
  `{{$env.SECRET}} \${7*7}`,
];

describe.each(vendors)('hostile shapes on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const agent = as(instance.url, instance.agent.token);
  const admin = as(instance.url, instance.admin.token);

  const rawly = (path: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
    admin.send<{ data?: { id: string; value: Json; content_hash: string } }>('POST', path, {
      body: typeof body === 'string' ? body : new Blob([new Uint8Array(body)]),
      headers: { ...JSON_TYPE, ...headers },
    });

  test('names that objects have already pollute nothing: as value, feedback, upstream and expectation', async () => {
    const { project_id, record, approve, tryToPromote } = await newProject(instance);
    const value = {
      constructor: { prototype: { polluted: 1 } },
      toString: 'x',
      hasOwnProperty: 1,
      length: 3,
    };
    const version = await record('brand.logo', value);
    expect((await readVersion(instance, version.id)).value).toEqual(value);
    await approve(version);
    expect((await readProject(instance, project_id)).context).toMatchObject({ brand: { logo: value } });

    for (const key of ['__proto__', 'constructor', 'constructor.prototype', 'toString', 'a.__proto__.b']) {
      const quoted = JSON.stringify(key);
      const expecting = await rawly(
        '/artifacts/promotions',
        `{"project_id":"${String(project_id)}","expect":{${quoted}:null}}`,
      );
      expect([200, 400], `${key} ${JSON.stringify(expecting.body)}`).toContain(expecting.status);
      const upstream = await rawly(
        `/artifacts/projects/${String(project_id)}/drift`,
        `{"upstream":{${quoted}:null}}`,
      );
      expect(upstream.status, key).toBe(400);
    }
    const conflict = await tryToPromote({
      project_id,
      expect: { 'brand.logo': null, constructor: version.id },
    });
    expect([400, 409]).toContain(conflict.status);
    const health = await admin.get<{ data: Record<string, unknown> }>('/artifacts/health');
    expect(health.body.data['polluted']).toBeUndefined();
    expect(await readProject(instance, project_id)).toMatchObject({ context_version: 1 });
  });

  test('an object that is no text is refused where text is stored, and Directus does not fail over it', async () => {
    const { project_id } = await newProject(instance);
    const task = (await admin.post<{ data: { id: Key } }>('/items/tasks', { title: 'One' })).body.data;
    const noText = { toString: 1, valueOf: 1, hasOwnProperty: 1, toJSON: 1, length: 3, then: 1 };
    const long = { ...noText, more: 'x'.repeat(300) };
    const asked: [string, Reply][] = [
      ['status', await admin.patch('/items/tasks', { keys: [task.id], data: { status: noText } })],
      ['title', await admin.patch(`/items/tasks/${task.id}`, { title: long })],
      ['title', await admin.post('/items/tasks', { title: long })],
      ['title', await admin.patch(`/items/projects/${String(project_id)}`, { title: long })],
      ['status', await admin.post('/items/projects', { status: long })],
    ];
    for (const [field, reply] of asked)
      expect(refusal(reply)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', field });
  });

  test('100 levels are recorded, hashed and promoted; 101 are refused wherever a value can stand', async () => {
    const { project_id, record, decide, ask } = await newProject(instance);
    for (const levels of [50, 100]) {
      const version = await record(`deep.l${levels}`, nested(levels));
      expect(version.content_hash).toBe(expectedHash(nested(levels)));
      await decide([approving(version, { feedback: nested(levels) })]);
      expect((await readVersion(instance, version.id)).value).toEqual(nested(levels));
    }
    const pending = await record('deep.pending', 1);
    const asked: [string, Reply][] = [
      ['value', await agent.post('/artifacts/versions', { project_id, schema_key: 'd', value: nested(101) })],
      ['feedback', await ask({ ...approving(pending), feedback: nested(101) })],
      [
        'resolutions',
        await agent.post('/artifacts/merges', {
          ...{ ours_id: pending.id, theirs_id: pending.id },
          resolutions: { '/a': nested(101) },
        }),
      ],
    ];
    for (const [field, reply] of asked)
      expect(refusal(reply)).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD', field });
    expect((await readVersion(instance, pending.id)).status).toBe('pending');
  });

  test.each([
    ['9007199254740993', 9007199254740992],
    ['-0', 0],
    ['1e-400', 0],
    ['1.7976931348623157e308', 1.7976931348623157e308],
    ['123456789012345678901234567890', 123456789012345678901234567890],
  ])('the number %s is stored, shown and hashed as the one that JavaScript reads', async (text, number) => {
    const { project_id, approve } = await newProject(instance);
    const body = `{"project_id":"${String(project_id)}","schema_key":"n","value":{"n":${text}}}`;
    const recorded = await rawly('/artifacts/versions', body);
    expect(recorded.status, JSON.stringify(recorded.body)).toBe(201);
    const { id } = recorded.body.data!;
    const version = await readVersion(instance, id);
    expect(JSON.stringify(version.value)).toBe(JSON.stringify({ n: number }));
    expect(version.content_hash).toBe(expectedHash({ n: number }));
    await approve(version);
    expect(
      (await admin.post(`/artifacts/projects/${String(project_id)}/context/verify`, {})).body.data,
    ).toMatchObject({ drift: false });
  });

  test('texts that mean something to a database are stored as they are, in every field that takes text', async () => {
    const { project_id, record, decide } = await newProject(instance);
    for (const text of QUERIES) {
      const value = { [text]: text, list: [text] };
      const version = await record('texts', value, { summary: text });
      const [decided] = await decide([
        { version_id: version.id, action: 'request_changes', reason: text, feedback: { [text]: text } },
      ]);
      expect(decided!.approval).toMatchObject({ reason: text, feedback: { [text]: text } });
      expect(await readVersion(instance, version.id)).toMatchObject({ value, summary: text });
    }
    for (const text of QUERIES) {
      const encoded = encodeURIComponent(text);
      const id = String(project_id);
      const asked: [Reply, number[]][] = [
        [await admin.get(`/artifacts/projects/${encoded}/context`), [403]],
        [await admin.get(`/artifacts/versions/${encoded}/lineage`), [400]],
        [await admin.get(`/artifacts/projects/${id}/context?paths=${encoded}`), [200, 400]],
        [await admin.get(`/artifacts/projects/${id}/context?at=${encoded}`), [400]],
        [await admin.get(`/artifacts/projects/${id}/history?schema_key=${encoded}`), [200, 400]],
        [await admin.get(`/artifacts/projects/${id}/history?action=${encoded}`), [400]],
        [await admin.get(`/artifacts/lineage?project_id=${id}&schema_key=${encoded}`), [200, 400]],
        [await admin.get(`/artifacts/lineage?project_id=${encoded}&schema_key=a`), [403]],
        [await admin.get(`/artifacts/people?ids=${encoded}`), [400]],
        [await admin.get(`/artifacts/health?deep=true&project_id=${encoded}`), [200, 403]],
        [await agent.post('/artifacts/versions', { project_id, schema_key: text, value: 1 }), [400]],
        [await admin.post('/artifacts/versions', { project_id: text, schema_key: 'a', value: 1 }), [403]],
        [await admin.post('/artifacts/promotions', { project_id, expect: { [text]: null } }), [200, 400]],
      ];
      for (const [index, [reply, statuses]] of asked.entries())
        expect(
          statuses,
          `${text} in request ${index}: ${JSON.stringify(reply.body).slice(0, 200)}`,
        ).toContain(reply.status);
    }
    expect(await instance.knex('artifact_versions').where({ project_id })).toHaveLength(QUERIES.length);
  });

  test('bytes that are no UTF-8 are read as replacement characters, and the hash is of what is stored', async () => {
    const { project_id } = await newProject(instance);
    const [start, end] = [`{"project_id":"${String(project_id)}","schema_key":"bytes","value":"a`, 'b"}'];
    const body = Buffer.concat([Buffer.from(start), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from(end)]);
    const recorded = await rawly('/artifacts/versions', body);
    expect(recorded.status, JSON.stringify(recorded.body)).toBe(201);
    const version = await readVersion(instance, recorded.body.data!.id);
    expect(version.value).toMatch(/^a\ufffd+b$/);
    expect(version.content_hash).toBe(expectedHash(version.value));
  });

  test('names of files that are paths stay names, and the bytes stay in the storage', async () => {
    const { record, approve } = await newProject(instance);
    const name = '../../../tmp/escape\u202e.txt';
    const file = await uploadFile(instance, 'bytes', name);
    const { filename_disk } = await rowOf(instance, 'directus_files', file);
    expect(filename_disk).toBe(`${file}.txt`);
    const version = await record('doc', null, { files: [file] });
    await approve(version);
    const diff = await agent.get(`/artifacts/versions/${version.id}/diff`);
    expect(diff.status).toBe(200);
    for (const filename_disk of ['../../../escape.txt', '/etc/passwd', `${file}.txt/../../x`, '..\\..\\x']) {
      const moved = await admin.patch(`/files/${file}`, { filename_disk });
      expect(moved.status, filename_disk).toBeGreaterThanOrEqual(400);
      expect(moved.status, filename_disk).toBeLessThan(500);
    }
    expect(await rowOf(instance, 'directus_files', file)).toMatchObject({ filename_disk: `${file}.txt` });
  });
});
