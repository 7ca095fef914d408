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

describe.each(vendors)('files of versions, by raw SQL on %s', (vendor) => {
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

  const ROLES: Record<string, (file: string) => Promise<string>> = {
    'primary file': (file) => record({ primary_file_id: file }),
    'linked file': async (file) => {
      const version = await record();
      await linkFile(knex, version, file);
      return version;
    },
    'archive file': (file) => record({ archive_file_id: file }),
  };

  test.each(Object.entries(ROLES))(
    'the bytes of a %s stand once its version is sealed',
    async (_name, use) => {
      const file = await insertFile(knex);
      const version = await use(file);
      const update = (columns: Record<string, unknown>) =>
        knex('directus_files').where({ id: file }).update(columns);
      await knex('artifact_file_digests').insert({
        file_id: file,
        sha256: 'a'.repeat(64),
        fingerprint: 'local',
        date_created: new Date(),
      });
      await update({ filesize: 4 });
      expect(await hashOf(version)).toBeNull();
      expect(await knex('artifact_file_digests').where({ file_id: file })).toEqual([]);

      await decide(knex, version, 'rejected');
      for (const columns of [{ storage: 'local' }, { filename_disk: 'other.png' }, { filesize: 4 }])
        expect(await refusal(update(columns))).toBe('VERSION_SEALED');
      expect(await update({ title: 'A better title' })).toBe(1);
    },
  );

  test('a file that any version uses cannot be deleted, another one can', async () => {
    const [used, linked, free] = [await insertFile(knex), await insertFile(knex), await insertFile(knex)];
    await linkFile(knex, await record({ primary_file_id: used }), linked);
    const remove = (id: string) => knex('directus_files').where({ id }).delete();
    expect(await refusal(remove(used))).toBe('VERSION_SEALED');
    expect(await refusal(remove(linked))).toBe('VERSION_SEALED');
    expect(await remove(free)).toBe(1);
  });

  test('a resumable upload cannot be aimed at a sealed file', async () => {
    const [sealed, open] = [await insertFile(knex), await insertFile(knex)];
    await decide(knex, await record({ primary_file_id: sealed }), 'rejected');
    const upload = await insertFile(knex);
    const aim = (id: string | undefined) =>
      refusal(
        knex('directus_files')
          .where({ id: upload })
          .update({ tus_id: 'upload', tus_data: JSON.stringify({ metadata: { id } }) }),
      );
    expect(await aim(sealed)).toBe('VERSION_SEALED');
    expect(await aim(open)).toBeNull();
    expect(await aim(upload)).toBeNull();
    expect(await aim(undefined)).toBeNull();
    expect(await aim('not an id')).toBeNull();
    const row = { id: randomUUID(), storage: 'local', filename_download: 'a', tus_id: 'other' };
    const insert = knex('directus_files').insert({
      ...row,
      tus_data: JSON.stringify({ metadata: { id: sealed } }),
    });
    expect(await refusal(insert)).toBe('VERSION_SEALED');
  });

  test('a disk name cannot be the beginning of that of a sealed file', async () => {
    const [sealed, open] = [await insertFile(knex), await insertFile(knex)];
    await decide(knex, await record({ primary_file_id: sealed }), 'rejected');
    const attacker = await insertFile(knex);
    const rename = (filename_disk: string) =>
      refusal(knex('directus_files').where({ id: attacker }).update({ filename_disk }));
    expect(await rename(`${sealed.slice(0, 3)}.png`)).toBe('VERSION_SEALED');
    expect(await rename(sealed.slice(0, 9))).toBe('VERSION_SEALED');
    expect(await rename(`${open.slice(0, 9)}.png`)).toBeNull();
    expect(await rename('holiday.v2.png')).toBeNull();
    expect(await rename(`${attacker}.jpg`)).toBeNull();
  });

  test.runIf(vendor === 'sqlite')('the row of a sealed file cannot be replaced by another', async () => {
    const sealed = await insertFile(knex);
    await decide(knex, await record({ primary_file_id: sealed }), 'rejected');
    const other = await insertFile(knex);
    const replace = `INSERT OR REPLACE INTO directus_files (id, storage, filename_download) VALUES (?, 'local', 'x')`;
    expect(await refusal(knex.raw(replace, [sealed]))).toBe('VERSION_SEALED');
    const rekey = 'UPDATE OR REPLACE directus_files SET id = ? WHERE id = ?';
    expect(await refusal(knex.raw(rekey, [sealed, other]))).toBe('VERSION_SEALED');
  });

  test.runIf(vendor === 'postgres')(
    'a session can switch the guard of bytes off for a storage move',
    async () => {
      const file = await insertFile(knex);
      const version = await record({ primary_file_id: file });
      await decide(knex, version, 'rejected');
      await knex.transaction(async (trx) => {
        await trx.raw(`SET LOCAL artifacts.file_guard = 'off'`);
        await trx('directus_files').where({ id: file }).update({ storage: 'elsewhere' });
      });
      expect(await hashOf(version)).toBe('hash of 1');
      const back = knex('directus_files').where({ id: file }).update({ storage: 'local' });
      expect(await refusal(back)).toBe('VERSION_SEALED');
    },
  );
});
