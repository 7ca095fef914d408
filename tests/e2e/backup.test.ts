import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingGuards } from '../../migrations/lib/guards.js';
import { stopServer } from '../../scripts/lib/directus.js';
import type { DirectusProcess } from '../../scripts/lib/directus.js';
import { describeDatabase } from '../integration/support-migrations/describe-database.js';
import { as } from '../helpers/api.js';
import { runCliIn } from '../helpers/cli.js';
import { connectTo, emptyDatabase, removeDatabase } from '../helpers/database.js';
import type { Database } from '../helpers/database.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { Instance, OwnInstance, Vendor } from '../helpers/instance.js';
import { growLine } from '../helpers/long-line.js';
import { makePlace, startPlace } from '../helpers/place.js';
import type { Place } from '../helpers/place.js';
import { expectData, uploadFile } from '../helpers/sample.js';
import { testBed } from '../helpers/test-bed.js';
import { downloaded, startLoad } from './support-backup/load.js';
import type { Load } from './support-backup/load.js';
import { makeOddTables, readOddTables } from './support-backup/odd-tables.js';
import { violationsIn } from './support-concurrency/violations.js';
import { makeOwnCollections } from './support-copy/own-collections.js';
import { expectNoViolations } from './support-guards/ledger.js';
import { newProject } from './support-http/new-project.js';
import type { TestProject } from './support-http/new-project.js';

const CLIENTS = 3;
/** Enough that the copy takes a while. */
const VERSIONS = 2000;

describe.each(vendors)('backup and restore on %s', { timeout: 300_000 }, (vendor) => {
  let source: OwnInstance;
  let quiet: TestProject;
  let load: Load;
  let archive: string;
  let odd: unknown;
  let schema: string[];
  let database: Database;
  let place: Place;
  let knex: Knex;
  let restored: Instance;
  let server: DirectusProcess | null = null;
  let forgotten: string;

  beforeAll(async () => {
    source = await startInstance({ vendor });
    quiet = await newProject(source);
    await makeOwnCollections(source, quiet.project_id);
    await makeOddTables(source.knex, vendor);
    await growLine(source.knex, {
      projectId: quiet.project_id,
      schemaKey: 'deep.line',
      count: VERSIONS,
    });
    forgotten = await uploadFile(source);
    odd = await readOddTables(source.knex, vendor);
    schema = await schemaOf(source.knex, vendor);
    archive = join(source.place.folder, 'backup.tar');
    database = await emptyDatabase(testBed(), vendor);
    place = await makePlace(testBed().folder, database);
    knex = connectTo(database);
    restored = { ...source, url: place.url, knex, database };
  }, 300_000);
  afterAll(async () => {
    if (server !== null) await stopServer(server);
    await knex.destroy();
    await removeDatabase(database);
    await source.stop();
  });

  test('a dry run says what would be in it, and writes nothing', async () => {
    const { code, out, errors } = await runCliIn(source.place, ['backup', '--out', archive, '--dry-run']);
    expect([code, errors]).toEqual([0, expect.stringContaining('A dry run: nothing was written.')]);
    expect(out).toMatch(new RegExp(`^artifact_versions +${VERSIONS}$`, 'm'));
    await expect(stat(archive)).rejects.toThrow(/ENOENT/);
  });

  test('a backup is made while clients write, and none of them is refused anything', async () => {
    load = await startLoad(source, CLIENTS);
    const begun = load.rounds();
    const { code, errors } = await runCliIn(source.place, ['backup', '--out', archive]);
    const done = load.rounds() - begun;
    await load.end();
    expect([code, errors]).toEqual([0, expect.stringMatching(/\nDone: .*backup\.tar, \d+ bytes\./)]);
    // One that nobody has recorded, and what was uploaded and not yet recorded at that moment.
    expect(errors).toMatch(/\nNot in it: \d+ files? that no version refers to\./);
    expect(done).toBeGreaterThan(3);
    // It has the hashes of passwords in it.
    expect((await stat(archive)).mode & 0o077).toBe(0);
  });

  test('a dry run of the restore verifies the archive, and changes nothing', async () => {
    const { code, errors } = await runCliIn(place, ['restore', archive, '--dry-run']);
    expect([code, errors]).toEqual([0, expect.stringContaining('The archive is whole')]);
    if (database.vendor === 'sqlite') await expect(stat(database.filename)).rejects.toThrow(/ENOENT/);
    else expect(await knex('pg_tables').where({ schemaname: 'public' })).toEqual([]);
    const asked = await runCliIn(place, ['restore', archive]);
    expect(asked).toMatchObject({ code: 1, errors: expect.stringContaining('Not confirmed') });
  });

  test('an empty instance gets all of it back', async () => {
    const { code, errors } = await runCliIn(place, ['restore', archive, '--yes']);
    expect([code, errors]).toEqual([0, expect.stringMatching(/\nNothing is wrong\.\nDone: restored and/)]);
    expect(await schemaOf(knex, vendor)).toEqual(schema);
    expect(await missingGuards(knex)).toEqual([]);
    expect(await readOddTables(knex, vendor)).toEqual(odd);
  });

  test('Directus starts on it, with every invariant true and every file right', async () => {
    server = await startPlace(place, () => undefined);
    await expectNoViolations(restored);
    for (const { project_id } of [quiet, ...load.projects])
      expect(await violationsIn(restored, project_id)).toEqual([]);
    const files: string[] = await knex('artifact_files').pluck('directus_files_id');
    expect(files.length).toBeGreaterThan(0);
    for (const id of files)
      expect(await downloaded(place.url, restored.admin.token, id), id).toBe(load.digests.get(id));
    const admin = as(place.url, restored.admin.token);
    for (const { project_id } of load.projects) {
      const { status, body } = await admin.get(`/artifacts/projects/${String(project_id)}/audit/verify`);
      expect([status, body.data]).toMatchObject([200, { valid: true }]);
    }
    // Not a version's file: the row is there, the bytes are not.
    expect((await admin.get(`/assets/${forgotten}`)).status).toBe(403);
  });

  test('people log in, and work goes on with the next numbers', async () => {
    const login = { email: 'admin@example.com', password: 'a-password-for-tests' };
    expect((await as(place.url, null).post('/auth/login', login)).status).toBe(200);
    const admin = as(place.url, restored.admin.token);
    const { count } = (await knex('customers').max({ count: 'id' }).first()) as { count: number };
    const customer = expectData(
      await admin.post<{ data?: { id: number } }>('/items/customers', { name: 'New' }),
    );
    expect(customer.id).toBeGreaterThan(count);
    const again = { ...quiet, agent: as(place.url, restored.agent.token) };
    const { body } = await again.agent.post('/artifacts/versions', {
      project_id: quiet.project_id,
      schema_key: 'deep.line',
      value: 'next',
    });
    expect(body.data).toMatchObject({ version_number: VERSIONS + 1, lineage_depth: VERSIONS });
  });

  test.runIf(vendor === vendors.at(-1))(
    'with --all-files the files that no version refers to come along',
    async () => {
      const all = join(source.place.folder, 'all.tar');
      const run = await runCliIn(source.place, ['backup', '--out', all, '--all-files']);
      expect(run.code, run.errors).toBe(0);
      const bytes = await readFile(join(source.place.env['STORAGE_LOCAL_ROOT']!, `${forgotten}.txt`));
      const { parts } = JSON.parse(await manifestOf(all)) as { parts: { name: string; sha256: string }[] };
      expect(parts.find(({ name }) => name === `files/local/${forgotten}.txt`)?.sha256).toBe(
        createHash('sha256').update(bytes).digest('hex'),
      );
    },
  );
});

/**
 * Without what PostgreSQL says in other words when it reads its own, for pg_dump as well: where casts stand, and the
 * names of NOT NULL, which are those that the column had once.
 */
async function schemaOf(knex: Knex, vendor: Vendor): Promise<string[]> {
  const lines = await describeDatabase(knex, vendor);
  const casts = /::(?:character varying|text)(?:\[\])?|[()]/g;
  return lines
    .filter((line) => !/^constraint .* NOT NULL \w+$/.test(line))
    .map((line) => (line.includes(' CHECK ') ? line.replace(casts, '') : line))
    .sort();
}

/** The last member of an archive, read without the code that is tested. */
async function manifestOf(path: string): Promise<string> {
  const text = (await readFile(path)).toString('latin1');
  const start = text.lastIndexOf('{\n "format": "artifacts-archive"');
  return text.slice(start, text.lastIndexOf('}') + 1);
}
