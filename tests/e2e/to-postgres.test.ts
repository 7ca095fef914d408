import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { missingGuards } from '../../migrations/lib/guards.js';
import { freePort, stopServer } from '../../scripts/lib/directus.js';
import { as } from '../helpers/api.js';
import { runCliIn } from '../helpers/cli.js';
import { connectTo, databaseEnvironment, emptyDatabase, removeDatabase } from '../helpers/database.js';
import type { Database } from '../helpers/database.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { growLine } from '../helpers/long-line.js';
import { startPlace } from '../helpers/place.js';
import { createTask, finishTask, uploadFile } from '../helpers/sample.js';
import { sharedServer, testBed } from '../helpers/test-bed.js';
import { answersOf } from './support-copy/answers.js';
import { makeOwnCollections } from './support-copy/own-collections.js';
import { digestOf, envFile, startCopy, tablesIn, untilCopied, urlOf } from './support-copy/run.js';
import { newProject } from './support-http/new-project.js';
import type { TestProject } from './support-http/new-project.js';
import { describeDatabase } from '../integration/support-migrations/describe-database.js';

const [LINES, LONG] = [40, 250];

describe.runIf(vendors.length === 2)('to-postgres, with 10,000 versions', { timeout: 600_000 }, () => {
  let source: OwnInstance;
  let file: string;
  let project: TestProject;
  let waiting: string;
  let before: Record<string, unknown>;
  let digest: string;
  let target: Database;
  let toEnv: string;
  let knex: Knex;

  beforeAll(async () => {
    source = await startInstance({ vendor: 'sqlite' });
    project = await newProject(source);
    ({ id: waiting } = await fill(source, project));
    before = await answersOf(source.url, source.admin.token, project.project_id);
    await source.kill();
    await source.knex.destroy();
    file = databaseEnvironment(source.database)['DB_FILENAME']!;
    digest = await digestOf(file);
    target = await emptyDatabase(testBed(), 'postgres');
    toEnv = await envFile(source.place, target);
    knex = connectTo(target);
  }, 300_000);
  afterAll(async () => {
    await knex.destroy();
    await source.stop();
    await removeDatabase(target);
  });

  const run = (...args: string[]) => runCliIn(source.place, ['to-postgres', ...args]);

  test('what cannot be a target is one line each, and changes nothing', async () => {
    const lastLines = async (...args: string[]) => {
      const { code, out, errors } = await run(...args);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(errors).not.toContain('a-secret-of-mine');
      return errors.trimEnd().split('\n').slice(1);
    };
    const { host, port, name } = { ...sharedServer('postgres').database, ...testBed().postgres! } as {
      host: string;
      port: number;
      name: string;
    };
    expect(await lastLines('--to', `postgres://postgres:a-secret-of-mine@${host}:${port}/${name}`)).toEqual([
      expect.stringMatching(
        /^Error: The target cannot be reached: password authentication failed .*\. Nothing/,
      ),
    ]);
    expect(await lastLines('--to', `postgres://me:a-secret-of-mine@127.0.0.1:${await freePort()}/x`)).toEqual(
      [expect.stringMatching(/^Error: The target cannot be reached: connect ECONNREFUSED/)],
    );
    expect(await lastLines('--to', urlOf(sharedServer('postgres').database))).toEqual([
      expect.stringMatching(
        /^Error: The target is not empty: it has \d+ tables \(artifact_approvals, .*\)\./,
      ),
    ]);
    const mysql = join(source.place.folder, 'mysql.env');
    await writeFile(mysql, 'DB_CLIENT=mysql\n');
    const { code, errors } = await run('--to-env', mysql);
    expect({ code, errors }).toEqual({
      code: 1,
      errors: `Error: DB_CLIENT in ${mysql} is "mysql"; the target must be "pg".\n`,
    });
    const pending = { ...source.place.env, ...databaseEnvironment(target) };
    const other = await runCliIn({ ...source.place, env: pending }, ['to-postgres', '--to', urlOf(target)]);
    expect(other).toMatchObject({ code: 1, errors: expect.stringContaining('has no Directus in it') });
    expect(await tablesIn(knex)).toEqual([]);
  });

  test('a dry run, and a question without an answer, change nothing', async () => {
    const dry = await run('--to-env', toEnv, '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.out).toMatch(new RegExp(`^artifact_versions +${LINES * LONG + 5}$`, 'm'));
    expect(dry.out).toMatch(/^customers +3 +your own$/m);
    const { code, errors } = await run('--to', urlOf(target));
    expect({ code, errors }).toEqual({ code: 1, errors: expect.stringContaining('Not confirmed') });
    expect(await tablesIn(knex)).toEqual([]);
    expect(await digestOf(file)).toBe(digest);
  });

  test('killed in the middle of a table it goes on with that table, and verifies everything', async () => {
    const first = startCopy(source.place, toEnv);
    await untilCopied(knex, 'artifact_subscriptions', first);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(await knex('artifact_copy').where({ kind: 'table' }).pluck('name')).not.toContain(
      'artifact_versions',
    );
    const { code, errors } = await run('--to-env', toEnv, '--yes');
    expect(errors).toContain('The target has a copy that was interrupted: it goes on where it was.');
    expect(errors).toMatch(/\n {2}11 tables copied before\n/);
    expect(errors).toMatch(/\n {2}artifact_versions: 10005 rows, \d+ rows\/s\n/);
    expect(errors).toMatch(/Nothing is wrong\.\nDone: \d+ rows copied and verified\./);
    expect(code).toBe(0);
    expect(await digestOf(file)).toBe(digest);
    const again = await run('--to-env', toEnv, '--yes');
    expect(again).toMatchObject({ code: 1, errors: expect.stringContaining('The target is not empty') });
  });

  test('the schema is the one that the migrations make on PostgreSQL, with the own fields', async () => {
    const template = connectTo(sharedServer('postgres').database);
    const schemaOf = async (database: Knex) =>
      (await describeDatabase(database, 'postgres')).filter((line) => !line.startsWith('row '));
    try {
      const [made, expected] = [await schemaOf(knex), await schemaOf(template)];
      expect(expected.filter((line) => !made.includes(line))).toEqual([]);
      const own = made.filter((line) => !expected.includes(line));
      expect(own.filter((line) => !/customers|orders/.test(line))).toEqual([
        'column projects.team character varying(255)',
      ]);
      expect(own).toContain('column orders.project uuid');
      const key = 'constraint orders orders_project_foreign FOREIGN KEY (project) REFERENCES projects(id)';
      expect(own.filter((line) => line.startsWith(key))).toHaveLength(1);
    } finally {
      await template.destroy();
    }
    expect(await missingGuards(knex)).toEqual([]);
  });

  test('Directus on the target answers as the source did, and work goes on', async () => {
    const place = { ...source.place, env: { ...source.place.env, ...databaseEnvironment(target) } };
    const server = await startPlace(place, () => undefined);
    try {
      const after = await answersOf(place.url, source.admin.token, project.project_id);
      // One by one: of all at once a difference would be too deep to be shown.
      for (const [path, answer] of Object.entries(before)) expect.soft(after[path], path).toEqual(answer);
      const anybody = as(place.url, null);
      const login = { email: 'admin@example.com', password: 'a-password-for-tests' };
      expect((await anybody.post('/auth/login', login)).status).toBe(200);
      const admin = as(place.url, source.admin.token);
      // 4 was given out, and deleted.
      expect((await admin.post('/items/customers', { name: 'New' })).body.data).toMatchObject({
        id: 5,
        active: true,
      });
      const context = `/artifacts/projects/${String(project.project_id)}/context`;
      const { headers } = await admin.get(context);
      const approved = await as(place.url, source.reviewer.token).post('/artifacts/decisions', {
        version_id: waiting,
        action: 'approve',
      });
      expect(approved.status).toBe(200);
      expect((await admin.get(context)).headers.get('etag')).not.toBe(headers.get('etag'));
      const { status, body } = await admin.get<{ data?: { violations: unknown[] } }>(
        '/artifacts/health?deep=true',
      );
      expect({ status, violations: body.data?.violations }).toEqual({ status: 200, violations: [] });
    } finally {
      await stopServer(server);
    }
  });

  test.each([
    ['idx_projects_logo_exists|idx_projects_context_gin', `SELECT * FROM projects WHERE context \\? 'brand'`],
    ['idx_projects_context_gin', `SELECT * FROM projects WHERE context \\? 'copy'`],
    [
      'idx_projects_primary_color',
      `SELECT * FROM projects WHERE context #>> '{brand,colors,primary}' = '#FF0000'`,
    ],
    ['idx_artifact_versions_content_hash', `SELECT * FROM artifact_versions WHERE content_hash = 'x'`],
    ['idx_artifact_versions_parent_hash', `SELECT * FROM artifact_versions WHERE parent_hash = 'x'`],
    [
      // Of so few approved versions, either may be the shorter way.
      'idx_artifact_versions_task_status|idx_approval_date',
      `SELECT * FROM artifact_versions WHERE source_task_id = '0c4ee9b4-0000-4000-8000-000000000001' AND status = 'approved' LIMIT 10`,
    ],
    [
      'idx_approval_date',
      `SELECT * FROM artifact_versions WHERE status = 'approved' AND approved_at > now()`,
    ],
  ])('%s serves its query', async (index, sql) => {
    const plan = await knex.transaction(async (trx) => {
      // A table that fits into a page is read whole, index or not.
      await trx.raw('SET LOCAL enable_seqscan = off');
      const { rows } = await trx.raw(`EXPLAIN ${sql}`);
      return JSON.stringify(rows);
    });
    expect(plan).toMatch(new RegExp(index));
  });
});

/** 10,000 versions in lines, and five with files, decisions, a promotion and a document; returns one that is pending. */
async function fill(source: OwnInstance, project: TestProject) {
  const { project_id: projectId, record, approve, ask } = project;
  for (let line = 0; line < LINES; line++)
    await growLine(source.knex, { projectId, schemaKey: `deep.line-${line}`, count: LONG });
  await makeOwnCollections(source, projectId);
  const task = await createTask(source, projectId);
  const [logo, text] = [await uploadFile(source), await uploadFile(source)];
  const first = await record('brand.logo', { colors: '🎨' }, { files: [logo, text], source_task_id: task });
  await approve(first);
  await finishTask(project.admin, task);
  const second = await record('brand.logo', { n: 1.5 }, { files: [text] });
  await ask({
    version_id: second.id,
    action: 'request_changes',
    reason: 'Bigger',
    feedback: { by: [2, null] },
  });
  await ask({ version_id: second.id, action: 'reject', reason: 'Still small' });
  await approve(await record('brand.colors', { primary: '#FF0000' }));
  const inputs = [first, second].map(({ schema_key, id }) => ({ schema_key, version_id: id }));
  await approve(await record('copy.headline', 'North, always.', { inputs }));
  return record('brand.logo', null, { files: [logo] });
}
