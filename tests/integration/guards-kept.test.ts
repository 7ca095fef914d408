import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { beforeEach, describe, expect, test } from 'vitest';
import { vendors } from '../helpers/vendors.js';
import { ownDatabase } from './support-migrations/own-database.js';
import {
  decide,
  insertEntry,
  insertFile,
  insertProject,
  insertVersion,
  linkFile,
  refusal,
} from './support-migrations/rows.js';

describe.each(vendors)('what is kept for good, by raw SQL on %s', (vendor) => {
  const database = ownDatabase(vendor);
  let knex: Knex;
  let project: string;

  beforeEach(async () => {
    knex = database.knex();
    project = await insertProject(knex);
  });

  test.each(['pending', 'rejected'])('a %s version cannot be deleted', async (status) => {
    const id = await insertVersion(knex, project, 1);
    if (status === 'rejected') await decide(knex, id, 'rejected');
    expect(await refusal(knex('artifact_versions').where({ id }).delete())).toBe('APPEND_ONLY');
    expect(await refusal(knex('projects').where({ id: project }).delete())).not.toBeNull();
    expect(await knex('artifact_versions').where({ id })).toHaveLength(1);
  });

  test('an approval entry cannot be changed or deleted', async () => {
    const id = await insertEntry(knex, await insertVersion(knex, project, 1), 'request_changes');
    const entry = () => knex('artifact_approvals').where({ id });
    const before: unknown = await entry().first();
    expect(await refusal(entry().update({ reason: 'nicer' }))).toBe('APPEND_ONLY');
    expect(await refusal(entry().update({ id }))).toBe('APPEND_ONLY');
    expect(await refusal(entry().delete())).toBe('APPEND_ONLY');
    expect(await entry().first()).toEqual(before);
  });

  test('numbers are unique and enums are checked', async () => {
    const version = await insertVersion(knex, project, 1);
    const entry = { artifact_version_id: version, project_id: project, actor_type: 'human', entry_hash: 'x' };
    const add = (columns: Record<string, unknown>) =>
      knex('artifact_approvals').insert({ id: randomUUID(), ...entry, date_created: new Date(), ...columns });
    await add({ action: 'request_changes', sequence: 1 });
    expect(await refusal(add({ action: 'request_changes', sequence: 1 }))).not.toBeNull();
    expect(await refusal(add({ action: 'applaud', sequence: 2 }))).not.toBeNull();
    expect(await refusal(add({ action: 'approve', actor_type: 'cat', sequence: 2 }))).not.toBeNull();
    expect(await refusal(insertVersion(knex, project, 1))).not.toBeNull();
    const file = await insertFile(knex);
    const open = await insertVersion(knex, project, 2);
    await linkFile(knex, open, file);
    expect(await refusal(linkFile(knex, open, file))).not.toBeNull();
    expect(await knex('artifact_approvals').where({ project_id: project })).toHaveLength(1);
  });

  describe.runIf(vendor === 'postgres')('truncating', () => {
    test.each(['artifact_versions', 'artifact_approvals', 'artifact_files', 'directus_files', 'projects'])(
      '%s is refused',
      async (table) => {
        const id = await insertVersion(knex, project, 1);
        await insertEntry(knex, id, 'request_changes');
        expect(await refusal(knex.raw(`TRUNCATE ${table} CASCADE`))).toBe('APPEND_ONLY');
        expect(await knex('artifact_versions').where({ id })).toHaveLength(1);
      },
    );
  });

  describe.runIf(vendor === 'sqlite')('REPLACE, which deletes without firing delete triggers', () => {
    const columns = 'id, project_id, schema_key, version_number, status';

    test('of a version is refused by id, by number and by rowid', async () => {
      const id = await insertVersion(knex, project, 1);
      const before: { rowid: number } = await knex('artifact_versions')
        .select('rowid', '*')
        .where({ id })
        .first();
      const replace = (sql: string, values: unknown[]) =>
        refusal(knex.raw(`INSERT OR REPLACE INTO artifact_versions ${sql}`, values as string[]));
      const rest = [project, 'brand.logo', 'pending'];
      expect(await replace(`(${columns}) VALUES (?, ?, ?, 7, ?)`, [id, ...rest])).toBe('APPEND_ONLY');
      expect(await replace(`(${columns}) VALUES (?, ?, ?, 1, ?)`, [randomUUID(), ...rest])).toBe(
        'APPEND_ONLY',
      );
      expect(
        await replace(`(rowid, ${columns}) VALUES (?, ?, ?, ?, 7, ?)`, [before.rowid, randomUUID(), ...rest]),
      ).toBe('APPEND_ONLY');
      expect(await knex('artifact_versions').select('rowid', '*').where({ id }).first()).toEqual(before);
    });

    test('of an entry is refused by id, by number and by rowid', async () => {
      const id = await insertEntry(knex, await insertVersion(knex, project, 1), 'request_changes');
      const before: Record<string, unknown> = await knex('artifact_approvals').where({ id }).first();
      const { rowid }: { rowid: number } = await knex('artifact_approvals')
        .select('rowid')
        .where({ id })
        .first();
      const replace = (changes: Record<string, unknown>) => {
        const row = { ...before, reason: 'nicer', ...changes };
        const sql = `INSERT OR REPLACE INTO artifact_approvals (${Object.keys(row).join(', ')})
          VALUES (${Object.keys(row)
            .map(() => '?')
            .join(', ')})`;
        return refusal(knex.raw(sql, Object.values<string>(row as Record<string, string>)));
      };
      expect(await replace({ sequence: 50 })).toBe('APPEND_ONLY');
      expect(await replace({ id: randomUUID() })).toBe('APPEND_ONLY');
      expect(await replace({ id: randomUUID(), sequence: 50, rowid })).toBe('APPEND_ONLY');
      expect(await knex('artifact_approvals').where({ id }).first()).toEqual(before);
    });
  });
});
