import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject, uploadFile } from '../helpers/sample.js';
import { expectNoViolations, rowOf } from './support-guards/ledger.js';
import { outcomeOf, verdict } from './support-guards/outcome.js';
import { expectRefused } from './support-guards/sql.js';
import { decide, versionWith } from './support-guards/stages.js';
import {
  beginUpload,
  bytesOnDisk,
  expectUntouched,
  sendUpload,
  TUS,
  versionWithFiles,
} from './support-guards/uploads.js';
import { expectedHash } from './support-http/content-hash.js';

describe.each(vendors)('resumable uploads on %s', (vendor) => {
  let instance: OwnInstance;
  let admin: Api;

  beforeAll(async () => {
    instance = await startInstance({ vendor, env: { TUS_ENABLED: 'true', TUS_CHUNK_SIZE: '1mb' } });
    admin = as(instance.url, instance.admin.token);
  });
  afterAll(() => instance.stop());

  test('replace the bytes of an unsealed file, and the hash follows', async () => {
    const { versionId, fileIds } = await versionWithFiles(instance, 'pending');
    const begun = await beginUpload(admin, 'resumed', { id: fileIds[0] });
    expect(begun.status, begun.code).toBe(201);
    expect((await sendUpload(admin, begun.location, 'resumed')).status).toBe(204);
    expect(await bytesOnDisk(instance, fileIds[0])).toBe('resumed');
    const hash = expectedHash({ format: 'PNG' }, [
      { bytes: 'resumed', primary: true },
      { bytes: 'sealed', primary: false },
    ]);
    await vi.waitFor(
      async () =>
        expect(await rowOf(instance, 'artifact_versions', versionId)).toMatchObject({ content_hash: hash }),
      { timeout: 10_000 },
    );
    await decide(instance, versionId, 'approve');
    expect(await rowOf(instance, 'artifact_versions', versionId)).toMatchObject({ content_hash: hash });
  });

  test('do not begin for a sealed file', async () => {
    const { fileIds } = await versionWithFiles(instance, 'approved');
    for (const id of fileIds) {
      for (const path of ['/files/tus', '/FILES/Tus/']) {
        const { status, code } = await beginUpload(admin, 'other', { id }, path);
        expect([status, code], path).toEqual([409, 'VERSION_SEALED']);
      }
      const upper = await beginUpload(admin, 'other', { id: id.toUpperCase() });
      if (vendor === 'postgres') expect([upper.status, upper.code]).toEqual([409, 'VERSION_SEALED']);
    }
    await expectUntouched(instance, fileIds);
  });

  test('that began before the version was sealed do not end', async () => {
    const { versionId, fileIds } = await versionWithFiles(instance, 'pending');
    const begun = await beginUpload(admin, 'other', { id: fileIds[1] });
    expect(begun.status, begun.code).toBe(201);
    await decide(instance, versionId, 'approve');
    const { status, code } = await sendUpload(admin, begun.location, 'other');
    expect([status, code]).toEqual([409, 'VERSION_SEALED']);
    await expectUntouched(instance, fileIds);
    await expectRefused(instance, 'VERSION_SEALED', (trx) =>
      trx('directus_files')
        .where({ tus_id: begun.location.split('/').at(-1) })
        .update({ tus_data: JSON.stringify({ metadata: { id: fileIds[1] }, offset: 5 }) }),
    );
    expect((await admin.send('DELETE', begun.location, { headers: TUS })).status).toBe(204);
    await expectUntouched(instance, fileIds);
  });

  test('do not begin for a file whose id a sealed one is named after', async () => {
    const ids = [await uploadFile(instance, 'free'), await uploadFile(instance, 'sealed')];
    const [free, sealed] = ids as [string, string];
    await admin.patch(`/files/${sealed}`, { filename_disk: `${free}-copy.txt` });
    await versionWith(instance, 'approved', { files: [sealed] });
    const { status, code } = await beginUpload(admin, 'other', { id: free });
    expect([status, code]).toEqual([409, 'VERSION_SEALED']);
    await expectUntouched(instance, [sealed]);
  });

  test('a file that is still being uploaded is no content yet', async () => {
    const projectId = await createProject(instance);
    const agent = as(instance.url, instance.agent.token);
    const begun = await beginUpload(admin, 'whole', {});
    const tus_id = begun.location.split('/').at(-1);
    const { id }: { id: string } = await instance.knex('directus_files').where({ tus_id }).first();
    const input = { project_id: projectId, schema_key: 'brand.logo', files: [id] };
    expect(verdict(outcomeOf(await agent.post('/artifacts/versions', input)))).toMatch(/^40[03] /);
    const { version } = await versionWith(instance, 'pending', { project_id: projectId });
    const link = { artifact_version_id: version.id, directus_files_id: id };
    expect(verdict(outcomeOf(await agent.post('/items/artifact_files', link)))).toBe('400 INVALID_PAYLOAD');

    expect((await sendUpload(admin, begun.location, 'whole')).status).toBe(204);
    expect((await agent.post('/items/artifact_files', link)).status).toBe(200);
    await decide(instance, version.id, 'approve');
    const content_hash = expectedHash({ format: 'PNG' }, [{ bytes: 'whole', primary: false }]);
    expect(await rowOf(instance, 'artifact_versions', version.id)).toMatchObject({ content_hash });
  });

  test('a sealed file is not opened for an upload again', async () => {
    const { fileIds } = await versionWithFiles(instance, 'approved');
    for (const id of fileIds) {
      const tus_id = randomUUID();
      for (const metadata of [{}, { id }, { id: 7 }]) {
        const fields = { tus_id, tus_data: { id: tus_id, size: 5, offset: 0, metadata } };
        expect(verdict(outcomeOf(await admin.patch(`/files/${id}`, fields)))).toBe('409 VERSION_SEALED');
        await expectRefused(instance, 'VERSION_SEALED', (trx) =>
          trx('directus_files')
            .where({ id })
            .update({ ...fields, tus_data: JSON.stringify(fields.tus_data) }),
        );
      }
      expect((await sendUpload(admin, `/files/tus/${tus_id}`, 'other')).status).toBeGreaterThanOrEqual(400);
    }
    await expectUntouched(instance, fileIds);
  });

  test('after all of this every invariant holds', () => expectNoViolations(instance));
});
