import { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { newProject } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const LATEST_MS = 2000;

// What is refused before anything asks the database.
describe.each(vendors.slice(0, 1))('hostile requests on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const admin = as(instance.url, instance.admin.token);

  test('a small body that unpacks to a large one is refused before it is unpacked whole', async () => {
    const { project_id, state } = await newProject(instance);
    const before = await state();
    for (const megabytes of [2, 200]) {
      const value = Buffer.alloc(megabytes * 1_000_000, 'x');
      const body = Buffer.concat([
        Buffer.from(`{"project_id":"${String(project_id)}","schema_key":"bomb","value":"`),
        ...[value, Buffer.from('"}')],
      ]);
      const packed = new Uint8Array(gzipSync(body));
      expect(packed.length).toBeLessThan(250_000);
      const start = performance.now();
      const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
      const reply = await admin.send('POST', '/artifacts/versions', { body: new Blob([packed]), headers });
      expect(refusal(reply)).toMatchObject({ status: 413, code: 'CONTENT_TOO_LARGE' });
      expect(performance.now() - start).toBeLessThan(LATEST_MS);
    }
    expect(await state()).toEqual(before);
  });

  test('texts that would keep a bad regular expression busy are refused at once', async () => {
    const { project_id } = await newProject(instance);
    const id = String(project_id);
    const long = 'a'.repeat(900_000);
    const asked: (() => Promise<Reply>)[] = [
      () =>
        admin.post('/artifacts/versions', { project_id, schema_key: `${'a-'.repeat(400_000)}!`, value: 1 }),
      () =>
        admin.post('/items/artifact_versions', {
          project_id,
          schema_key: `${'a.'.repeat(400_000)}!`,
          value: 1,
        }),
      () =>
        admin.post('/items/artifact_versions', {
          project_id,
          schema_key: 'a',
          value: 1,
          callback_url: `http://${long}`,
        }),
      () => admin.post('/artifacts/subscriptions', { url: `http://${'a.'.repeat(900)}!` }),
      () => admin.post('/artifacts/promotions', { project_id, create_documents: [`${'*'.repeat(250)}x`] }),
      () => admin.post('/artifacts/promotions', { project_id, create_documents: [`${'**.'.repeat(80)}x`] }),
      () => admin.post('/artifacts/promotions', { project_id: long }),
      () =>
        admin.post(`/artifacts/projects/${id}/drift`, { upstream: { [`${'a.'.repeat(400_000)}!`]: null } }),
      () => admin.get(`/artifacts/projects/${id}/context?paths=${'a.'.repeat(4000)}!`),
      () => admin.get(`/artifacts/people?ids=${'0-'.repeat(4000)}`),
      () => admin.post('/artifacts/promotions', { project_id }, { 'if-match': `W/"${'1'.repeat(8000)}x` }),
      () => admin.get(`/artifacts/projects/${id}/context`, { 'if-none-match': `${'W/"'.repeat(2500)},` }),
    ];
    for (const [index, ask] of asked.entries()) {
      const start = performance.now();
      const reply = await ask();
      expect(reply.status, `request ${index}`).toBeLessThan(500);
      expect(performance.now() - start, `request ${index}`).toBeLessThan(LATEST_MS);
    }
  });

  test('an Idempotency-Key brings no other header along, and its control characters are refused', async () => {
    const { project_id, state } = await newProject(instance);
    const before = await state();
    const body = JSON.stringify({ project_id, schema_key: 'a', value: 1 });
    const { hostname, port } = new URL(instance.url);
    const ask = (key: string): Promise<string> =>
      new Promise((resolve, reject) => {
        let answer = '';
        const socket = connect(Number(port), hostname, () =>
          socket.write(
            `POST /artifacts/versions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${instance.admin.token}\r\n` +
              `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nIdempotency-Key: ${key}\r\n\r\n${body}`,
            'latin1',
          ),
        );
        socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
        socket.on('error', reject);
        socket.on('close', () => resolve(answer));
      });
    for (const key of [
      'a\nX-Injected: 1',
      'a\rX-Injected: 1',
      'a\u0000b',
      'a\u0007b',
      'a\u00e4',
      '',
      'a\r\n b',
      'a\r\nIdempotency-Key: b\u0001',
    ]) {
      const answer = await ask(key);
      expect(answer, JSON.stringify(key)).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer.toLowerCase(), JSON.stringify(key)).not.toContain('injected');
    }
    expect(await state()).toEqual(before);
  });

  test('a body that claims to be something else than JSON is refused on every POST', async () => {
    const { project_id } = await newProject(instance);
    const body = JSON.stringify({ project_id, schema_key: 'a', value: 1 });
    for (const type of [
      'multipart/form-data; boundary=x',
      'application/xml',
      'application/json+x',
      'json',
      'text/json',
    ]) {
      const reply = await admin.send('POST', '/artifacts/versions', {
        body,
        headers: { 'content-type': type },
      });
      expect(refusal(reply), type).toMatchObject({ status: 400, code: 'INVALID_PAYLOAD' });
    }
    expect(await instance.knex('artifact_versions').where({ project_id })).toEqual([]);
  });
});
