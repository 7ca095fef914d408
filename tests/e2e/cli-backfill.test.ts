import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Knex } from 'knex';
import { runCliIn } from '../helpers/cli.js';
import { connectTo, copyDatabase, removeDatabase } from '../helpers/database.js';
import type { Database } from '../helpers/database.js';
import { vendors } from '../helpers/instance.js';
import { makePlace } from '../helpers/place.js';
import type { Place } from '../helpers/place.js';
import { testBed, vendorBed } from '../helpers/test-bed.js';

/** Each command starts Directus twice, to look and to work. */
const SLOW = { timeout: 300_000 };

describe.each(vendors)('backfill on %s, in the folder of an instance', SLOW, (vendor) => {
  let database: Database;
  let place: Place;
  let knex: Knex;
  beforeAll(async () => {
    database = await copyDatabase(testBed(), vendorBed(vendor).template);
    place = await makePlace(testBed().folder, database);
    knex = connectTo(database);
  });
  afterAll(async () => {
    await knex.destroy();
    await removeDatabase(database);
  });

  test('passes on its options, what it says, and its exit code', async () => {
    const [project_id, id] = [randomUUID(), randomUUID()];
    await knex('projects').insert({ id: project_id, title: 'Old' });
    await knex('artifact_versions').insert({
      id,
      project_id,
      schema_key: 'brand.logo',
      version_number: 1,
      value: JSON.stringify({ old: true }),
    });
    const hashOf = async (): Promise<unknown> =>
      (await knex('artifact_versions').where({ id }).first('content_hash'))?.content_hash;

    const dry = await runCliIn(place, ['backfill', '--dry-run']);
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.out).toContain('Dry run: would complete 1 version in 1 line.');
    expect(await hashOf()).toBeNull();

    const unknown = await runCliIn(place, ['backfill', '--project', randomUUID()]);
    expect(unknown).toMatchObject({ code: 1 });
    expect(unknown.errors).toContain('There is no project');

    const real = await runCliIn(place, ['backfill', '--project', project_id]);
    expect(real).toMatchObject({ code: 0 });
    expect(real.out).toContain('Completed 1 version in 1 line.');
    expect(await hashOf()).toMatch(/^[0-9a-f]{64}$/);
  });
});
