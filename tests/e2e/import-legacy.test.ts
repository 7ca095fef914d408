import { symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApprovalEntry, JsonObject, Key, Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { runCliIn } from '../helpers/cli.js';
import type { CliRun } from '../helpers/cli.js';
import { runCommand } from '../helpers/commands.js';
import { oneVendor as vendors, startInstance } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject, createTask, expectData, readProject, uploadFile } from '../helpers/sample.js';
import { expectNoViolations } from './support-guards/ledger.js';
import { newProject } from './support-http/new-project.js';
import { dayAfter, writeExport } from './support-transfer/attachments.js';
import type { Attachment } from './support-transfer/attachments.js';
import { bytesOf } from './support-transfer/moving-project.js';

const SLOW = { timeout: 180_000 };

describe.each(vendors)('importing file_attachments on %s', SLOW, (vendor) => {
  let instance: OwnInstance;
  let path: string;
  let rows: Attachment[];
  let projects: Key[];
  let taskId: Key;
  let uploaded: string;

  /** As an operator does, which starts Directus twice. */
  const runAsOperator = (file: string, ...args: string[]): Promise<CliRun> =>
    runCliIn(instance.place, ['import', file, '--format', 'file_attachments', ...args]);
  /** What that starts inside of Directus. */
  const run = async (file: string, ...args: string[]): Promise<{ code: number | null; out: string }> => {
    const options = [`--file=${file}`, '--format=file_attachments', ...args];
    const { code, output } = await runCommand(instance, ['import', ...options]);
    return { code, out: output };
  };
  const versionsOf = async (project: Key): Promise<Version[]> =>
    expectData(
      await as(instance.url, instance.admin.token).get<{ data?: Version[] }>(
        `/items/artifact_versions?filter[project_id][_eq]=${project}&sort=schema_key,version_number&limit=-1`,
      ),
    );
  const counts = async (): Promise<unknown> =>
    Promise.all(
      ['artifact_versions', 'artifact_approvals', 'artifact_files', 'directus_files'].map((table) =>
        instance.knex(table).count('* as rows'),
      ),
    );

  beforeAll(async () => {
    instance = await startInstance({ vendor });
    projects = [await createProject(instance), await createProject(instance)];
    taskId = await createTask(instance, projects[0]!, { status: 'in_progress' });
    uploaded = await uploadFile(instance, 'already there', 'there.txt');
    // A hundred rows, newest first: 20 keys in each of two projects, three rows of every second key, two of the others.
    rows = Array.from({ length: 100 }, (_, index): Attachment => {
      const number = 99 - index;
      const key = number % 40;
      return {
        id: String(1000 + number),
        project_id: projects[key % 2]!,
        schema_key: `slides.s${Math.floor(key / 2)}`,
        value: number % 3 === 0 ? { number, text: 'Größe; "XL",\nneu' } : '',
        file: number % 3 === 1 ? uploaded : number % 3 === 2 ? `files/${number % 5}.txt` : '',
        task_id: number === 0 ? taskId : '',
        title: number === 0 ? '=HYPERLINK("http://example.com")' : `Nr. ${number}`,
        date_created: dayAfter(number),
      };
    });
    const files = Object.fromEntries([0, 1, 2, 3, 4].map((n) => [`files/${n}.txt`, `bytes of ${n} ä`]));
    path = await writeExport(instance, 'file_attachments.csv', rows, files);
  }, 300_000);
  afterAll(() => instance.stop());

  test('a dry run says what would be done, and changes nothing', async () => {
    const before = await counts();
    const { code, out } = await runAsOperator(path, '--dry-run');
    expect(out.split('\n').sort()).toEqual(
      [
        '',
        'A dry run: nothing was changed.',
        ...projects.map((id) => `Project ${id}: 50 new, 0 imported before.`),
      ].sort(),
    );
    expect(code).toBe(0);
    expect(await counts()).toEqual(before);
  });

  test('rows become versions in the order of their dates, the newest approved and live', async () => {
    const { code, out, errors } = await runAsOperator(dirname(path), '--yes');
    expect(errors).toMatch(/^On the database of .*\n$/);
    expect(out).toContain(`Imported 50 versions into project ${projects[0]}, now at context version 1.\n`);
    expect(code).toBe(0);
    for (const project of projects) {
      const own = rows.filter(({ project_id }) => project_id === project).reverse();
      const versions = await versionsOf(project);
      expect(versions).toHaveLength(50);
      for (const key of new Set(versions.map(({ schema_key }) => schema_key))) {
        const line = versions.filter(({ schema_key }) => schema_key === key);
        const expected = own.filter(({ schema_key }) => schema_key === key);
        expect(line.map(({ summary }) => summary)).toEqual(expected.map(({ title }) => title));
        expect(line.map(({ version_number }) => version_number)).toEqual(
          expected.map((_, index) => index + 1),
        );
        expect(line.map(({ status }) => status)).toEqual(
          expected.map((_, index) => (index === expected.length - 1 ? 'approved' : 'superseded')),
        );
        expect(line.map(({ date_created }) => new Date(date_created!).toISOString())).toEqual(
          expected.map(({ date_created }) => date_created),
        );
        expect(line.map(({ value }) => value)).toEqual(
          expected.map(({ value }) => (value === '' ? null : value)),
        );
        expect(line.map(({ parent_id }) => parent_id)).toEqual([
          null,
          ...line.slice(0, -1).map(({ id }) => id),
        ]);
      }
      const { context, context_version } = await readProject(instance, project);
      expect(context_version).toBe(1);
      expect((context!['_meta'] as JsonObject)['total_artifacts']).toBe(20);
    }
  });

  test('the log says who, why and what; files and formulas are what they were', async () => {
    const history = expectData(
      await as(instance.url, instance.admin.token).get<{ data?: ApprovalEntry[] }>(
        `/artifacts/projects/${projects[0]}/history?limit=100`,
      ),
    );
    expect(new Set(history.map(({ actor_type, actor_id }) => `${actor_type} ${actor_id}`))).toEqual(
      new Set(['system null']),
    );
    const reasons = history.filter(({ action }) => action === 'approve').map(({ reason }) => reason);
    expect(reasons).toContain('imported from file_attachments, 1000');
    expect(reasons).toHaveLength(50);
    const versions = await versionsOf(projects[0]!);
    const first = versions.find(({ source_task_id }) => source_task_id !== null)!;
    expect(first).toMatchObject({ source_task_id: taskId, summary: '=HYPERLINK("http://example.com")' });
    const fromFolder = versions.find(({ summary }) => summary === 'Nr. 2')!;
    expect((await bytesOf(instance, fromFolder.primary_file_id!)).toString()).toBe('bytes of 2 ä');
    // Rows with the same path share a file.
    expect(await instance.knex('directus_files').where('filename_download', '2.txt')).toHaveLength(1);
    await expectNoViolations(instance);
  });

  test('a second run changes nothing', async () => {
    const before = await counts();
    const { code, out } = await run(path, '--yes');
    expect(out).toContain(`Project ${projects[1]}: 0 new, 50 imported before.\n`);
    expect(out).toMatch(/All of it is here already\. Nothing was changed\.\n$/);
    expect(code).toBe(0);
    expect(await counts()).toEqual(before);
  });

  test('a link that leads out of the folder is no file of the export', async () => {
    const before = await counts();
    const json = await writeExport(instance, 'file_attachments.json', rows);
    await symlink(join(dirname(path), 'files', '0.txt'), join(dirname(json), 'files', '0.txt'));
    const { code, out } = await run(json, '--yes');
    expect(out).toMatch(/^item \d+, file: There is no file "files\/0\.txt" in the folder of the export/m);
    expect(code).toBe(1);
    expect(await counts()).toEqual(before);
  });

  test('a newer row of a key that was imported goes on with its line; an older one is refused', async () => {
    const row = (id: string, day: number, value: string): Attachment => ({
      ...rows[99]!,
      id,
      file: '',
      value,
      date_created: dayAfter(day),
    });
    const files = Object.fromEntries([0, 1, 2, 3, 4].map((n) => [`files/${n}.txt`, `bytes of ${n} ä`]));
    const older = await writeExport(instance, 'file_attachments.csv', [...rows, row('2', 1, 'older')], files);
    const refused = await run(older, '--yes');
    expect(refused.out).toMatch(
      /, date_created: It is older than a row of the same key that was imported before/,
    );
    expect(refused.code).toBe(1);
    const newer = await writeExport(
      instance,
      'file_attachments.csv',
      [...rows, row('3', 300, 'newer')],
      files,
    );
    expect((await run(newer, '--yes')).code).toBe(0);
    const line = (await versionsOf(projects[0]!)).filter(({ schema_key }) => schema_key === 'slides.s0');
    expect(line.map(({ status }) => status)).toEqual(['superseded', 'superseded', 'superseded', 'approved']);
    expect(line.at(-1)).toMatchObject({ value: 'newer', version_number: 4, promoted_context_version: 2 });
    await expectNoViolations(instance);
  });

  test('of two projects, the one with a wrong row is left alone as a whole', async () => {
    const [good, bad, taken] = [
      await createProject(instance),
      await createProject(instance),
      await newProject(instance),
    ];
    await taken.record('brand.logo', 1);
    await taken.approve(await taken.record('docs', 1));
    const row = (id: number, project_id: Key, schema_key: string, more: Attachment = {}): Attachment => ({
      Nr: id,
      project_id,
      Slot: schema_key,
      value: { id },
      file: null,
      task_id: null,
      ...more,
    });
    const file = await writeExport(instance, 'file_attachments.json', [
      row(1, good, 'brand.logo'),
      row(2, bad, 'brand.name'),
      row(3, bad, 'Brand Logo'),
      row(4, bad, 'x', { file: '0c4ee9b4-0000-4000-8000-000000000001' }),
      row(5, bad, 'y', { file: 'files/none.txt' }),
      row(6, bad, 'z', { task_id: taskId }),
      row(7, 'nobody', 'brand.logo'),
      row(8, taken.project_id, 'brand.logo'),
      row(9, taken.project_id, 'docs.readme'),
    ]);
    const map = ['--map', 'id=Nr', '--map', 'schema_key=Slot'];
    const { code, out } = await runAsOperator(file, ...map, '--yes');
    expect(code).toBe(1);
    expect(out.split('\n').slice(0, -1)).toEqual([
      'item 3, schema_key: "Brand Logo" is no schema key: segments of a-z, 0-9, "_" and "-", joined by dots. Call it "brand_logo".',
      'item 4, file: There is no file 0c4ee9b4-0000-4000-8000-000000000001 in this Directus: upload it, or give its path beside the export.',
      'item 5, file: There is no file "files/none.txt" in the folder of the export: put it there, or correct the path.',
      `item 6, task_id: The task ${taskId} is of another project: leave it empty.`,
      'item 7, project_id: There is no project nobody: create it, or name the one that it is.',
      'item 8, schema_key: The project has versions of "brand.logo" already: leave the row out, or record it as a new version.',
      'item 9, schema_key: The project has "docs": one is the beginning of the other. Rename it.',
      `Project ${good}: 1 new, 0 imported before.`,
      `Project ${bad}: left alone, because 4 rows are wrong.`,
      'Project nobody: left alone, because 1 row is wrong.',
      `Project ${taken.project_id}: left alone, because 2 rows are wrong.`,
      `Imported 1 versions into project ${good}, now at context version 1.`,
    ]);
    expect(await versionsOf(bad)).toEqual([]);
    expect(await versionsOf(good)).toHaveLength(1);
    expect((await run(file, '--map=id=Nr\nschema_key=Slot', '--yes')).out).toContain(
      `Project ${good}: 0 new, 1 imported before.`,
    );
  });

  // Found before the database is asked.
  test.runIf(vendor === vendors[0])('what is no export is one line, and changes nothing', async () => {
    const before = await counts();
    const folder = join(dirname(path), 'files');
    const write = async (name: string, text: string | Uint8Array): Promise<string> => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    };
    const lastLine = async (file: string, ...args: string[]): Promise<unknown> => {
      const { code, out } = await run(file, ...args, '--yes');
      return [code, out.trimEnd().split('\n')];
    };
    expect(await lastLine(await write('cut.csv', 'id,project_id,schema_key\n1,"x\n'))).toEqual([
      1,
      [expect.stringMatching(/^Error: .*cut\.csv cannot be read: line 2: .*\. Nothing was changed\.$/)],
    ]);
    expect(await lastLine(await write('latin.csv', Uint8Array.of(0x69, 0x64, 0xe4)))).toEqual([
      1,
      [expect.stringMatching(/: it is not UTF-8; save it as that\. Nothing was changed\.$/)],
    ]);
    expect(await lastLine(await write('other.csv', 'id,slot\n1,x\n'))).toEqual([
      1,
      [
        'Error: The export has no column project_id, schema_key; it has id, slot. Name others with --map field=column. Nothing was changed.',
      ],
    ]);
    expect(await lastLine(path, '--map=slot=x')).toEqual([
      1,
      [expect.stringMatching(/^Error: --map takes field=column, with one of these fields: id, project_id/)],
    ]);
    expect(await lastLine(folder)).toEqual([
      1,
      [
        expect.stringMatching(
          / has neither file_attachments\.json nor file_attachments\.csv: name the export itself/,
        ),
      ],
    ]);
    expect(await counts()).toEqual(before);
  });
});
