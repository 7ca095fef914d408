import { rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POLICIES, REVIEWER_POLICY } from '../../cli/lib/policies.js';
import { startServer, stopServer } from '../../scripts/lib/directus.js';
import { installGuards, removeGuards } from '../../migrations/lib/guards.js';
import { runCli, runCliIn, runCliOn } from '../helpers/cli.js';
import type { CliRun } from '../helpers/cli.js';
import { copyDatabase, removeDatabase } from '../helpers/database.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { makePlace } from '../helpers/place.js';
import { pendingVersion } from '../helpers/sample.js';
import { testBed, vendorBed } from '../helpers/test-bed.js';
import { directusVersion } from '../helpers/versions.js';

interface Report {
  problems: number;
  warnings: number;
  findings: { check: string; state: string; found: string }[];
}

const states = ({ out }: CliRun) =>
  Object.fromEntries((JSON.parse(out) as Report).findings.map(({ check, state }) => [check, state]));

describe.each(vendors)('doctor on %s', (vendor) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    // Otherwise Directus remembers for 5 minutes how its storage was.
    instance = await startInstance({ vendor, env: { HEALTHCHECK_CACHE_TTL: '1ms' } });
  });
  afterAll(() => instance.stop());

  test('finds nothing wrong with a sound instance, also deep, and says on whom it worked', async () => {
    await pendingVersion(instance);
    const { code, out, errors } = await runCliOn(instance, ['doctor', '--deep']);
    expect(out).toMatch(/^ok {7}Connection .* administrator$/m);
    expect(out).toMatch(/^ok {7}Invariants .* all of them hold$/m);
    expect(out).toMatch(/\n0 problems, 0 warnings\.\n$/);
    expect(out).not.toMatch(/^(warning|problem|skipped)/m);
    expect(errors).toContain(`On the instance ${instance.url} as admin@example.com\n`);
    expect(errors).toContain('may take long');
    expect(code).toBe(0);
  });

  test('looks at what a reviewer and an agent may see, and says what it skipped', async () => {
    for (const { token } of [instance.reviewer, instance.agent]) {
      const run = await runCliOn(instance, ['doctor', '--json', '--deep'], token);
      expect(states(run)).toEqual({
        Connection: 'ok',
        Directus: 'ok',
        Release: 'skipped',
        Bundle: 'ok',
        'Tables and indexes': 'ok',
        Guards: 'ok',
        Outbox: 'ok',
        Schedule: 'ok',
        Settings: 'ok',
        Policies: 'skipped',
        Storage: 'skipped',
        'Payload size': 'ok',
        Invariants: 'skipped',
      });
      expect(run.code).toBe(0);
    }
  });

  test('a token that nobody has is a problem, and is not printed', async () => {
    const token = randomUUID();
    const { code, out, errors } = await runCliOn(instance, ['doctor'], token);
    expect(code).toBe(1);
    expect(out).toMatch(/^problem {2}Connection .* does not accept the token/);
    expect(out + errors).not.toContain(token);
  });

  test('missing guards, storage that cannot be written to, damaged content: each is a problem', async () => {
    const { knex, place } = instance;
    const { version } = await pendingVersion(instance, { schema_key: 'damaged' });
    await removeGuards(knex);
    await knex('artifact_versions').where({ id: version.id }).update({ value: '{"nonce":"mine"}' });
    const uploads = place.env['STORAGE_LOCAL_ROOT']!;
    await rm(uploads, { recursive: true });
    await writeFile(uploads, 'a file where the folder should be');
    const run = await runCliOn(instance, ['doctor', '--deep', '--json']);
    expect(states(run)).toMatchObject({ Guards: 'problem', Storage: 'problem', Invariants: 'problem' });
    const { problems, findings } = JSON.parse(run.out) as Report;
    expect({ code: run.code, problems }).toEqual({ code: 1, problems: 3 });
    expect(findings.find(({ check }) => check === 'Guards')?.found).toContain('artifact_guard_');
    expect(findings.find(({ check }) => check === 'Invariants')?.found).toMatch(
      /^1 violation: I8 in project/,
    );
    await rm(uploads);
    await knex('artifact_versions').where({ id: version.id }).update({ value: '{"format":"PNG"}' });
    await installGuards(knex);
    expect(await runCliOn(instance, ['doctor', '--deep'])).toMatchObject({ code: 0 });
  });

  test('a policy that is limited or gone is a warning, which does not fail', async () => {
    const { knex } = instance;
    const policy = await knex('directus_policies').where({ name: REVIEWER_POLICY }).first('id');
    const row = { policy: policy.id, collection: 'tasks', action: 'read' };
    await knex('directus_permissions').where(row).update({ fields: 'id,title' });
    const limited = await runCliOn(instance, ['doctor']);
    expect(limited.out).toMatch(
      /^warning {2}Policy Artifact Reviewer +limited: read tasks \(field subset\)$/m,
    );
    expect(limited.code).toBe(0);
    await knex('directus_permissions').where(row).update({ fields: '*' });
    await knex('directus_policies').where({ id: policy.id }).update({ name: 'Renamed' });
    const gone = await runCliOn(instance, ['doctor']);
    expect(gone.out).toMatch(/^warning {2}Policy Artifact Reviewer +not there$/m);
    expect(gone.code).toBe(0);
    await knex('directus_policies').where({ id: policy.id }).update({ name: POLICIES[0]!.name });
  });

  test('with the folder it also reads settings and migrations, and without a URL only those', async () => {
    const { url, place, admin, knex } = instance;
    const both = await runCliIn(place, [
      'doctor',
      '--json',
      '--directory',
      '.',
      '--url',
      url,
      '--token',
      admin.token,
    ]);
    expect(states(both)).toMatchObject({ Connection: 'ok', Migrations: 'ok', EXTENSIONS_MUST_LOAD: 'ok' });
    expect(both.errors).toContain(`On the database of ${place.folder}, with Directus ${directusVersion}`);
    const row = { version: 'artifacts005', name: 'Subscriptions' };
    await knex('directus_migrations').where({ version: row.version }).delete();
    const env = { EXTENSIONS_MUST_LOAD: 'false', MAX_PAYLOAD_SIZE: '100kb' };
    const folder = await runCliIn(place, ['doctor', '--json', '--directory', '.'], env);
    expect(states(folder)).toEqual({
      Directus: 'ok',
      Database: 'ok',
      Migrations: 'problem',
      'Migration files': 'ok',
      EXTENSIONS_MUST_LOAD: 'warning',
      'Payload size': 'warning',
    });
    expect(folder.code).toBe(1);
    await knex('directus_migrations').insert({ ...row, timestamp: new Date() });
  });
});

test('a Directus without the bundle, with a small payload limit, is told apart from a sound one', async () => {
  const vendor = vendors[0]!;
  const { template, people } = vendorBed(vendor);
  const database = await copyDatabase(testBed(), template);
  const place = await makePlace(testBed().folder, database, { MAX_PAYLOAD_SIZE: '100kb' });
  const { folder } = place;
  const server = await startServer({
    folder,
    env: { ...place.env, EXTENSIONS_PATH: join(folder, 'extensions') },
  });
  const env = { DIRECTUS_URL: place.url, DIRECTUS_TOKEN: people.admin.token };
  try {
    const { code, out } = await runCli(['doctor'], { env });
    expect(out).toMatch(
      /^problem {2}Bundle .* is Directus, but without the bundle: \/artifacts\/health is not there/m,
    );
    expect(out).toMatch(/^warning {2}Payload size /m);
    expect(code).toBe(1);
    const verify = await runCli(['verify', '--project', '1'], { env });
    expect(verify).toMatchObject({ code: 1, out: '' });
    expect(verify.errors).toMatch(/\nError: .* without the bundle/);
  } finally {
    await stopServer(server);
    await removeDatabase(database);
  }
});
