import knex from 'knex';
import { beforeAll, describe, expect, test } from 'vitest';
import { connectTo, copyDatabase, removeDatabase } from '../helpers/database.js';
import type { Database } from '../helpers/database.js';
import { runDirectusOn } from '../helpers/place.js';
import { testBed, vendorBed } from '../helpers/test-bed.js';
import { vendors } from '../helpers/vendors.js';
import { describeDatabase } from './support-migrations/describe-database.js';
import { bareDatabase, migrateDown, migrateUp, onCopy } from './support-migrations/migrate.js';
import { decide, insertProject, insertVersion } from './support-migrations/rows.js';

describe.each(vendors)('migrations on %s', (vendor) => {
  let bare: Database;
  let before: string[];
  let migrated: string[];

  beforeAll(async () => {
    bare = await bareDatabase(vendor);
    await onCopy(bare, async (knex) => {
      before = await describeDatabase(knex, vendor);
      await migrateUp(knex);
      migrated = await describeDatabase(knex, vendor);
    });
  });

  test('down leaves a bare Directus, and up makes the same once more', async () => {
    expect(migrated.length).toBeGreaterThan(before.length + 100);
    await onCopy(bare, async (knex) => {
      await migrateUp(knex);
      await migrateDown(knex);
      expect(await describeDatabase(knex, vendor)).toEqual(before);
      await migrateUp(knex);
      expect(await describeDatabase(knex, vendor)).toEqual(migrated);
    });
  });

  test('running again changes nothing', async () => {
    await onCopy(bare, async (knex) => {
      await migrateUp(knex);
      await migrateUp(knex);
      expect(await describeDatabase(knex, vendor)).toEqual(migrated);
      await migrateDown(knex);
      await migrateDown(knex);
      expect(await describeDatabase(knex, vendor)).toEqual(before);
    });
  });

  test('20 at once make what one makes', async () => {
    const copy = await copyDatabase(testBed(), bare);
    const connections = Array.from({ length: 20 }, () => connectTo(copy));
    try {
      await Promise.all(connections.map(migrateUp));
      expect(await describeDatabase(connections[0]!, vendor)).toEqual(migrated);
    } finally {
      await Promise.all(connections.map((knex) => knex.destroy()));
      await removeDatabase(copy);
    }
  });

  test("Directus' own commands make what the modules make", async () => {
    await onCopy(vendorBed(vendor).template, async (knex) => {
      const bootstrapped = await describeDatabase(knex, vendor);
      expect(bootstrapped).toEqual(migrated);
    });
    await onCopy(bare, async (knex, copy) => {
      await runDirectusOn(testBed().folder, copy, ['database', 'migrate:latest']);
      expect(await describeDatabase(knex, vendor)).toEqual(migrated);
      const done = await knex('directus_migrations').where('version', 'like', 'artifacts%').pluck('version');
      expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `artifacts00${number}`));
    });
  });

  test('down works on a registry in use', async () => {
    await onCopy(bare, async (knex) => {
      await migrateUp(knex);
      const version = await insertVersion(knex, await insertProject(knex), 1);
      await decide(knex, version, 'rejected');
      await migrateDown(knex);
      expect(await describeDatabase(knex, vendor)).toEqual(before);
    });
  });

  test('what cannot be used is named in one line, and nothing was changed', async () => {
    await onCopy(bare, async (knex) => {
      await knex.schema.createTable('tasks', (table) => void table.increments('number'));
      const found = await describeDatabase(knex, vendor);
      const refusal = expect(migrateUp(knex)).rejects;
      await refusal.toThrow(
        'The table "tasks" exists and its primary key is not a single column "id". Nothing was changed.',
      );
      expect(await describeDatabase(knex, vendor)).toEqual(found);
    });
  });
});

test('another vendor gets one clear line and nothing else', async () => {
  class MySql extends knex.Client {
    override driverName = 'mysql2';
    override acquireConnection = () => Promise.reject(new Error('It tried to connect.'));
    /** The driver is not installed; knex asks for it all the same. */
    _driver() {
      return {};
    }
  }
  await expect(migrateUp(knex({ client: MySql }))).rejects.toThrow(
    'directus-extension-artifacts works on SQLite and PostgreSQL; this database is "mysql2". Nothing was changed.',
  );
});
