import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { uploadFile } from '../helpers/sample.js';
import { expectNoViolations, rowOf } from './support-guards/ledger.js';
import { outcomeOf, verdict } from './support-guards/outcome.js';
import { expectRefused, tried } from './support-guards/sql.js';
import { decide, versionWith } from './support-guards/stages.js';
import {
  bytesOnDisk,
  expectUntouched,
  offerFile,
  replaceFile,
  versionWithFiles,
} from './support-guards/uploads.js';

describe.each(vendors)('files on %s', (vendor) => {
  let instance: OwnInstance;
  let admin: Api;

  beforeAll(async () => {
    instance = await startInstance({
      vendor,
      // The import of a file from this machine, which Directus forbids by default.
      env: { IMPORT_IP_DENY_LIST: '192.0.2.1' },
    });
    admin = as(instance.url, instance.admin.token);
  });
  afterAll(() => instance.stop());

  test.each(['approved', 'rejected', 'superseded'] as const)(
    'the bytes of a version that is %s are not replaced by an upload',
    async (status) => {
      const { fileIds } = await versionWithFiles(instance, status);
      for (const id of fileIds) {
        expect(verdict(await replaceFile(admin, id, 'other'))).toBe('409 VERSION_SEALED');
        const renamed = { filename_disk: `${randomUUID()}.txt`, storage: 'local' };
        expect(verdict(await replaceFile(admin, id, 'other', renamed))).toBe('409 VERSION_SEALED');
        // The same file to PostgreSQL, none at all to SQLite.
        const capitals = await replaceFile(admin, id.toUpperCase(), 'other');
        if (vendor === 'postgres') expect(verdict(capitals)).toBe('409 VERSION_SEALED');
      }
      await expectUntouched(instance, fileIds);
    },
  );

  test('a change request seals the bytes as well', async () => {
    const { versionId, fileIds } = await versionWithFiles(instance, 'pending');
    await decide(instance, versionId, 'request_changes');
    for (const id of fileIds) {
      expect(verdict(await replaceFile(admin, id, 'other'))).toBe('409 VERSION_SEALED');
    }
    await expectUntouched(instance, fileIds);
  });

  test('an import from an address does not replace them', async () => {
    const { fileIds } = await versionWithFiles(instance, 'approved');
    const offer = await offerFile('other');
    try {
      for (const id of fileIds) {
        const reply = await admin.post('/files/import', { url: offer.url, data: { id } });
        expect(verdict(outcomeOf(reply))).toBe('409 VERSION_SEALED');
      }
      const free = await uploadFile(instance, 'before');
      const replaced = await admin.post('/files/import', { url: offer.url, data: { id: free } });
      expect(replaced.status, JSON.stringify(replaced.body)).toBe(200);
      expect(await bytesOnDisk(instance, free)).toBe('other');
    } finally {
      await offer.close();
    }
    await expectUntouched(instance, fileIds);
  });

  test('its title can be edited, its place and size cannot, by any route', async () => {
    const { fileIds } = await versionWithFiles(instance, 'approved');
    const [id] = fileIds;
    const title = await admin.patch(`/files/${id}`, { title: 'The logo', description: 'As printed' });
    expect(title.status).toBe(200);
    expect(await rowOf(instance, 'directus_files', id)).toMatchObject({ title: 'The logo' });
    for (const fields of [
      { filename_disk: `${randomUUID()}.txt` },
      { filename_disk: `${id}.png` },
      { storage: 's3' },
      { filesize: '1' },
      { title: 'Moved', filename_disk: `moved/${id}.txt` },
    ]) {
      const replies = [
        await admin.patch(`/files/${id}`, fields),
        await admin.patch('/files', { keys: [id], data: fields }),
        await admin.patch('/files', [{ id, ...fields }]),
        await admin.send('POST', '/graphql/system', {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            query: `mutation ($id: ID!, $data: update_directus_files_input!) {
              update_files_item(id: $id, data: $data) { id }
            }`,
            variables: { id, data: fields },
          }),
        }),
      ];
      for (const reply of replies) {
        const outcome = outcomeOf(reply);
        expect(outcome.code, `${JSON.stringify(fields)} ${outcome.message}`).toBe('VERSION_SEALED');
      }
    }
    expect(await rowOf(instance, 'directus_files', id)).toMatchObject({
      title: 'The logo',
      filename_disk: `${id}.txt`,
    });
    await expectUntouched(instance, fileIds);
  });

  test('raw SQL neither moves nor deletes it', async () => {
    const { fileIds } = await versionWithFiles(instance, 'approved');
    for (const id of fileIds) {
      for (const change of [{ storage: 's3' }, { filename_disk: 'x.txt' }, { filesize: 1 }]) {
        await expectRefused(instance, 'VERSION_SEALED', (trx) =>
          trx('directus_files').where({ id }).update(change),
        );
      }
      await expectRefused(instance, 'VERSION_SEALED', (trx) => trx('directus_files').where({ id }).delete());
      expect(await tried(instance, (trx) => trx('directus_files').where({ id }).update({ title: 'x' }))).toBe(
        'ok',
      );
    }
  });

  test.each(['pending', 'approved'] as const)(
    'a file of a version that is %s is not deleted by any route',
    async (status) => {
      const { fileIds } = await versionWithFiles(instance, status);
      for (const id of fileIds) {
        const replies = [
          await admin.delete(`/files/${id}`),
          await admin.delete('/files', [id]),
          await admin.delete('/files', { query: { filter: { id: { _eq: id } } } }),
          await admin.send('POST', '/graphql/system', {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ query: `mutation { delete_files_item(id: "${id}") { id } }` }),
          }),
        ];
        for (const reply of replies) expect(outcomeOf(reply).code).toBe('VERSION_SEALED');
      }
      await expectUntouched(instance, fileIds);
    },
  );

  test('a file that no version has any more is deleted', async () => {
    const { versionId, fileIds } = await versionWithFiles(instance, 'pending');
    const links: { id: string }[] = await instance
      .knex('artifact_files')
      .where({ artifact_version_id: versionId });
    await admin.delete(
      '/items/artifact_files',
      links.map((link) => link.id),
    );
    await admin.patch(`/items/artifact_versions/${versionId}`, { primary_file_id: null });
    for (const id of fileIds) expect((await admin.delete(`/files/${id}`)).status).toBe(204);
    expect(await diskNames(fileIds[0])).toEqual([]);
  });

  describe('Directus deletes every disk file whose name begins with that of a deleted one', () => {
    test.each([0, 1])('so no file takes a name that a sealed one begins with (%i)', async (index) => {
      const { fileIds } = await versionWithFiles(instance, 'approved');
      const id = fileIds[index]!;
      const stem = id.slice(0, 9);
      const free = await uploadFile(instance, 'free');
      for (const filename_disk of [stem, `${stem}.txt`, stem.toUpperCase(), id, `${id}.png`]) {
        const renamed = await admin.patch(`/files/${free}`, { filename_disk });
        expect(verdict(outcomeOf(renamed)), filename_disk).toBe('409 VERSION_SEALED');
        const created = await admin.post('/files', { filename_disk, type: 'text/plain', storage: 'local' });
        expect(verdict(outcomeOf(created)), filename_disk).toBe('409 VERSION_SEALED');
        await replaceFile(admin, free, 'free', { filename_disk });
        const kept = await rowOf(instance, 'directus_files', free);
        expect(kept['filename_disk'], filename_disk).toBe(`${free}.txt`);
        await expectRefused(instance, 'VERSION_SEALED', (trx) =>
          trx('directus_files').where({ id: free }).update({ filename_disk }),
        );
      }
      expect((await admin.delete(`/files/${free}`)).status).toBe(204);
      await expectUntouched(instance, fileIds);
    });

    test.each([
      {
        how: 'shorter',
        freeName: (name: string) => `${name}.txt`,
        sealedName: (name: string) => `${name}-logo.txt`,
      },
      {
        how: 'in capitals',
        freeName: (name: string) => name.toUpperCase(),
        sealedName: (name: string) => `${name}-logo.txt`,
      },
      {
        how: 'in a folder',
        freeName: (name: string) => `in/${name}.txt`,
        sealedName: (name: string) => `${name}/logo.txt`,
      },
      {
        how: 'beyond ASCII',
        freeName: (name: string) => `É${name}.txt`,
        sealedName: (name: string) => `é${name}-logo.txt`,
      },
    ])('so one that has such a name already is not deleted ($how)', async ({ freeName, sealedName }) => {
      const ids = [await uploadFile(instance, 'free'), await uploadFile(instance, 'sealed')];
      const [free, sealed] = ids as [string, string];
      const name = `odd-${randomUUID().slice(0, 8)}`;
      await admin.patch(`/files/${free}`, { filename_disk: freeName(name) });
      await admin.patch(`/files/${sealed}`, { filename_disk: sealedName(name) });
      await versionWith(instance, 'approved', { files: [sealed] });
      for (const reply of [await admin.delete(`/files/${free}`), await admin.delete('/files', [free])]) {
        expect(verdict(outcomeOf(reply))).toBe('409 VERSION_SEALED');
      }
      await expectUntouched(instance, [sealed]);
    });

    test('so a file in a folder is not renamed away from beside a sealed one', async () => {
      const ids = [await uploadFile(instance, 'free'), await uploadFile(instance, 'sealed')];
      const [free, sealed] = ids as [string, string];
      const name = `in/odd-${randomUUID().slice(0, 8)}`;
      await admin.patch(`/files/${free}`, { filename_disk: `${name}.txt` });
      await admin.patch(`/files/${sealed}`, { filename_disk: `${name}-logo.txt` });
      await versionWith(instance, 'approved', { files: [sealed] });
      const renamed = await admin.patch(`/files/${free}`, { filename_disk: `${randomUUID()}.txt` });
      expect(verdict(outcomeOf(renamed))).toBe('409 VERSION_SEALED');
      await expectUntouched(instance, [sealed]);
    });

    test('and of a replaced one whose name begins with its id', async () => {
      const ids = [await uploadFile(instance, 'free'), await uploadFile(instance, 'sealed')];
      const [free, sealed] = ids as [string, string];
      await admin.patch(`/files/${sealed}`, { filename_disk: `${free}-copy.txt` });
      await versionWith(instance, 'approved', { files: [sealed] });
      expect(verdict(await replaceFile(admin, free, 'other'))).toBe('409 VERSION_SEALED');
      await expectUntouched(instance, [sealed]);
    });
  });

  test.each(['not-a-uuid', randomUUID()])(
    'a file that does not exist (%s) is no error of the server',
    async (id) => {
      for (const outcome of [
        await replaceFile(admin, id, 'other'),
        outcomeOf(await admin.patch(`/files/${id}`, { filename_disk: 'x.txt' })),
        outcomeOf(await admin.delete(`/files/${id}`)),
      ]) {
        expect(outcome.status, outcome.message).toBeLessThan(500);
      }
    },
  );

  test('after all of this every invariant holds', () => expectNoViolations(instance));

  async function diskNames(beginning: string): Promise<string[]> {
    const names = await readdir(instance.place.env['STORAGE_LOCAL_ROOT']!);
    return names.filter((name) => name.startsWith(beginning));
  }
});
