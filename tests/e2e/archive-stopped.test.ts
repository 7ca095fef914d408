import { readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { ARCHIVE_FOLDER, unusedArchiveFiles } from '../../src/store/archive-files.js';
import { oneVendor as vendors, startInstance } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { expectData, uploadFile } from '../helpers/sample.js';
import { largeValue } from './support-archive/old-project.js';
import { archiving, rawRows, runArchive, runRestore } from './support-archive/storage.js';
import type { RawRow } from './support-archive/storage.js';
import { startCommand } from '../helpers/commands.js';
import { expectNoViolations } from './support-guards/ledger.js';
import { newProject } from './support-http/new-project.js';
import type { TestProject } from './support-http/new-project.js';

const SLOW = { timeout: 180_000 };
const VERSIONS = 200;

describe.each(vendors)('archiving that is stopped, or is not alone, on %s', SLOW, (vendor) => {
  let instance: OwnInstance;
  let project: TestProject;
  let before: RawRow[];
  let ids: string[];

  beforeAll(async () => {
    instance = await startInstance({ vendor });
    project = await newProject(instance);
    ids = await rejectedVersions(VERSIONS);
    before = await rawRows(instance, ids);
  });
  afterAll(() => instance.stop());

  /** Each of a line of its own: one request decides on one version of a line only. */
  async function rejectedVersions(count: number): Promise<string[]> {
    const made: string[] = [];
    for (let from = 0; from < count; from += 100) {
      const requests = Array.from({ length: 100 }, (_, index) => ({
        project_id: project.project_id,
        schema_key: `old.v${from + index}`,
        value: largeValue(`${from + index}`),
      }));
      const versions = expectData(
        await project.agent.post<{ data?: Version[] }>('/artifacts/versions', requests),
      );
      await project.decide(versions.map(({ id }) => ({ version_id: id, action: 'reject', reason: 'No' })));
      made.push(...versions.map(({ id }) => id));
    }
    return made.sort();
  }

  const archivedIn = (rows: RawRow[]) => rows.filter((row) => row.archived_at !== null);
  const archivedSoFar = async (): Promise<number> =>
    (await instance.knex('artifact_versions').select('id').whereNotNull('archive_file_id')).length;
  const storedFiles = () => readdir(instance.place.env['STORAGE_LOCAL_ROOT']!);

  test('killed again and again it loses nothing, and the next run removes what it left', async () => {
    // Somebody keeps a file of their own in the folder: it is not ours to remove.
    const own = await uploadFile(instance);
    let leftBehind = 0;
    for (let kill = 1; kill <= 2; kill++) {
      const reached = await archivedSoFar();
      const { child, run } = startCommand(instance, archiving());
      // In a batch after its first: some of its files are there, and their rows are not written.
      while (
        child.exitCode === null &&
        ((await archivedSoFar()) === reached || (await unusedArchiveFiles(instance.knex)).length === 0)
      )
        await sleep(2);
      child.kill('SIGKILL');
      expect((await run).code).toBeNull();
      if (kill === 1)
        await instance.knex('directus_files').where({ id: own }).update({ folder: ARCHIVE_FOLDER.id });
      const unused = await unusedArchiveFiles(instance.knex);
      leftBehind += unused.length;
      const rows = await rawRows(instance, ids);
      expect(archivedIn(rows).every((row) => row.value === null)).toBe(true);
      // Whole batches or nothing.
      expect(archivedIn(rows).length % 20).toBe(0);
    }
    expect(leftBehind).toBeGreaterThan(0);
    const last = await runArchive(instance);
    expect([last.code, last.summary]).toEqual([
      0,
      expect.stringMatching(/^Removed \d+ files? that a stopped run had left\. Archived \d+ values?/),
    ]);
    const rows = await rawRows(instance, ids);
    expect(archivedIn(rows)).toHaveLength(VERSIONS);
    expect(new Set(rows.map((row) => row.archive_file_id)).size).toBe(VERSIONS);
    const files: { id: string }[] = await instance.knex('directus_files').select('id');
    expect(files).toHaveLength(VERSIONS + 1);
    expect(await storedFiles()).toHaveLength(VERSIONS + 1);
    await expectNoViolations(instance);
  });

  test('a restore that is killed loses nothing either', async () => {
    const { child, run } = startCommand(instance, ['unarchive', '--all']);
    while ((await archivedSoFar()) === VERSIONS && child.exitCode === null) await sleep(3);
    child.kill('SIGKILL');
    expect((await run).code).toBeNull();
    const reached = VERSIONS - archivedIn(await rawRows(instance, ids)).length;
    expect(reached).toBeGreaterThan(0);
    expect(reached).toBeLessThan(VERSIONS);
    const last = await runRestore(instance, '--all');
    expect([last.code, last.summary]).toEqual([
      0,
      expect.stringContaining(`Brought back ${VERSIONS - reached} values`),
    ]);
    expect(await rawRows(instance, ids)).toEqual(before);
    expect(await storedFiles()).toHaveLength(1);
    await expectNoViolations(instance);
  });

  test('runs while the server works, and while another run does the same', async () => {
    const runs = [archiving(), archiving()].map((args) => startCommand(instance, args));
    let running = runs.length;
    const ended = runs.map(({ run }) => run.finally(() => (running -= 1)));
    let worked = 0;
    while (running > 0) {
      // SQLite has one writer, whom three processes would have to share: see "Retention" in docs/operations.md.
      if (vendor === 'postgres')
        await project.approve(await project.record('brand.book', largeValue(`live ${worked}`)));
      const id = ids[(worked * 37) % VERSIONS]!;
      const read = await project.agent.get(`/artifacts/versions/${id}/diff?against=parent`);
      expect([read.status, read.body.data]).toMatchObject([200, { changes: [{ after: { alpha: {} } }] }]);
      worked += 1;
    }
    for (const { code, output } of await Promise.all(ended))
      expect([code, output]).toEqual([0, expect.stringMatching(/^(Removed .*)?Archived \d+ values?\b/m)]);
    expect(worked).toBeGreaterThan(3);
    expect(archivedIn(await rawRows(instance, ids)).length).toBeGreaterThan(0);
    // What one of them took from the other goes now.
    expect((await runArchive(instance)).code).toBe(0);
    expect(archivedIn(await rawRows(instance, ids))).toHaveLength(VERSIONS);
    expect(await unusedArchiveFiles(instance.knex)).toEqual([]);
    await expectNoViolations(instance);
  });
});
