import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Json, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { expectData, pendingVersion, readVersion, uploadFile } from '../helpers/sample.js';
import { rowOf } from './support-guards/ledger.js';
import { decide } from './support-guards/stages.js';
import { expectedHash } from './support-http/content-hash.js';

describe.each(vendors)('while a version is unsealed on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const admin = as(instance.url, instance.admin.token);
  const reviewer = as(instance.url, instance.reviewer.token);
  let version: Version;
  let fileIds: string[];

  beforeEach(async () => {
    fileIds = [await uploadFile(instance, 'first bytes'), await uploadFile(instance, 'second bytes')];
    ({ version } = await pendingVersion(instance, { value: { a: 1 }, files: fileIds }));
    expect(version.content_hash).toBe(
      expectedHash({ a: 1 }, [primary('first bytes'), other('second bytes')]),
    );
  });

  const primary = (bytes: string) => ({ bytes, primary: true });
  const other = (bytes: string) => ({ bytes, primary: false });
  const links = async (): Promise<{ id: string; directus_files_id: string }[]> =>
    instance.knex('artifact_files').where({ artifact_version_id: version.id }).orderBy('sort');

  /** Recomputed after the commit: soon right, until then absent, and never wrong. */
  const expectHash = async (hash: string): Promise<void> => {
    await vi.waitFor(
      async () => {
        const { content_hash, version_lineage } = await readVersion(instance, version.id);
        expect([null, hash]).toContain(content_hash);
        expect(content_hash).toBe(hash);
        expect(version_lineage?.at(-1)).toBe(hash);
      },
      { timeout: 10_000, interval: 50 },
    );
  };

  /** Deciding must not wait for that: it hashes what it decides on by itself. */
  const expectDecidedOn = async (hash: string): Promise<void> => {
    await decide(instance, version.id, 'approve');
    const row = await rowOf(instance, 'artifact_versions', version.id);
    expect(row).toMatchObject({ status: 'approved', content_hash: hash });
    const [entry] = await instance
      .knex('artifact_approvals')
      .where({ artifact_version_id: version.id, action: 'approve' });
    expect(entry).toMatchObject({ content_hash: hash });
  };

  test.each([{ b: [1, null, 'ü'] }, [], 'text', '', 0, 1.5, true, false, null] as Json[])(
    'its value can be edited to %j and the hash follows',
    async (value) => {
      const reply = await reviewer.patch(`/items/artifact_versions/${version.id}`, { value });
      expect(reply.status, JSON.stringify(reply.body)).toBe(200);
      const hash = expectedHash(value, [primary('first bytes'), other('second bytes')]);
      await expectHash(hash);
      expect((await readVersion(instance, version.id)).value).toEqual(value);
      await expectDecidedOn(hash);
    },
  );

  test('its primary file can be exchanged', async () => {
    await reviewer.patch(`/items/artifact_versions/${version.id}`, { primary_file_id: fileIds[1]! });
    await expectHash(expectedHash({ a: 1 }, [other('first bytes'), primary('second bytes')]));
    const third = await uploadFile(instance, 'third bytes');
    await reviewer.patch(`/items/artifact_versions/${version.id}`, { primary_file_id: third });
    const hash = expectedHash({ a: 1 }, [
      primary('third bytes'),
      other('first bytes'),
      other('second bytes'),
    ]);
    await expectHash(hash);
    await expectDecidedOn(hash);
  });

  test('a linked file is in the hash as soon as the request is answered', async () => {
    const agent = as(instance.url, instance.agent.token);
    const third = await uploadFile(instance, 'third bytes');
    const link = { artifact_version_id: version.id, directus_files_id: third, sort: 3 };
    expect((await agent.post('/items/artifact_files', link)).status).toBe(200);
    const hash = expectedHash({ a: 1 }, [
      primary('first bytes'),
      other('second bytes'),
      other('third bytes'),
    ]);
    expect(await readVersion(instance, version.id)).toMatchObject({ content_hash: hash });
    await expectDecidedOn(hash);
  });

  test('a file linked by a nested write is in the hash as well', async () => {
    const third = await uploadFile(instance, 'third bytes');
    const reply = await reviewer.patch(`/items/artifact_versions/${version.id}`, {
      files: { create: [{ directus_files_id: third, sort: 0 }], update: [], delete: [] },
    });
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    const hash = expectedHash({ a: 1 }, [
      other('third bytes'),
      primary('first bytes'),
      other('second bytes'),
    ]);
    await expectHash(hash);
    await expectDecidedOn(hash);
  });

  test('files can be sorted, exchanged and taken away', async () => {
    const [first, second] = await links();
    const change = (id: string, fields: Record<string, Json>) =>
      admin.patch(`/items/artifact_files/${id}`, fields);
    expect((await change(second!.id, { sort: 0 })).status).toBe(200);
    await expectHash(expectedHash({ a: 1 }, [other('second bytes'), primary('first bytes')]));

    const third = await uploadFile(instance, 'third bytes');
    expect((await change(second!.id, { directus_files_id: third })).status).toBe(200);
    await expectHash(expectedHash({ a: 1 }, [other('third bytes'), primary('first bytes')]));

    expect((await admin.delete(`/items/artifact_files/${second!.id}`)).status).toBe(204);
    await expectHash(expectedHash({ a: 1 }, [primary('first bytes')]));

    // The primary file stays part of the content when its link goes.
    expect((await admin.delete('/items/artifact_files', [first!.id])).status).toBe(204);
    await expectHash(expectedHash({ a: 1 }, [primary('first bytes')]));
    await expectDecidedOn(expectedHash({ a: 1 }, [primary('first bytes')]));
  });

  test('a file can move to another unsealed version, and both hashes follow', async () => {
    const target = await pendingVersion(instance, { value: 2 });
    const [, second] = await links();
    const reply = await admin.patch(`/items/artifact_files/${second!.id}`, {
      artifact_version_id: target.version.id,
    });
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    await expectHash(expectedHash({ a: 1 }, [primary('first bytes')]));
    version = target.version;
    await expectHash(expectedHash(2, [other('second bytes')]));
  });

  test('the bytes of its files can be replaced', async () => {
    await replaceBytes(fileIds[0]!, 'better bytes');
    const hash = expectedHash({ a: 1 }, [primary('better bytes'), other('second bytes')]);
    await expectHash(hash);
    await expectDecidedOn(hash);
  });

  test('a decision right after an edit is about the edited content', async () => {
    await reviewer.patch(`/items/artifact_versions/${version.id}`, { value: 'late' });
    await replaceBytes(fileIds[1]!, 'late bytes');
    await expectDecidedOn(expectedHash('late', [primary('first bytes'), other('late bytes')]));
  });

  test('a child is recorded on the edited content', async () => {
    const { project_id, schema_key } = version;
    await reviewer.patch(`/items/artifact_versions/${version.id}`, { value: 'late' });
    const child = expectData(
      await as(instance.url, instance.agent.token).post<{ data?: Version }>('/artifacts/versions', {
        project_id,
        schema_key,
        value: 'child',
      }),
    );
    const hash = expectedHash('late', [primary('first bytes'), other('second bytes')]);
    expect(child).toMatchObject({
      parent_id: version.id,
      parent_hash: hash,
      version_lineage: [hash, expectedHash('child')],
    });
    expect(await readVersion(instance, version.id)).toMatchObject({ content_hash: hash });
  });

  test('raw SQL on its content leaves no wrong hash behind', async () => {
    const hashNow = async () => (await rowOf(instance, 'artifact_versions', version.id))['content_hash'];
    const ofVersion = () => instance.knex('artifact_versions').where({ id: version.id });
    await ofVersion().update({ value: '"by hand"' });
    expect(await hashNow()).toBeNull();
    await expectDecidedOn(expectedHash('by hand', [primary('first bytes'), other('second bytes')]));
  });

  test('its summary can be edited and is no content', async () => {
    const { content_hash } = version;
    const reply = await reviewer.patch(`/items/artifact_versions/${version.id}`, { summary: 'Rounder' });
    expect(reply.status).toBe(200);
    expect(await readVersion(instance, version.id)).toMatchObject({ summary: 'Rounder', content_hash });
  });

  async function replaceBytes(fileId: string, bytes: string): Promise<void> {
    const form = new FormData();
    form.append('file', new Blob([bytes], { type: 'text/plain' }), 'note.txt');
    const reply = await admin.send('PATCH', `/files/${fileId}`, { body: form });
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
  }
});
