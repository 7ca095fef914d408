import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { GUARDED_TABLES } from '../../migrations/lib/guards/tables.js';
import { missingGuards } from '../../migrations/lib/guards.js';
import { presentGuards } from '../../src/store/guards.js';
import { runDirectus } from '../../scripts/lib/directus.js';
import { runCliIn } from '../helpers/cli.js';
import { connectTo, copyDatabase, removeDatabase } from '../helpers/database.js';
import type { Database } from '../helpers/database.js';
import { vendors } from '../helpers/instance.js';
import { makePlace } from '../helpers/place.js';
import type { Place } from '../helpers/place.js';
import { testBed, vendorBed } from '../helpers/test-bed.js';
import { directusVersion } from '../helpers/versions.js';

/** Each command starts Directus twice, to look and to work. */
const SLOW = { timeout: 300_000 };

describe.each(vendors)('guards on and off on %s, in the folder of an instance', SLOW, (vendor) => {
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

  /** Names of the triggers as the CLI prints them: one per line. */
  const printed = (out: string) => out.trimEnd().split('\n').sort();
  const names = async (table?: string) =>
    (await presentGuards(knex))
      .filter((guard) => table === undefined || guard.table === table)
      .map(({ name }) => name)
      .sort();

  test('every guarded table is known by name, and no other', async () => {
    const tables = new Set((await presentGuards(knex)).map(({ table }) => table));
    expect([...tables].sort()).toEqual([...GUARDED_TABLES]);
  });

  test('a dry run names them; off removes those of one table; on puts back just those', async () => {
    const before = await names();
    const onFiles = await names('directus_files');
    const dry = await runCliIn(place, ['guards', 'off', '--table', 'directus_files', '--dry-run']);
    expect(dry.errors).toContain(`On the database of ${place.folder}, with Directus ${directusVersion}`);
    expect({ code: dry.code, names: printed(dry.out) }).toEqual({ code: 0, names: onFiles });
    expect(await names()).toEqual(before);
    const off = await runCliIn(place, ['guards', 'off', '--table', 'directus_files']);
    expect({ code: off.code, names: printed(off.out) }).toEqual({ code: 0, names: onFiles });
    expect(off.errors).toContain('Until "guards on"');
    expect(await names()).toEqual(before.filter((name) => !onFiles.includes(name)));
    const wouldPutBack = await runCliIn(place, ['guards', 'on', '--dry-run']);
    expect(printed(wouldPutBack.out)).toEqual(onFiles);
    expect(await names('directus_files')).toEqual([]);
    const on = await runCliIn(place, ['guards', 'on']);
    expect({ code: on.code, names: printed(on.out) }).toEqual({ code: 0, names: onFiles });
    expect(await names()).toEqual(before);
    expect(await missingGuards(knex)).toEqual([]);
  });

  test.runIf(vendor === vendors[0])('off removes all of them', async () => {
    const before = await names();
    expect(await runCliIn(place, ['guards', 'off'])).toMatchObject({ code: 0 });
    expect(await names()).toEqual([]);
    expect(await runCliIn(place, ['guards', 'on'])).toMatchObject({ code: 0 });
    expect(await names()).toEqual(before);
  });

  test("the same through Directus' own command line, which refuses a table without guards", async () => {
    const before = await names();
    const run = (...args: string[]) =>
      runDirectus(['artifacts', 'guards', ...args], { folder: place.folder, env: place.env });
    await expect(run('off', '--table', 'documents')).rejects.toThrow(
      'Error: "documents" has no guards. These tables have: artifact_approvals, artifact_files,',
    );
    expect(await run('on')).toContain('Put back 0 guards.');
    expect(await names()).toEqual(before);
  });

  test.runIf(vendor === vendors[0])(
    'an instance that has not loaded the bundle is told as that',
    async () => {
      const env = { EXTENSIONS_PATH: join(place.folder, 'no-extensions'), EXTENSIONS_MUST_LOAD: 'false' };
      const { code, errors } = await runCliIn(place, ['guards', 'off'], env);
      expect(code).toBe(1);
      expect(errors).toMatch(/\nError: Directus in .* has not loaded the bundle\. .*\n$/);
      expect(errors).not.toContain('unknown command');
      expect(await missingGuards(knex)).toEqual([]);
    },
  );

  test.runIf(vendor === vendors.at(-1))('pending migrations come first, also for a backfill', async () => {
    const row = { version: 'artifacts003', name: 'Guards' };
    await knex('directus_migrations').where({ version: row.version }).delete();
    for (const command of [['guards', 'off'], ['backfill']]) {
      const { code, out, errors } = await runCliIn(place, command);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(errors).toMatch(
        /\nError: Migrations are pending: artifacts003-guards\. Run "directus-artifacts migrate"/,
      );
    }
    await knex('directus_migrations').insert({ ...row, timestamp: new Date() });
    expect(await missingGuards(knex)).toEqual([]);
  });
});
