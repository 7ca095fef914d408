import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { readShipped, SHIPPED } from '../../cli/lib/schema/file.js';
import { makeSnapshot } from '../../scripts/lib/make-snapshot.js';
import { as } from '../helpers/api.js';
import type { Database } from '../helpers/database.js';
import { makePlace, runDirectusOn } from '../helpers/place.js';
import { testBed, vendorBed } from '../helpers/test-bed.js';
import { vendors } from '../helpers/vendors.js';
import { describeDatabase } from './support-migrations/describe-database.js';
import { migrateUp, onCopy, withoutRegistry } from './support-migrations/migrate.js';
import { applyShipped, whileServing } from './support-snapshot/apply.js';

const NOTHING = { collections: [], fields: [], relations: [], kept: [] };

describe.runIf(vendors.includes('postgres'))('schema-snapshot.yaml', () => {
  let bare: Database;
  let migrated: string[];

  beforeAll(async () => {
    bare = await withoutRegistry('postgres');
    migrated = await onCopy(bare, async (knex) => {
      await migrateUp(knex);
      return describeDatabase(knex, 'postgres');
    });
  });

  test('is what "npm run snapshot" makes of the migrations', async () => {
    await onCopy(vendorBed('postgres').template, async (_knex, copy) => {
      const fresh = await makeSnapshot(await makePlace(testBed().folder, copy));
      expect(fresh).toBe(await readFile(SHIPPED, 'utf8'));
    });
  });

  test('changes nothing after the migrations, twice, by any of the ways', async () => {
    await onCopy(bare, async (knex, copy) => {
      await migrateUp(knex);
      await whileServing(copy, async ({ url, token }) => {
        for (const merge of [true, false, true, false])
          expect(await applyShipped(url, token, merge)).toEqual(NOTHING);
        const diff = await as(url, token).post('/schema/diff?mode=merge', await readShipped());
        expect(diff.status).toBe(204);
      });
      for (const _time of ['once', 'again']) {
        const said = await runDirectusOn(testBed().folder, copy, ['schema', 'apply', '--yes', SHIPPED], {
          LOG_LEVEL: 'info',
        });
        expect(said).toContain('No changes to apply');
      }
      expect(await describeDatabase(knex, 'postgres')).toEqual(migrated);
    });
  });

  test.each([
    ['through the merge mode of 12.2', true],
    ['by the way for older versions', false],
  ])('applied before the migrations %s ends in the same schema, twice', async (_way, merge) => {
    await onCopy(bare, async (knex, copy) => {
      await whileServing(copy, async ({ url, token, log }) => {
        const plan = await applyShipped(url, token, merge);
        expect(plan.collections).toHaveLength(9);
        expect(plan.kept).toEqual([]);
        expect(await applyShipped(url, token, merge)).toEqual(NOTHING);
        await migrateUp(knex);
        expect(log()).not.toMatch(/ERROR/);
      });
      expect(await describeDatabase(knex, 'postgres')).toEqual(migrated);
      await whileServing(copy, async ({ url, token }) => {
        expect(await applyShipped(url, token, merge)).toEqual(NOTHING);
        await migrateUp(knex);
      });
      expect(await describeDatabase(knex, 'postgres')).toEqual(migrated);
    });
  });

  test("applied by Directus' own command before the migrations ends in the same schema", async () => {
    await onCopy(bare, async (knex, copy) => {
      await runDirectusOn(testBed().folder, copy, ['schema', 'apply', '--yes', SHIPPED]);
      await runDirectusOn(testBed().folder, copy, ['database', 'migrate:latest']);
      expect(await describeDatabase(knex, 'postgres')).toEqual(migrated);
    });
  });
});
