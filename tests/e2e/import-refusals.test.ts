import { randomUUID } from 'node:crypto';
import { readdir, readFile, truncate, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCliIn } from '../helpers/cli.js';
import { oneVendor as vendors, startInstance } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject, recordVersion } from '../helpers/sample.js';
import { as } from '../helpers/api.js';
import { testBed } from '../helpers/test-bed.js';
import { runCommand } from '../helpers/commands.js';
import { expectNoViolations } from './support-guards/ledger.js';
import { movingProject } from './support-transfer/moving-project.js';
import type { MovingProject } from './support-transfer/moving-project.js';
import { rewrite, rewriteRow, tarWith } from './support-transfer/rewrite.js';

const SLOW = { timeout: 180_000 };

const TABLES = [
  'projects',
  'tasks',
  'task_executions',
  'directus_files',
  'directus_folders',
  'artifact_versions',
  'artifact_files',
  'artifact_approvals',
  'task_artifacts',
  'documents',
  'artifact_file_digests',
];

// Each command starts Directus: what is found before the database is asked is tried beside one database only.
describe.each(vendors)('what is refused by import and export on %s', SLOW, (vendor) => {
  let source: OwnInstance;
  let target: OwnInstance;
  let moving: MovingProject;
  let archive: string;
  let before: unknown;

  const place = (name: string) => join(testBed().folder, `${vendor}-${name}-${randomUUID().slice(0, 8)}.tar`);
  const storage = () => readdir(target.place.env['STORAGE_LOCAL_ROOT']!).catch(() => []);
  const state = async (): Promise<unknown> => [
    await Promise.all(TABLES.map((table) => target.knex(table).orderBy(1))),
    await storage(),
  ];
  /** Runs the command that the CLI starts inside of Directus, and expects that it refuses and changes nothing. */
  const refusal = async (file: string): Promise<string[]> => {
    const { code, output } = await runCommand(target, ['import', `--file=${file}`, '--yes']);
    expect(code).toBe(1);
    expect(await state()).toEqual(before);
    return output.trimEnd().split('\n');
  };

  beforeAll(async () => {
    [source, target] = await Promise.all([startInstance({ vendor }), startInstance({ vendor })]);
    moving = await movingProject(source);
    archive = place('good');
    const { code } = await runCommand(source, ['export', `--project=${moving.id}`, `--out=${archive}`]);
    expect(code).toBe(0);
    before = await state();
  }, 300_000);
  afterAll(() => Promise.all([source, target].map((instance) => instance.stop())));

  test.runIf(vendor === vendors[0])(
    'an archive that was changed, cut, is none, or leads out of itself',
    async () => {
      const bytes = await readFile(archive);
      const changed = place('changed');
      const at = bytes.indexOf('first bytes');
      await writeFile(
        changed,
        Buffer.concat([bytes.subarray(0, at), Buffer.from('F'), bytes.subarray(at + 1)]),
      );
      expect(await refusal(changed)).toEqual([
        `Error: The archive is damaged: files/${moving.files[0]}: its bytes have changed. Nothing was changed.`,
      ]);
      const cut = place('cut');
      await writeFile(cut, bytes);
      await truncate(cut, Math.floor(bytes.length / 2));
      expect(await refusal(cut)).toEqual([
        expect.stringMatching(/^Error: The archive is damaged: .*\. Nothing was changed\.$/),
      ]);
      const none = place('none');
      await writeFile(none, 'This is no archive.');
      expect(await refusal(none)).toEqual([
        expect.stringMatching(/^Error: The archive is damaged: .*\. Nothing was changed\.$/),
      ]);
      expect(await refusal(await tarWith(place('escaping'), '../../etc/x'))).toEqual([
        'Error: The archive is damaged: "../../etc/x": its name leads out of the archive. Nothing was changed.',
      ]);
    },
  );

  test('an archive that fits its digests, but is a forgery', async () => {
    const forge = (table: string, where: object, set: object): Promise<string> =>
      rewriteRow(archive, place('forged'), {
        table,
        where: where as Record<string, unknown>,
        set: set as Record<string, unknown>,
      });
    const version = 'artifact_versions';
    expect(await refusal(await forge(version, { id: moving.first.id }, { value: '{"other":1}' }))).toEqual([
      expect.stringMatching(/^brand\.book, version 1 .*: its content has the hash .*, but .* is stored\.$/),
      expect.stringMatching(/^Error: The project .* cannot be imported here\. Nothing was changed\.$/),
    ]);
    const otherBytes = await rewrite(archive, place('forged'), {
      bytes: (name, bytes) => (name.endsWith(moving.files[0]!) ? Buffer.from('other') : bytes),
    });
    expect((await refusal(otherBytes))[0]).toMatch(/^posters\.main, version 1 .*: its content has the hash/);
    expect((await refusal(await forge('artifact_approvals', { sequence: 2 }, { reason: 'x' })))[0]).toMatch(
      /^The audit log, entry 2 \(.*\): The entry was changed after it was written/,
    );
    expect(await refusal(await forge('projects', {}, { context: '{"a":{"b":1}}' }))).toContainEqual(
      expect.stringMatching(/^I2, The context has/),
    );
    expect(
      await refusal(await forge(version, { id: moving.second.id }, { lineage_depth: 7 })),
    ).toContainEqual(`I8, version ${moving.second.id}, lineage_depth: not what follows from the parent.`);
    const otherStatus = await forge(version, { id: moving.rejected.id }, { status: 'approved' });
    expect((await refusal(otherStatus)).slice(-2)).toEqual([
      `artifact_versions ${moving.rejected.id} cannot be stored as it is in the archive: it differs in status.`,
      expect.stringMatching(/^Error: The project .* breaks rules of the registry\. Nothing was changed\.$/),
    ]);
    expect(await refusal(await forge('tasks', {}, { secret: 1 }))).toEqual([
      'Error: rows/tasks/000001.jsonl.gz: a row has a column "secret" that this release does not know. Nothing was changed.',
    ]);
    expect(await refusal(await rewrite(archive, place('forged'), { kind: 'backup' }))).toEqual([
      expect.stringMatching(/ is a backup, not the export of a project\.$/),
    ]);
  });

  test('keys that do not fit, and rows that are here already but not the same', async () => {
    const renamed = await rewrite(archive, place('renamed'), {
      rows: (_, rows) =>
        rows.map((row) => ({
          ...row,
          ...(row['id'] === moving.id ? { id: 7 } : {}),
          ...('project_id' in row ? { project_id: 7 } : {}),
        })),
    });
    // The hashes of the log name the project: a key is never changed on the way.
    expect((await refusal(renamed))[0]).toMatch(/^The audit log, entry 1/);
    const unlogged = await rewrite(renamed, place('unlogged'), {
      rows: (table, rows) => (table === 'artifact_approvals' ? [] : rows),
    });
    expect((await refusal(unlogged))[0]).toMatch(
      /^projects 7: here the keys of projects are of type .*, which it/,
    );

    const project = await createProject(target);
    const agent = as(target.url, target.agent.token);
    const { id } = await recordVersion(agent, { project_id: project, schema_key: 'a', value: 1 });
    const taken = await rewrite(archive, place('taken'), {
      rows: (_, rows) => JSON.parse(JSON.stringify(rows).replaceAll(moving.pending.id, id)) as typeof rows,
    });
    before = await state();
    expect(await refusal(taken)).toContain(
      `artifact_versions ${id} is here already, and not of this project.`,
    );

    const [file] = moving.files;
    await target.knex('directus_files').insert({
      id: file,
      storage: 'local',
      filename_disk: `${file}.txt`,
      filename_download: 'mine.txt',
      filesize: 4,
    });
    await writeFile(join(target.place.env['STORAGE_LOCAL_ROOT']!, `${file}.txt`), 'mine');
    before = await state();
    expect(await refusal(archive)).toContain(`directus_files ${file} is here already, with other bytes.`);
    await target.knex('directus_files').where({ id: file }).delete();
    await rm(join(target.place.env['STORAGE_LOCAL_ROOT']!, `${file}.txt`));
  });

  test('what fails at the end leaves neither rows nor files', async () => {
    before = await state();
    // Lets the trial pass, in which files have no bytes yet.
    const refuses = `EXISTS (SELECT 1 FROM directus_files WHERE id = NEW.file_id AND filesize IS NOT NULL)`;
    if (vendor === 'sqlite') {
      await target.knex.raw(
        `CREATE TRIGGER refuse_documents BEFORE INSERT ON documents WHEN ${refuses} BEGIN SELECT RAISE(ABORT, 'not today'); END`,
      );
    } else {
      await target.knex.raw(
        `CREATE FUNCTION refuse_documents() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ${refuses} THEN RAISE EXCEPTION 'not today'; END IF; RETURN NEW; END $$`,
      );
      await target.knex.raw(
        'CREATE TRIGGER refuse_documents BEFORE INSERT ON documents FOR EACH ROW EXECUTE FUNCTION refuse_documents()',
      );
    }
    expect((await refusal(archive)).at(-1)).toMatch(
      /^Error: The import failed: .*not today \(.*\)\. Nothing was kept\.$/,
    );
    await target.knex.raw(`DROP TRIGGER refuse_documents${vendor === 'sqlite' ? '' : ' ON documents'}`);
  });

  test('a file that a killed import has begun is written anew', async () => {
    const [file] = moving.files;
    await target.knex('directus_files').insert({
      id: file,
      storage: 'local',
      filename_disk: `${file}.txt`,
      filename_download: 'eins ä.txt',
    });
    await writeFile(join(target.place.env['STORAGE_LOCAL_ROOT']!, `${file}.txt`), 'first');
    const { code } = await runCommand(target, ['import', `--file=${archive}`, '--yes']);
    expect(code).toBe(0);
    await expectNoViolations(target);
    // A title that somebody gives a file later does not make it another one.
    await target.knex('directus_files').where({ id: file }).update({ title: 'Renamed' });
    expect((await runCommand(target, ['import', `--file=${archive}`, '--yes'])).summary).toBe(
      'All of it is here already, and equal. Nothing was changed.',
    );
  });

  test.runIf(vendor === vendors[0])(
    'the command line itself: wrong folder, no such file, no such project, a file in the way',
    async () => {
      const last = async (...args: string[]): Promise<unknown> => {
        const { code, errors } = await runCliIn(source.place, args);
        return [code, errors.trimEnd().split('\n').at(-1)];
      };
      expect(await last('import', archive, '--directory', '/nowhere')).toEqual([
        2,
        'Error: There is no folder /nowhere.',
      ]);
      expect(await last('import', '/nowhere.tar')).toEqual([1, 'Error: There is no file /nowhere.tar.']);
      expect(await last('import', archive, '--map', 'a=b')).toEqual([
        2,
        'Error: --map is for --format file_attachments.',
      ]);
      expect(await last('export', 'x')).toEqual([2, 'Error: Where to? Give --out, e.g. --out project.tar.']);
      expect(await last('export', 'x', '--out', archive)).toEqual([
        1,
        `Error: There is a file ${archive} already, and it is not replaced.`,
      ]);
      expect(await last('export', 'x', '--out', place('none'))).toEqual([1, 'Error: There is no project x.']);
      expect(await last('export', String(moving.id), '--out', '/nowhere/x.tar')).toEqual([
        1,
        expect.stringMatching(
          /^Error: \/nowhere\/x\.tar cannot be written \(ENOENT.*\)\. Nothing was written\.$/,
        ),
      ]);
    },
  );

  test('a project whose content was changed behind the back of the guards is not exported', async () => {
    const file = moving.files[0]!;
    const { filename_disk } = await source.knex('directus_files').where({ id: file }).first();
    await writeFile(join(source.place.env['STORAGE_LOCAL_ROOT']!, filename_disk as string), 'other bytes');
    const out = place('damaged');
    const { code, errors } = await runCliIn(source.place, ['export', String(moving.id), '--out', out]);
    expect(errors).toMatch(
      /\nError: The project cannot be exported as it is\. posters\.main, version 1 .*\n$/,
    );
    expect(code).toBe(1);
    await expect(readFile(out)).rejects.toThrow('ENOENT');
    await expect(readFile(`${out}.partial`)).rejects.toThrow('ENOENT');
  });
});
