import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingColumns } from '../../src/store/health.js';
import { missingGuards } from '../../migrations/lib/guards.js';
import { freePort, runDirectus } from '../../scripts/lib/directus.js';
import { inRepository } from '../../scripts/lib/paths.js';
import { runCliIn } from '../helpers/cli.js';
import { connectTo, emptyDatabase, removeDatabase } from '../helpers/database.js';
import type { Database } from '../helpers/database.js';
import { vendors } from '../helpers/instance.js';
import { makePlace } from '../helpers/place.js';
import type { Place } from '../helpers/place.js';
import { testBed } from '../helpers/test-bed.js';

const OURS = [
  'artifacts001-tables',
  'artifacts002-studio',
  'artifacts003-guards',
  'artifacts004-error-messages',
  'artifacts005-subscriptions',
  'artifacts006-policies',
  'artifacts007-inputs',
  'artifacts008-freezes',
  'artifacts009-notifications',
];

/** Each command starts Directus up to three times. */
const SLOW = { timeout: 300_000 };

/** A first run by an operator: a Directus of its own, without migrations of ours in its settings. */
describe.each(vendors)('migrate on %s, in the folder of an instance', SLOW, (vendor) => {
  let database: Database;
  let place: Place;
  let knex: Knex;
  let own: string;
  beforeAll(async () => {
    database = await emptyDatabase(testBed(), vendor);
    place = await makePlace(testBed().folder, database);
    delete place.env['MIGRATIONS_PATH'];
    own = join(place.folder, 'migrations');
    knex = connectTo(database);
  });
  afterAll(async () => {
    await knex.destroy();
    await removeDatabase(database);
  });

  const versions = async (): Promise<string[]> =>
    knex('directus_migrations').orderBy('version').pluck('version');

  test('a database without Directus is refused, and not made', async () => {
    const { code, out, errors } = await runCliIn(place, ['migrate']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(errors).toMatch(
      vendor === 'sqlite' ? /\nError: The database file .* is not there/ : /has no Directus in it/,
    );
    if (database.vendor === 'sqlite')
      expect(await readdir(testBed().folder)).not.toContain(database.filename.split('/').at(-1));
  });

  test('a dry run lists what is pending, and a folder with migrations of others is not passed over', async () => {
    const administrator = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'a-password-for-tests' };
    const { folder } = place;
    await runDirectus(['bootstrap'], { folder, env: { ...place.env, ...administrator } });
    const before = await versions();
    const dry = await runCliIn(place, ['migrate', '--dry-run', '--json']);
    expect(dry.code).toBe(0);
    const { pending } = JSON.parse(dry.out) as { pending: { name: string; from: string }[] };
    expect(pending).toMatchObject(OURS.map((name) => ({ name, from: 'artifacts' })));
    await mkdir(own);
    await writeFile(
      join(own, '20240101Z-mine.js'),
      'export async function up() {}\nexport async function down() {}\n',
    );
    const others = await runCliIn(place, ['migrate']);
    expect(others.code).toBe(1);
    expect(others.errors).toMatch(
      /\nError: .* has migrations of your own\. Put the registry's beside them: cp -r /,
    );
    await cp(inRepository('migrations'), own, { recursive: true });
    await rm(join(own, 'lib/vendor.js'));
    const half = await runCliIn(place, ['migrate']);
    expect(half.code).toBe(1);
    expect(half.errors).toMatch(
      /\nError: The registry's migrations in .* are not those of this release\. Renew them: cp/,
    );
    expect(await versions()).toEqual(before);
    await rm(own, { recursive: true });
  });

  test('a migration that fails is told, and what ran stays; the next run ends it', async () => {
    // What our first migration makes is in its way.
    await knex.schema.createTable('artifact_versions', (table) => void table.string('wrong'));
    const failed = await runCliIn(place, ['migrate']);
    expect(failed.code).toBe(1);
    expect(failed.errors).toMatch(
      /\nError: Directus stopped with code 1 at artifacts001-tables; .* 0 migrations of 7 ran and stay\./,
    );
    await knex.schema.dropTable('artifact_versions');
    const { code, out, errors } = await runCliIn(place, ['migrate']);
    for (const name of OURS) expect(out).toMatch(new RegExp(`^${name} +artifacts$`, 'm'));
    expect(errors).toContain('Done: 7 migrations run.');
    expect(code).toBe(0);
    expect([...(await missingColumns(knex)), ...(await missingGuards(knex))]).toEqual([]);
    const again = await runCliIn(place, ['migrate']);
    expect(again).toMatchObject({ code: 0, out: 'Nothing is pending: the database is up to date.\n' });
  });

  test.runIf(vendor === vendors[0])(
    'MIGRATIONS_PATH of the .env that leads nowhere is told, because it would win',
    async () => {
      const file = join(place.folder, 'with-path.env');
      await writeFile(file, 'MIGRATIONS_PATH=./nowhere\n');
      const { code, errors } = await runCliIn(place, ['migrate'], { CONFIG_PATH: file });
      expect(code).toBe(1);
      expect(errors).toMatch(
        /\nError: MIGRATIONS_PATH is .*nowhere in the settings of .*, and nothing is in it\. Set it/,
      );
    },
  );

  test.runIf(vendor === vendors[0])(
    'another vendor, no settings, and a database that is away are one line each',
    async () => {
      const run = async (env: Record<string, string>) => {
        const { code, out, errors } = await runCliIn(place, ['migrate'], env);
        expect({ code, out }).toEqual({ code: 1, out: '' });
        return errors.trimEnd().split('\n').slice(1);
      };
      expect(await run({ DB_CLIENT: 'mysql' })).toEqual([
        expect.stringMatching(
          /^Error: The artifact registry works on SQLite and PostgreSQL; DB_CLIENT .* "mysql"\./,
        ),
      ]);
      const port = String(await freePort());
      const pg = { DB_CLIENT: 'pg', DB_HOST: '127.0.0.1', DB_PORT: port, DB_USER: 'me', DB_DATABASE: 'none' };
      const away = await run({ ...pg, DB_PASSWORD: 'a-secret-of-mine' });
      expect(away).toEqual([
        expect.stringContaining(`cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}`),
      ]);
      expect(await run({ DB_CLIENT: '' })).toEqual([expect.stringMatching(/^Error: .*DB_CLIENT/)]);
    },
  );
});
