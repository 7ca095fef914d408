import { execFileSync } from 'node:child_process';
import { open, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject, pendingVersion, setStatus, uploadFile } from '../helpers/sample.js';
import { describeReply } from './support-concurrency/race.js';
import { BOUND_MS } from './support-faults/replies.js';
import { snapshot } from './support-guards/ledger.js';
import { violationsOf } from './support-invariants/health.js';

const PATIENCE_MS = 1000;

// Not on both databases: who reads the bytes is the same. On SQLite whoever waits for them keeps everybody from writing.
describe('a storage that does not give what it should', () => {
  let instance: OwnInstance;
  beforeAll(async () => {
    const env = { ARTIFACTS_STORAGE_TIMEOUT_MS: String(PATIENCE_MS) };
    instance = await startInstance({ vendor: vendors[0]!, env });
  });
  afterAll(() => instance.stop());

  const agent = () => as(instance.url, instance.agent.token);
  const reviewer = () => as(instance.url, instance.reviewer.token);

  /** A pending version with a file, whose digest nobody remembers: the next decision has to read its bytes. */
  async function versionToRead(bytes: string) {
    const fileId = await uploadFile(instance, bytes);
    const { projectId, version } = await pendingVersion(instance, { files: [fileId] });
    await instance.knex('artifact_file_digests').where({ file_id: fileId }).delete();
    const row = await instance.knex('directus_files').where({ id: fileId }).first('filename_disk');
    const path = join(instance.place.env['STORAGE_LOCAL_ROOT']!, row.filename_disk);
    return { projectId, version, fileId, path };
  }

  /** Puts something else in place of a file for as long as `work` runs. */
  async function inPlaceOf(path: string, put: () => Promise<unknown>, work: () => Promise<void>) {
    await rename(path, `${path}.away`);
    await put();
    try {
      await work();
    } finally {
      await rm(path, { recursive: true, force: true });
      await rename(`${path}.away`, path);
    }
  }

  const FAULTS: [string, (path: string) => Promise<unknown>, string][] = [
    ['missing', () => Promise.resolve(), '403 FORBIDDEN'],
    ['unreadable', (path) => mkdir(path), '503 SERVICE_UNAVAILABLE'],
  ];

  test.each(FAULTS)(
    'bytes that are %s: no decision, no recording, and both once they are back',
    async (_name, put, told) => {
      const { projectId, version, fileId, path } = await versionToRead('Northwind');
      const record = { project_id: projectId, schema_key: 'copy.text', files: [fileId] };
      const before = await snapshot(instance, projectId);
      await inPlaceOf(
        path,
        () => put(path),
        async () => {
          const replies = [
            await setStatus(reviewer(), version.id, 'approved'),
            await reviewer().post('/artifacts/decisions', { version_id: version.id, action: 'approve' }),
            await agent().post('/artifacts/versions', record),
          ];
          expect(replies.map(describeReply)).toEqual(replies.map(() => told));
          expect(replies.map(({ body }) => body.errors?.[0]?.message)).toEqual(
            replies.map(() => expect.stringMatching(/storage/) as string),
          );
        },
      );
      expect(await snapshot(instance, projectId)).toEqual(before);
      expect((await agent().post('/artifacts/versions', record)).status).toBe(201);
      expect((await setStatus(reviewer(), version.id, 'approved')).status).toBe(200);
    },
  );

  test('bytes that stop coming: 503 within a bound, and others can write meanwhile and after', async () => {
    const { projectId, version, path } = await versionToRead('Northwind');
    const before = await snapshot(instance, projectId);
    const elsewhere = await createProject(instance);
    const make = () => Promise.resolve(execFileSync('mkfifo', [path]));
    await inPlaceOf(path, make, async () => {
      const pipe = await open(path, 'r+'); // never waits for a reader
      try {
        await pipe.write('North');
        const from = Date.now();
        const reply = reviewer().post('/artifacts/decisions', { version_id: version.id, action: 'approve' });
        expect(describeReply(await reply)).toBe('503 SERVICE_UNAVAILABLE');
        expect(Date.now() - from).toBeGreaterThanOrEqual(PATIENCE_MS);
        expect(Date.now() - from).toBeLessThan(BOUND_MS);
        const record = { project_id: elsewhere, schema_key: 'copy.text', value: 1 };
        expect((await agent().post('/artifacts/versions', record)).status).toBe(201);
      } finally {
        await pipe.close();
      }
    });
    expect(await snapshot(instance, projectId)).toEqual(before);
    expect((await setStatus(reviewer(), version.id, 'approved')).status).toBe(200);
  });

  test('bytes that stop coming while they are held against a schema: 503 within a bound', async () => {
    const { projectId, version, path } = await versionToRead('Northwind');
    const context_schema = { '**': { artifact: { files: { mime: ['text/plain'] } } } };
    const admin = as(instance.url, instance.admin.token);
    expect((await admin.patch(`/items/projects/${projectId}`, { context_schema })).status).toBe(200);
    const ask = () => reviewer().get(`/artifacts/versions/${version.id}/validation`);
    await inPlaceOf(
      path,
      () => Promise.resolve(execFileSync('mkfifo', [path])),
      async () => {
        const pipe = await open(path, 'r+');
        try {
          const from = Date.now();
          expect(describeReply(await ask())).toBe('503 SERVICE_UNAVAILABLE');
          expect(Date.now() - from).toBeLessThan(BOUND_MS);
        } finally {
          await pipe.close();
        }
      },
    );
    expect((await ask()).body).toMatchObject({ data: { valid: true } });
  });

  test('slow bytes that keep coming are waited for', async () => {
    const { version, path } = await versionToRead('Northwind');
    const make = () => Promise.resolve(execFileSync('mkfifo', [path]));
    await inPlaceOf(path, make, async () => {
      const pipe = await open(path, 'r+');
      let pieces = 0;
      const writing = setInterval(() => {
        if (pieces++ < 4) void pipe.write('North');
        else void pipe.close().finally(() => clearInterval(writing));
      }, 0.6 * PATIENCE_MS);
      const from = Date.now();
      const body = { version_id: version.id, action: 'approve' };
      const reply = await reviewer().post('/artifacts/decisions', body);
      // What came is not what was recorded, so there is nothing wrong with it: it was not sealed yet.
      expect(describeReply(reply)).toBe('200');
      expect(Date.now() - from).toBeGreaterThan(2 * PATIENCE_MS);
    });
  });

  test('bytes that are not those that were decided on are found by the deep check, and by who said what was looked at', async () => {
    const { projectId, version, fileId, path } = await versionToRead('Northwind');
    await inPlaceOf(
      path,
      () => writeFile(path, 'Southwind'),
      async () => {
        const body = { version_id: version.id, action: 'approve', content_hash: version.content_hash };
        expect(describeReply(await reviewer().post('/artifacts/decisions', body))).toBe(
          '409 CONTENT_CHANGED',
        );
      },
    );
    expect((await setStatus(reviewer(), version.id, 'approved')).status).toBe(200);
    await inPlaceOf(
      path,
      () => writeFile(path, 'Southwind'),
      async () => {
        const found = await violationsOf(instance, projectId);
        expect(found).toMatchObject([{ version_id: version.id }]);
      },
    );
    await instance.knex('artifact_file_digests').where({ file_id: fileId }).delete();
    expect(await violationsOf(instance, projectId)).toEqual([]);
  });
});
