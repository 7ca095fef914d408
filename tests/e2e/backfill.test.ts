import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Key, Version } from '../../src/domain/words.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject } from '../helpers/sample.js';
import { runCommand } from '../helpers/commands.js';
import {
  expectedLine,
  insertOldVersions,
  oldFile,
  oldLine,
  readLine,
  statusIn,
} from './support-backfill/old-versions.js';
import type { OldFile, OldVersion } from './support-backfill/old-versions.js';
import { expectNoViolations } from './support-guards/ledger.js';
import { newProject } from './support-http/new-project.js';
import type { TestProject } from './support-http/new-project.js';

const LONG = { length: 300 };

describe.each(vendors)('backfill of versions older than the system, on %s', (vendor) => {
  let instance: OwnInstance;
  let project: TestProject;
  let elsewhere: Key;
  let lines: Record<string, OldVersion[]>;
  let lost: OldFile;
  /** Recorded by the system on the old approved version of `brand.live`. */
  let child: Version;

  beforeAll(async () => {
    instance = await startInstance({ vendor });
    project = await newProject(instance);
    elsewhere = await createProject(instance);
    const files = [await oldFile(instance), await oldFile(instance), await oldFile(instance)];
    lost = await oldFile(instance);
    const line = (key: string, contents: Parameters<typeof oldLine>[2]) =>
      oldLine(project.project_id, key, contents);
    lines = {
      'brand.long': line(
        'brand.long',
        Array.from(LONG, (_, index) => ({
          status: statusIn(LONG, index),
          files: files.slice(0, index % 4),
        })),
      ),
      'brand.gaps': line('brand.gaps', [
        { version_number: 3, status: 'rejected' },
        { version_number: 4, status: 'approved' },
        { version_number: 9 },
      ]),
      'brand.again': line('brand.again', [
        { value: { a: 1 }, status: 'superseded' },
        { value: { b: 1.5e300, ß: '💡' }, status: 'superseded' },
        { value: { a: 1 }, status: 'approved' },
      ]),
      'brand.values': line('brand.values', [
        { value: null, status: 'rejected' },
        { value: 'text' },
        { value: [1, null] },
        { value: 0, content_hash: 'f'.repeat(64) },
      ]),
      'brand.broken': line(
        'brand.broken',
        Array.from({ length: 6 }, (_, index) => ({
          status: statusIn({ length: 6 }, index),
          files: index === 3 ? [files[0]!, lost] : [],
        })),
      ),
      'brand.live': line('brand.live', [
        { status: 'superseded' },
        { status: 'rejected' },
        { status: 'approved', files: [files[1]!] },
        { status: 'pending' },
      ]),
    };
    await insertOldVersions(instance, Object.values(lines).flat());
    await insertOldVersions(instance, oldLine(elsewhere, 'brand.else', [{ status: 'approved' }, {}]));
    await rm(await pathOf(lost));
    // The system has worked with some of them already: one went live, and another version was recorded on it.
    await project.promote({ version_ids: [lines['brand.live']![2]!.id] });
    child = await project.record('brand.live', { next: true });
    expect(child).toMatchObject({ parent_id: lines['brand.live']![2]!.id, lineage_depth: 1 });
  });
  afterAll(() => instance.stop());

  async function pathOf(file: OldFile): Promise<string> {
    const { filename_disk }: { filename_disk: string } = await instance
      .knex('directus_files')
      .where({ id: file.id })
      .first();
    return join(instance.place.env['STORAGE_LOCAL_ROOT']!, filename_disk);
  }

  /** Everything that a backfill writes, and could write by mistake. */
  const everything = () =>
    Promise.all(
      ['artifact_versions', 'artifact_approvals', 'artifact_files', 'projects', 'artifact_callbacks']
        .map((table) => instance.knex(table).orderBy('id'))
        .concat(instance.knex('artifact_file_digests').orderBy('file_id')),
    );
  const total = () => Object.values(lines).flat().length;
  const oldRowsOf = async (key: string) => {
    const rows = await readLine(instance, project.project_id, key);
    return rows.filter((row) => row.change_origin === null).map(({ change_origin: _, ...row }) => row);
  };

  test('a dry run says what it would do, and does nothing', async () => {
    const before = await everything();
    const run = await runCommand(instance, ['backfill', '--dry-run']);
    expect(run.summary).toBe(
      `Dry run: would complete ${total() + 2 - 3} versions in 7 lines. Already complete: 0 versions in 0 lines. Failed: 3 versions in 1 line.`,
    );
    expect(run.code).toBe(1);
    expect(run.output).toContain(`version ${lines['brand.broken']![3]!.id}, file ${lost.id}: its bytes are`);
    expect(await everything()).toEqual(before);
  });

  test('narrows to a project', async () => {
    const run = await runCommand(instance, ['backfill', '--project', String(elsewhere)]);
    expect([run.code, run.summary]).toEqual([
      0,
      'Completed 2 versions in 1 line. Already complete: 0 versions in 0 lines. Failed: 0 versions in 0 lines.',
    ]);
    expect(await instance.knex('artifact_versions').whereNull('version_lineage')).toHaveLength(total());
  });

  test('completes all lines but the one whose file is missing, up to there', async () => {
    const run = await runCommand(instance, ['backfill']);
    expect(run.summary).toBe(
      `Completed ${total() - 3} versions in 6 lines. Already complete: 2 versions in 1 line. Failed: 3 versions in 1 line.`,
    );
    expect(run.code).toBe(1);
    expect(run.output).toContain(
      `Stopped at project ${project.project_id}, brand.broken, version ${lines['brand.broken']![3]!.id}, file ${lost.id}: its bytes are missing from the storage.`,
    );
    for (const key of ['brand.long', 'brand.gaps', 'brand.again', 'brand.values'])
      expect(await oldRowsOf(key), key).toEqual(expectedLine(lines[key]!));
    expect((await oldRowsOf('brand.broken')).slice(0, 3)).toEqual(
      expectedLine(lines['brand.broken']!.slice(0, 3)),
    );
    for (const row of (await oldRowsOf('brand.broken')).slice(3))
      expect(row).toMatchObject({
        content_hash: null,
        parent: null,
        version_lineage: null,
        generation: null,
      });
  });

  test('a version that the system has built on becomes a root, and nothing recorded changes', async () => {
    expect(await oldRowsOf('brand.live')).toEqual(expectedLine(lines['brand.live']!, [3]));
    const row: unknown = await instance.knex('artifact_versions').where({ id: child.id }).first();
    const { version_lineage: _lineage, date_created: _date, value: _value, ...same } = child;
    expect(row).toMatchObject(same);
  });

  test('what is live shows its hash in the context, at the same context version', async () => {
    const live = lines['brand.live']![2]!;
    const reply = await project.admin.get<{ data: { brand: { live: object } } }>(
      `/artifacts/projects/${project.project_id}/context`,
    );
    const [expected] = expectedLine([live], [3]);
    expect(reply.headers.get('etag')).toBe('"1"');
    expect(reply.body.data.brand.live).toMatchObject({ content_hash: expected!.content_hash });
  });

  test('every invariant holds afterwards', async () => {
    await expectNoViolations(instance);
  });

  test('a second run changes nothing', async () => {
    const before = await everything();
    const run = await runCommand(instance, ['backfill']);
    expect(run.summary).toBe(
      `Completed 0 versions in 0 lines. Already complete: ${total() - 3 + 2} versions in 7 lines. Failed: 3 versions in 1 line.`,
    );
    expect(await everything()).toEqual(before);
  });

  test('goes on where it stopped once the file is back', async () => {
    await writeFile(await pathOf(lost), lost.bytes);
    const run = await runCommand(instance, ['backfill']);
    expect([run.code, run.summary]).toEqual([
      0,
      `Completed 3 versions in 1 line. Already complete: ${total() - 3 + 2} versions in 7 lines. Failed: 0 versions in 0 lines.`,
    ]);
    expect(await oldRowsOf('brand.broken')).toEqual(expectedLine(lines['brand.broken']!));
    await expectNoViolations(instance);
  });

  test('what is recorded from now on continues the line', async () => {
    const next = await project.record('brand.long', { next: true });
    const approved = expectedLine(lines['brand.long']!)[LONG.length - 2]!;
    expect(next).toMatchObject({
      parent_hash: approved.content_hash,
      lineage_depth: approved.lineage_depth + 1,
      generation: approved.generation + 1,
      version_lineage: [...approved.version_lineage.slice(1), next.content_hash],
    });
    await expectNoViolations(instance);
  });
});
