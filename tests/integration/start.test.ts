import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credentials } from '../../scripts/lib/credentials.js';
import { freePort } from '../../scripts/lib/directus.js';
import { inRepository } from '../../scripts/lib/paths.js';
import { as } from '../helpers/api.js';
import { databaseEnvironment } from '../helpers/database.js';
import { createDatabase, startPostgres } from '../helpers/postgres.js';
import type { Postgres } from '../helpers/postgres.js';
import { expectData } from '../helpers/sample.js';
import { vendors } from '../helpers/vendors.js';

interface VersionRow {
  schema_key: string;
  status: string;
  promoted_context_version: number | null;
  primary_file_id: { type: string } | null;
  source_task_id: { status: string };
}

interface Run {
  child: ChildProcess;
  output: () => string;
  exited: Promise<number | null>;
}

describe.each(vendors)('npm start and npm run demo on %s', (vendor) => {
  let folder: string;
  let postgres: Postgres | null = null;
  let env: Record<string, string>;
  let run: Run;
  let credentials: Credentials;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'artifacts-start-'));
    const { PATH = '', HOME = '' } = process.env;
    env = { PATH, HOME, DATA_DIR: join(folder, 'data'), PORT: String(await freePort()) };
    if (vendor === 'postgres') {
      postgres = await startPostgres();
      await createDatabase(postgres.address, 'registry');
      const database = { vendor, address: postgres.address, name: 'registry' };
      env = { ...env, ...databaseEnvironment(database) };
    }
    run = await start(env);
    credentials = JSON.parse(await readFile(join(folder, 'data/credentials.json'), 'utf8')) as Credentials;
  });

  afterAll(async () => {
    run.child.kill('SIGTERM');
    await run.exited;
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('ends with a block that says where, with what and what first, and no secret', () => {
    const url = `http://127.0.0.1:${env['PORT'] ?? ''}`;
    expect(run.output()).toContain(`runs at ${url}`);
    expect(run.output()).toContain('credentials.json');
    expect(run.output()).toContain(`${url}/admin/artifacts`);
    const { admin, reviewer, agent } = credentials;
    for (const secret of [admin.password, admin.token, reviewer.password, reviewer.token, agent.token])
      expect(run.output()).not.toContain(secret);
  });

  it('keeps the credentials to their owner', async () => {
    for (const name of ['credentials.json', 'directus.env'])
      expect((await stat(join(folder, 'data', name))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700);
  });

  it('lets the reviewer log in, without the dialogs of a first login', async () => {
    const { email, password } = credentials.reviewer;
    const login = await as(credentials.url, null).post('/auth/login', { email, password });
    expect(login.status).toBe(200);
    const admin = as(credentials.url, credentials.admin.token);
    const settings = await admin.get('/settings?fields=project_owner,project_usage');
    expect(settings.body.data).toEqual({ project_owner: 'admin@example.com', project_usage: 'community' });
  });

  it('seeds versions of different kinds that wait for review, and one live logo', async () => {
    expect(await versions(credentials)).toEqual([
      'brand.colors pending - needs_review',
      'brand.logo approved image/png done live',
      'brand.logo pending image/png needs_review',
      'brand.voice pending text/markdown needs_review',
      'deliverables.business_card pending application/pdf needs_review',
    ]);
  });

  it('gives the agent no right to decide', async () => {
    const agent = as(credentials.url, credentials.agent.token);
    const [version] = expectData(
      await agent.get<{ data?: { id: string }[] }>('/items/artifact_versions?filter[status]=pending&limit=1'),
    );
    const reply = await agent.patch(`/items/artifact_versions/${version!.id}`, { status: 'approved' });
    expect(reply.status).toBe(403);
  });

  it('plays the story of the demo, and fails it when no server answers', async () => {
    const demo = await runScript('demo.js', env);
    expect(demo.output).toContain('context_version is 3');
    expect(demo.code).toBe(0);
    const nowhere = await runScript('demo.js', env, ['--url', 'http://127.0.0.1:1']);
    expect(nowhere.code).toBe(1);
    expect(nowhere.output).toMatch(/^Error: No Directus answers at .*\n$/);
  });

  it('starts again without setting up anything twice, with everything as it was left', async () => {
    const reviewer = as(credentials.url, credentials.reviewer.token);
    const [voice] = expectData(
      await reviewer.get<{ data?: { id: string }[] }>(
        '/items/artifact_versions?filter[schema_key]=brand.voice',
      ),
    );
    await reviewer.patch(`/items/artifact_versions/${voice!.id}`, {
      status: 'rejected',
      rejection_reason: 'no',
    });
    const before = await versions(credentials);
    run.child.kill('SIGINT');
    expect(await run.exited).toBe(0);
    expect(run.output()).not.toContain('Directus has ended');
    run = await start(env);
    expect(run.output()).not.toMatch(/Creating the database|Building the bundle/);
    expect(await versions(credentials)).toEqual(before);
    expect(JSON.parse(await readFile(join(folder, 'data/credentials.json'), 'utf8'))).toEqual(credentials);
  });

  it('does not leave Directus behind when it is killed', async () => {
    run.child.kill('SIGKILL');
    await run.exited;
    await expect.poll(() => fetch(credentials.url).catch(() => 'gone'), { timeout: 10_000 }).toBe('gone');
    run = await start(env);
  });
});

/** Runs `npm start`'s script until it says that the server is up. */
async function start(env: Record<string, string>): Promise<Run> {
  const child = spawn(process.execPath, [inRepository('scripts/start.js')], { env, cwd: inRepository() });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  const up = new Promise<'up'>((resolve) => {
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.includes('Ctrl-C')) resolve('up');
    });
  });
  if ((await Promise.race([up, exited])) !== 'up') throw new Error(`npm start failed:\n${output}`);
  return { child, output: () => output, exited };
}

async function runScript(
  name: string,
  env: Record<string, string>,
  args: string[] = [],
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [inRepository(`scripts/${name}`), ...args], { env });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

/** The sample project's versions, one line each. */
async function versions(credentials: Credentials): Promise<string[]> {
  const admin = as(credentials.url, credentials.admin.token);
  const fields = 'schema_key,status,promoted_context_version,primary_file_id.type,source_task_id.status';
  const filter = 'filter[project_id][title]=Northwind rebrand';
  const reply = await admin.get<{ data?: VersionRow[] }>(
    `/items/artifact_versions?fields=${fields}&${filter}&limit=-1`,
  );
  const lines = expectData(reply).map((row) =>
    [
      row.schema_key,
      row.status,
      row.primary_file_id?.type ?? '-',
      row.source_task_id.status,
      ...(row.promoted_context_version === null ? [] : ['live']),
    ].join(' '),
  );
  return lines.sort();
}
