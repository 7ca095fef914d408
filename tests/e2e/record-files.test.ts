import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import type { Instance } from '../helpers/instance.js';
import { createProject, expectData, readVersion, recordVersion, uploadFile } from '../helpers/sample.js';
import { expectedHash } from './support-http/content-hash.js';
import { refusal } from './support-http/refusal.js';

interface Link {
  directus_files_id: string;
  sort: number;
}

const linksOf = async (instance: Instance, id: string): Promise<Link[]> =>
  instance
    .knex('artifact_files')
    .select('directus_files_id', 'sort')
    .where({ artifact_version_id: id })
    .orderBy('sort');

describe.each(vendors)('recording versions with files on %s', (vendor) => {
  test('files keep their order, the first is the primary one, and the hash is that of their bytes', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    const bytes = ['zebra', 'apple', 'mango'].map((word) => `${word} ${randomUUID()}`);
    const files: string[] = [];
    for (const content of bytes) files.push(await uploadFile(instance, content));
    const version = await recordVersion(agent, { project_id, schema_key: 'a', value: { a: 1 }, files });
    expect(version.primary_file_id).toBe(files[0]);
    expect(version.content_hash).toBe(
      expectedHash(
        { a: 1 },
        bytes.map((content, index) => ({ bytes: content, primary: index === 0 })),
      ),
    );
    expect(await linksOf(instance, version.id)).toEqual(
      files.map((id, index) => ({ directus_files_id: id, sort: index + 1 })),
    );

    const reordered = await recordVersion(agent, {
      project_id,
      schema_key: 'b',
      value: { a: 1 },
      files: [...files].reverse(),
    });
    expect(reordered.content_hash).not.toBe(version.content_hash);
    const chosen = await recordVersion(agent, {
      project_id,
      schema_key: 'c',
      value: { a: 1 },
      files,
      primary_file_id: files[2]!,
    });
    expect(chosen.content_hash).toBe(
      expectedHash(
        { a: 1 },
        bytes.map((content, index) => ({ bytes: content, primary: index === 2 })),
      ),
    );
    expect(chosen.primary_file_id).toBe(files[2]);
  });

  test('a primary file that is not among the files comes first and counts once', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    const [main, other] = [
      await uploadFile(instance, 'main bytes'),
      await uploadFile(instance, 'other bytes'),
    ];
    const version = await recordVersion(agent, {
      project_id,
      schema_key: 'a',
      files: [other],
      primary_file_id: main,
    });
    expect(version).toMatchObject({
      value: null,
      primary_file_id: main,
      content_hash: expectedHash(null, [
        { bytes: 'main bytes', primary: true },
        { bytes: 'other bytes', primary: false },
      ]),
    });
    const alone = await recordVersion(agent, { project_id, schema_key: 'b', primary_file_id: main });
    expect(alone.content_hash).toBe(expectedHash(null, [{ bytes: 'main bytes', primary: true }]));
  });

  test('a version without content, or with a file twice, is refused', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    const file = await uploadFile(instance);
    const post = async (body: object) =>
      refusal(await agent.post('/artifacts/versions', { project_id, schema_key: 'a', ...body }));
    expect(await post({})).toMatchObject({ status: 400, field: 'value' });
    expect(await post({ files: [] })).toMatchObject({ status: 400, field: 'value' });
    expect(await post({ files: [file, file.toUpperCase()] })).toMatchObject({ status: 400, field: 'files' });
    expect(await instance.knex('artifact_versions').where({ project_id })).toEqual([]);
    expect((await recordVersion(agent, { project_id, schema_key: 'a', value: null })).content_hash).toBe(
      expectedHash(null),
    );
  });

  test('files linked through /items, at once or one by one, give the same hash as the endpoint', async () => {
    const instance = sharedInstance(vendor);
    const agent = as(instance.url, instance.agent.token);
    const project_id = await createProject(instance);
    const bytes = ['one', 'two', 'three'];
    const files: string[] = [];
    for (const content of bytes) files.push(await uploadFile(instance, content));
    const whole = expectedHash(
      7,
      bytes.map((content, index) => ({ bytes: content, primary: index === 0 })),
    );
    const post = (body: object): Promise<Version> =>
      agent
        .post<{ data?: Version }>('/items/artifact_versions', {
          project_id,
          value: 7,
          primary_file_id: files[0],
          ...body,
        })
        .then(expectData);
    const nested = await post({
      schema_key: 'a',
      files: files.map((id, index) => ({ directus_files_id: id, sort: index + 1 })),
    });
    expect((await readVersion(instance, nested.id)).content_hash).toBe(whole);

    const single = await post({ schema_key: 'b' });
    expect(single.content_hash).toBe(expectedHash(7, [{ bytes: 'one', primary: true }]));
    // In another order than they will have: the order is that of "sort".
    for (const index of [2, 0, 1]) {
      expectData(
        await agent.post('/items/artifact_files', {
          artifact_version_id: single.id,
          directus_files_id: files[index],
          sort: index + 1,
        }),
      );
    }
    const stored = await readVersion(instance, single.id);
    expect(stored.content_hash).toBe(whole);
    expect(stored.version_lineage).toEqual([whole]);
    const other = await createProject(instance);
    expect(
      (await recordVersion(agent, { project_id: other, schema_key: 'elsewhere', value: 7, files }))
        .content_hash,
    ).toBe(whole);
  });
});
