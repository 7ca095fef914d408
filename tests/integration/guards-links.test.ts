import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { beforeEach, describe, expect, test } from 'vitest';
import { vendors } from '../helpers/vendors.js';
import { ownDatabase } from './support-migrations/own-database.js';
import {
  decide,
  insertFile,
  insertProject,
  insertVersion,
  linkFile,
  refusal,
} from './support-migrations/rows.js';

describe.each(vendors)('links between versions and files, by raw SQL on %s', (vendor) => {
  const database = ownDatabase(vendor);
  let knex: Knex;
  let project: string;
  let number = 0;

  beforeEach(async () => {
    knex = database.knex();
    project = await insertProject(knex);
    number = 0;
  });

  const record = (columns: Record<string, unknown> = {}) => insertVersion(knex, project, ++number, columns);
  const hashOf = async (id: string): Promise<unknown> => {
    const row: { content_hash: unknown } = await knex('artifact_versions').where({ id }).first();
    return row.content_hash;
  };
  const rehash = (id: string) => knex('artifact_versions').where({ id }).update({ content_hash: 'again' });

  test('links of a sealed version cannot be added, changed, moved or removed', async () => {
    const [sealed, open] = [await record(), await record()];
    const [kept, other] = [await insertFile(knex), await insertFile(knex)];
    const link = await linkFile(knex, sealed, kept);
    const openLink = await linkFile(knex, open, other);
    await decide(knex, sealed, 'rejected');
    const change = (id: string, columns: Record<string, unknown>) =>
      refusal(knex('artifact_files').where({ id }).update(columns));
    expect(await refusal(linkFile(knex, sealed, other))).toBe('VERSION_SEALED');
    expect(await change(link, { sort: 2 })).toBe('VERSION_SEALED');
    expect(await change(link, { directus_files_id: other })).toBe('VERSION_SEALED');
    expect(await change(link, { artifact_version_id: open })).toBe('VERSION_SEALED');
    expect(await change(openLink, { artifact_version_id: sealed })).toBe('VERSION_SEALED');
    expect(await refusal(knex('artifact_files').where({ id: link }).delete())).toBe('VERSION_SEALED');
    if (vendor === 'sqlite') {
      const replace = `INSERT OR REPLACE INTO artifact_files (id, artifact_version_id, directus_files_id) VALUES (?, ?, ?)`;
      expect(await refusal(knex.raw(replace, [link, open, kept]))).toBe('VERSION_SEALED');
      const rekey = 'UPDATE OR REPLACE artifact_files SET id = ? WHERE id = ?';
      expect(await refusal(knex.raw(rekey, [link, openLink]))).toBe('VERSION_SEALED');
    }
    const links = await knex('artifact_files').where({ artifact_version_id: sealed });
    expect(links).toMatchObject([{ id: link, directus_files_id: kept, sort: 1 }]);
  });

  test('a changed or removed link takes the hash along, a new one does not', async () => {
    const [version, other] = [await record(), await record()];
    const link = await linkFile(knex, version, await insertFile(knex));
    expect(await hashOf(version)).toBe('hash of 1');
    await knex('artifact_files').where({ id: link }).update({ sort: 5 });
    expect(await hashOf(version)).toBeNull();
    await rehash(version);
    await knex('artifact_files').where({ id: link }).update({ artifact_version_id: other });
    expect([await hashOf(version), await hashOf(other)]).toEqual([null, null]);
    await rehash(other);
    await knex('artifact_files').where({ id: link }).delete();
    expect(await hashOf(other)).toBeNull();
  });

  test.runIf(vendor === 'sqlite')('a replaced link takes the hash of its version along', async () => {
    const version = await record();
    const file = await insertFile(knex);
    await linkFile(knex, version, file);
    const replace = `INSERT OR REPLACE INTO artifact_files (id, artifact_version_id, directus_files_id, sort) VALUES (?, ?, ?, 9)`;
    await knex.raw(replace, [randomUUID(), version, file]);
    expect(await hashOf(version)).toBeNull();
  });
});
