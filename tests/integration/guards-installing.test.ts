import type { Knex } from 'knex';
import { beforeEach, describe, expect, test } from 'vitest';
import { installGuards, missingGuards, removeGuards } from '../../migrations/lib/guards.js';
import { connectTo } from '../helpers/database.js';
import type { Database } from '../helpers/database.js';
import { vendorBed } from '../helpers/test-bed.js';
import { vendors } from '../helpers/vendors.js';
import { describeDatabase } from './support-migrations/describe-database.js';
import { onCopy, withoutRegistry } from './support-migrations/migrate.js';
import { decide, insertProject, insertVersion, refusal } from './support-migrations/rows.js';

describe.each(vendors)('installing guards on %s', (vendor) => {
  let template: Database;

  beforeEach(() => {
    ({ template } = vendorBed(vendor));
  });

  /** A sealed version; its deletion and the change of its value tell whether the guards work. */
  async function sealedVersion(knex: Knex): Promise<{ outcomes: () => Promise<(string | null)[]> }> {
    const id = await insertVersion(knex, await insertProject(knex), 1);
    await decide(knex, id, 'rejected');
    const row = () => knex('artifact_versions').where({ id });
    return {
      outcomes: async () => [
        await refusal(row().update({ summary: 'changed' })),
        await refusal(row().delete()),
      ],
    };
  }

  test('nothing is missing after the migrations, and nothing is installed twice', async () => {
    await onCopy(template, async (knex) => {
      expect(await missingGuards(knex)).toEqual([]);
      expect(await installGuards(knex)).toEqual([]);
    });
  });

  test('removed guards are all reported and all come back', async () => {
    await onCopy(template, async (knex) => {
      const before = await describeDatabase(knex, vendor);
      await removeGuards(knex);
      const missing = await missingGuards(knex);
      expect(missing.length).toBeGreaterThan(10);
      expect(await installGuards(knex)).toEqual(missing);
      expect(await describeDatabase(knex, vendor)).toEqual(before);
    });
  });

  test('20 at once install what one installs', async () => {
    await onCopy(template, async (knex, copy) => {
      const before = await describeDatabase(knex, vendor);
      await removeGuards(knex);
      const connections = Array.from({ length: 20 }, () => connectTo(copy));
      const installed = await Promise.all(connections.map(installGuards));
      expect(installed.filter((names) => names.length > 0)).toHaveLength(1);
      await Promise.all(connections.map((connection) => connection.destroy()));
      expect(await describeDatabase(knex, vendor)).toEqual(before);
    });
  });

  test('a changed guard is put right', async () => {
    await onCopy(template, async (knex) => {
      if (vendor === 'postgres') {
        await knex.raw(`CREATE OR REPLACE FUNCTION artifact_guard_versions_kept() RETURNS trigger LANGUAGE plpgsql
          AS 'BEGIN RETURN OLD; END'`);
        await knex.raw('ALTER TABLE artifact_versions DISABLE TRIGGER artifact_guard_versions_update');
      } else {
        for (const [name, event] of [
          ['artifact_guard_versions_delete', 'DELETE'],
          ['artifact_guard_versions_update', 'UPDATE'],
        ] as const) {
          await knex.raw(`DROP TRIGGER ${name}`);
          await knex.raw(`CREATE TRIGGER ${name} BEFORE ${event} ON artifact_versions BEGIN SELECT 1; END`);
        }
      }
      const { outcomes } = await sealedVersion(knex);
      expect(await missingGuards(knex)).toHaveLength(2);
      expect(await installGuards(knex)).toHaveLength(2);
      expect(await outcomes()).toEqual(['VERSION_SEALED', 'APPEND_ONLY']);
    });
  });

  test('the guards of one table can be lifted for a core upgrade', async () => {
    await onCopy(template, async (knex) => {
      await removeGuards(knex, 'directus_files');
      await knex.schema.alterTable(
        'directus_files',
        (table) => void table.string('filename_disk', 300).alter(),
      );
      const { outcomes } = await sealedVersion(knex);
      expect(await outcomes()).toEqual(['VERSION_SEALED', 'APPEND_ONLY']);
      expect((await installGuards(knex)).length).toBeGreaterThan(0);
      expect(await missingGuards(knex)).toEqual([]);
    });
  });

  test.each([
    ['artifact_versions', 'summary'],
    ['artifact_approvals', 'reason'],
    ['artifact_files', 'sort'],
    ['directus_files', 'description'],
    ['projects', 'title'],
    ['tasks', 'title'],
  ])('%s can be altered with the guards in place, as the Studio alters fields', async (table, column) => {
    await onCopy(template, async (knex) => {
      await installGuards(knex);
      const { outcomes } = await sealedVersion(knex);
      const alter = (builder: Knex.AlterTableBuilder) => {
        if (column === 'sort') builder.bigInteger(column).alter();
        else builder.string(column, 500).alter();
      };
      await knex.schema.alterTable(table, alter);
      await installGuards(knex);
      expect(await missingGuards(knex)).toEqual([]);
      expect(await outcomes()).toEqual(['VERSION_SEALED', 'APPEND_ONLY']);
      const indexed = await refusal(
        insertVersion(knex, await insertProject(knex), 1, { change_origin: 'magic' }),
      );
      expect(indexed).not.toBeNull();
    });
  });

  test('without the tables there is one clear line', async () => {
    const bare = await withoutRegistry(vendor);
    await onCopy(bare, async (knex) => {
      await expect(installGuards(knex)).rejects.toThrow('run its migrations first');
    });
  });
});
