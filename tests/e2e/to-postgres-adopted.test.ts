import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCliIn } from '../helpers/cli.js';
import type { CliRun } from '../helpers/cli.js';
import { connectTo, emptyDatabase, removeDatabase } from '../helpers/database.js';
import type { Database } from '../helpers/database.js';
import { makePlace, runDirectusOn } from '../helpers/place.js';
import type { Place } from '../helpers/place.js';
import { testBed } from '../helpers/test-bed.js';
import { vendors } from '../helpers/vendors.js';
import { belongings, bringForeignProject } from '../integration/support-adoption/foreign-project.js';
import type { Belongings, Shape } from '../integration/support-adoption/foreign-project.js';
import { describeDatabase } from '../integration/support-migrations/describe-database.js';
import { migrateUp, onCopy, withoutRegistry } from '../integration/support-migrations/migrate.js';
import { urlOf } from './support-copy/run.js';

const SHAPE: Shape = { keys: 'integer', context: 'json' };

describe.runIf(vendors.length === 2)('to-postgres, of an adopted project', { timeout: 300_000 }, () => {
  let source: Database;
  let target: Database;
  let place: Place;
  let [before, knex]: [Belongings, Knex] = [{ rows: {}, metadata: {} }, null!];
  let copied: CliRun;

  beforeAll(async () => {
    source = await withoutRegistry('sqlite');
    const there = connectTo(source);
    await bringForeignProject(there, SHAPE);
    // Two that are not registered, one of them as nobody but raw SQL makes them.
    await there.raw('CREATE TABLE plain (code TEXT PRIMARY KEY, at DATETIME, big INTEGER) WITHOUT ROWID');
    await there('plain').insert({ code: 'a', at: 1_767_225_600_000, big: 5_000_000_000 });
    await there.raw('CREATE TABLE loose (label VARCHAR(3), raw BLOB, doc JSON, n NUMERIC)');
    await there('loose').insert({ label: 'longer', raw: Buffer.from([0, 255]), doc: '7', n: '1.25' });
    before = await belongings(there);
    await there.destroy();
    await runDirectusOn(testBed().folder, source, ['database', 'migrate:latest']);
    place = await makePlace(testBed().folder, source);
    target = await emptyDatabase(testBed(), 'postgres');
    knex = connectTo(target);
    copied = await runCliIn(place, ['to-postgres', '--to', urlOf(target), '--yes']);
  }, 300_000);
  afterAll(async () => {
    await knex.destroy();
    await removeDatabase(source);
    await removeDatabase(target);
  });

  test('what was wrong with the source before is named, with exit code 1; another run only verifies', async () => {
    expect(copied).toMatchObject({
      code: 1,
      errors: expect.stringContaining('Error: All rows are copied, but'),
    });
    expect(copied.out).toMatch(/^I2: project 3, The context came with /m);
    expect(copied.out).not.toMatch(/^(?:I[13-9]|schema|guards)/m);
    const again = await runCliIn(place, ['to-postgres', '--to', urlOf(target), '--yes']);
    expect(again.code).toBe(1);
    expect(again.errors).toContain('The target has all rows already: they are only verified.');
  });

  test('keys, rows and fields are those of the source', async () => {
    expect((await belongings(knex, before)).rows).toEqual(before.rows);
    await expect(knex('plain')).resolves.toEqual([
      { code: 'a', at: new Date(1_767_225_600_000), big: '5000000000' },
    ]);
    await expect(knex('loose')).resolves.toEqual([
      { label: 'longer', raw: Buffer.from([0, 255]), doc: 7, n: '1.25' },
    ]);
    await expect(knex('customers').insert({ name: 'New' }).returning('id')).resolves.toEqual([{ id: 5 }]);
  });

  test('the schema and what Directus knows of it are those of an adoption on PostgreSQL', async () => {
    const bare = await withoutRegistry('postgres');
    const expected = await onCopy(bare, async (there) => {
      await bringForeignProject(there, SHAPE);
      await migrateUp(there);
      return describeDatabase(there, 'postgres');
    });
    await removeDatabase(bare);
    // SQLite does not say that a number is a decimal.
    const same = (line: string) => !/\.budget numeric|artifact_copy|\b(?:plain|loose)\b/.test(line);
    const made = (await describeDatabase(knex, 'postgres')).filter(same);
    expect(made.filter((line) => !line.includes('.budget double precision'))).toEqual(expected.filter(same));
  });
});
