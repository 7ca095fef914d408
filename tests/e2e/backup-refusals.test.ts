import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pack as createPack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NODE, inRepository } from '../../scripts/lib/paths.js';
import { runCliIn } from '../helpers/cli.js';
import { databaseEnvironment, emptyDatabase, removeDatabase } from '../helpers/database.js';
import type { Database } from '../helpers/database.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { growLine } from '../helpers/long-line.js';
import { makePlace } from '../helpers/place.js';
import type { Place } from '../helpers/place.js';
import { uploadFile } from '../helpers/sample.js';
import { sharedServer, testBed } from '../helpers/test-bed.js';
import { newProject } from './support-http/new-project.js';

describe.each(vendors)('backups that cannot be, on %s', { timeout: 300_000 }, (vendor) => {
  let source: OwnInstance;
  let file: string;
  let folder: string;
  let archive: string;
  let database: Database;
  let place: Place;

  beforeAll(async () => {
    source = await startInstance({ vendor });
    const project = await newProject(source);
    file = await uploadFile(source, 'the bytes of a file, '.repeat(500));
    await project.approve(await project.record('brand.logo', { n: 1 }, { files: [file] }));
    // Nothing makes random bytes smaller: the archive gets larger than a disk that is full early.
    await project.record('brand.film', null, { files: [await uploadFile(source, randomBytes(2_000_000))] });
    await growLine(source.knex, { projectId: project.project_id, schemaKey: 'deep.line', count: 600 });
    folder = join(source.place.folder, 'backups');
    await mkdir(folder);
    archive = join(folder, 'good.tar');
    const made = await runCliIn(source.place, ['backup', '--out', archive]);
    expect(made.code, made.errors).toBe(0);
    database = await emptyDatabase(testBed(), vendor);
    place = await makePlace(testBed().folder, database);
  }, 300_000);
  afterAll(async () => {
    await removeDatabase(database);
    await source.stop();
  });

  /** What a command says that must fail: its last line. */
  async function refusal(where: Place, ...args: string[]): Promise<string> {
    const { code, errors } = await runCliIn(where, args);
    const said = errors.trimEnd().split('\n').at(-1)!;
    expect([code, said]).toEqual([1, expect.stringMatching(/^Error: /)]);
    return said;
  }

  const names = async () => (await readdir(folder)).sort();

  async function damaged(name: string, change: (bytes: Buffer) => Buffer): Promise<string> {
    const path = join(testBed().folder, `${vendor}-${name}.tar`);
    await writeFile(path, change(await readFile(archive)));
    return path;
  }

  test('a damaged archive is refused, naming the part, and nothing is changed', async () => {
    const flip = (bytes: Buffer, at: number) => {
      expect(at).toBeGreaterThan(0);
      bytes[at]! ^= 1;
      return bytes;
    };
    const restore = (path: string) => refusal(place, 'restore', path, '--yes');
    const cut = await damaged('cut', (bytes) => bytes.subarray(0, bytes.length / 2));
    expect(await restore(cut)).toMatch(/The archive is damaged: /);
    const bytes = await damaged('file', (all) => flip(all, all.indexOf('the bytes of a file') + 3000));
    expect(await restore(bytes)).toContain(`files/local/${file}.txt: its bytes have changed`);
    const part = vendor === 'sqlite' ? 'database.sqlite' : 'rows/artifact_versions/000001.jsonl.gz';
    const rows = await damaged('rows', (all) => flip(all, all.indexOf(part) + 2000));
    expect(await restore(rows)).toContain(`${part}: its bytes have changed`);
    expect(await restore(await damaged('text', () => Buffer.alloc(4000, 'no archive')))).toMatch(/damaged/);
    expect(await restore(await escaping())).toContain('leads out of the archive');
    expect(await restore(join(folder, 'none.tar'))).toContain('There is no file');
    if (database.vendor === 'sqlite') await expect(stat(database.filename)).rejects.toThrow(/ENOENT/);
    expect(await readdir(place.env['STORAGE_LOCAL_ROOT']!)).toEqual([]);
  });

  test('an instance that has something already, or is of another kind, is left alone', async () => {
    expect(await refusal(source.place, 'restore', archive, '--yes')).toMatch(/not empty: it has \d+ tables/);
    const other = vendors.find((one) => one !== vendor);
    if (other !== undefined) {
      const env = { ...place.env, ...databaseEnvironment(sharedServer(other).database) };
      expect(await refusal({ ...place, env }, 'restore', archive)).toMatch(/and this instance is on/);
    }
    const taken = join(place.env['STORAGE_LOCAL_ROOT']!, `${file}.txt`);
    await writeFile(taken, 'of somebody else');
    expect(await refusal(place, 'restore', archive, '--yes')).toContain(`another file ${file}.txt already`);
    expect(await readFile(taken, 'utf8')).toBe('of somebody else');
    await rm(taken);
    const wrong = await runCliIn(place, ['restore', archive, '--directory', testBed().folder]);
    expect(wrong).toMatchObject({ code: 1, errors: expect.stringContaining('There is no Directus in') });
  });

  test.runIf(vendor === vendors[0])('what is in the way of a backup stays as it is', async () => {
    const before = await readFile(archive);
    expect(await refusal(source.place, 'backup', '--out', archive)).toContain('exists already');
    expect((await readFile(archive)).equals(before)).toBe(true);
    const missing = join(folder, 'none', 'a.tar');
    expect(await refusal(source.place, 'backup', '--out', missing)).toMatch(/cannot be written: ENOENT/);
    if (userInfo().uid !== 0) {
      await chmod(folder, 0o500);
      expect(await refusal(source.place, 'backup', '--out', join(folder, 'a.tar'))).toMatch(/EACCES/);
      await chmod(folder, 0o700);
    }
    const usage = await runCliIn(source.place, ['backup']);
    expect(usage.code).toBe(2);
    expect(await names()).toEqual([basename(archive)]);
  });

  test.runIf(vendor === vendors[0])(
    'bytes that are missing or others fail a backup, unless they are accepted',
    async () => {
      const path = join(source.place.env['STORAGE_LOCAL_ROOT']!, `${file}.txt`);
      const bytes = await readFile(path);
      const out = join(folder, 'accepted.tar');
      await writeFile(path, Buffer.from(bytes.map((byte) => byte ^ 1)));
      expect(await refusal(source.place, 'backup', '--out', out)).toContain(
        `file ${file} (${file}.txt): its bytes are not those that were recorded`,
      );
      await rm(path);
      expect(await refusal(source.place, 'backup', '--out', out)).toContain('missing from the storage');
      expect(await names()).toEqual([basename(archive)]);
      const accepted = await runCliIn(source.place, ['backup', '--out', out, '--accept-missing']);
      expect([accepted.code, accepted.errors]).toEqual([
        0,
        expect.stringContaining('Not as the database says'),
      ]);
      await writeFile(path, bytes);
      await rm(out);
    },
  );

  test.runIf(vendor === vendors.at(-1))(
    'a disk that is full in the middle leaves nothing behind',
    async () => {
      const out = join(folder, 'full.tar');
      // Blocks of 1,024 bytes: writing goes on to fail with EFBIG.
      const limited = await run([
        '-c',
        'ulimit -f 300; exec "$0" "$@"',
        NODE,
        inRepository('cli/index.js'),
        'backup',
        '--out',
        out,
      ]);
      expect([limited.code, limited.errors]).toEqual([
        1,
        expect.stringMatching(/\nError: .*full\.tar cannot be written: .*(EFBIG|ENOSPC).*\n$/),
      ]);
      expect(await names()).toEqual([basename(archive)]);
    },
  );

  test('killed in the middle, it leaves nothing at its path, and says what to remove', async () => {
    const out = join(folder, 'killed.tar');
    const running = run(['-c', 'exec "$0" "$@"', NODE, inRepository('cli/index.js'), 'backup', '--out', out]);
    while (!(await names()).includes('killed.tar.partial')) await sleep(10);
    running.child.kill('SIGKILL');
    await running;
    // The process that was writing notices that nobody waits for it any more.
    while ((await names()).length > 1) await sleep(50);
    expect(await names()).toEqual([basename(archive)]);
    await writeFile(`${out}.partial`, 'of one that was killed itself');
    expect(await refusal(source.place, 'backup', '--out', out)).toContain(`remove ${out}.partial`);
    await rm(`${out}.partial`);
    const again = await runCliIn(source.place, ['backup', '--out', out]);
    expect(again.code, again.errors).toBe(0);
  });

  /** Runs a shell in the folder of the source. */
  function run(args: string[]) {
    const child = spawn('bash', args, { cwd: source.place.folder, env: source.place.env, stdio: 'pipe' });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
      child.once('close', (code) => resolve({ code, errors }));
    });
    return Object.assign(ended, { child });
  }

  /** A tar file with a member that leads out of it, which our writer would not make. */
  async function escaping(): Promise<string> {
    const path = join(testBed().folder, `${vendor}-escaping.tar`);
    const pack = createPack();
    pack.entry({ name: '../escaped' }, 'x');
    pack.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of pack) chunks.push(chunk as Buffer);
    await writeFile(path, Buffer.concat(chunks));
    return path;
  }
});
