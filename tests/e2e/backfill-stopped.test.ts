import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Key } from '../../src/domain/words.js';
import { insertCallbacks } from '../../src/store/callbacks.js';
import { oneVendor as vendors, startInstance } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject } from '../helpers/sample.js';
import { runCommand, startCommand } from '../helpers/commands.js';
import type { Run } from '../helpers/commands.js';
import {
  expectedLine,
  insertOldVersions,
  oldFile,
  oldLine,
  readLine,
  statusIn,
} from './support-backfill/old-versions.js';
import type { OldVersion } from './support-backfill/old-versions.js';
import { expectNoViolations } from './support-guards/ledger.js';
import { newProject } from './support-http/new-project.js';

const LINES = ['brand.logo', 'brand.tone', 'docs.brief'];
const LENGTH = { length: 280 };

describe.each(vendors)('a backfill that is stopped, or is not alone, on %s', (vendor) => {
  let instance: OwnInstance;

  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });
  afterAll(() => instance.stop());

  async function oldProject(projectId: Key): Promise<OldVersion[][]> {
    const files = [await oldFile(instance), await oldFile(instance)];
    const lines = LINES.map((key) =>
      oldLine(
        projectId,
        key,
        Array.from(LENGTH, (_, index) => ({
          status: statusIn(LENGTH, index),
          files: files.slice(0, index % 3),
        })),
      ),
    );
    await insertOldVersions(instance, lines.flat());
    return lines;
  }

  const completeIn = async (projectId: Key): Promise<number> =>
    (
      await instance
        .knex('artifact_versions')
        .select('id')
        .where({ project_id: projectId })
        .whereNotNull('version_lineage')
    ).length;

  const expectComplete = async (projectId: Key, lines: OldVersion[][]): Promise<void> => {
    for (const line of lines) {
      const rows = await readLine(instance, projectId, line[0]!.schema_key);
      expect(rows.slice(0, line.length)).toEqual(
        expectedLine(line).map((row) => ({ ...row, change_origin: null })),
      );
    }
  };

  test('killed again and again it ends where one run would have', async () => {
    const project = await createProject(instance);
    const lines = await oldProject(project);
    const reached: number[] = [];
    for (let kill = 1; kill <= 3; kill++) {
      const before = await completeIn(project);
      const { child, run } = startCommand(instance, ['backfill', '--project', String(project)]);
      while ((await completeIn(project)) === before && child.exitCode === null) await sleep(5);
      // At another instant each time: between transactions, and in the middle of one.
      await sleep(7 * kill);
      child.kill('SIGKILL');
      expect((await run).code).toBeNull();
      const complete = await completeIn(project);
      // Whole batches or nothing.
      expect(complete % 10).toBe(0);
      reached.push(complete - before);
    }
    expect(Math.min(...reached)).toBeGreaterThan(0);
    const waiting = LINES.length * LENGTH.length - (await completeIn(project));
    expect(waiting).toBeGreaterThan(0);
    const last = await runCommand(instance, ['backfill', '--project', String(project)]);
    expect([last.code, last.summary]).toEqual([0, expect.stringContaining(`Completed ${waiting} versions`)]);
    await expectComplete(project, lines);
    await expectNoViolations(instance);
  });

  test('runs while the server records and decides, and while another backfill runs', async () => {
    const project = await newProject(instance);
    const lines = await oldProject(project.project_id);
    const backfills = [0, 1].map(() => startCommand(instance, ['backfill']));
    let running = backfills.length;
    const runs: Promise<Run>[] = backfills.map(({ run }) => run.finally(() => (running -= 1)));
    let decided = 0;
    while (running > 0) {
      // In these very lines: the parent is an old version that may have its lineage or not, and gives way.
      const version = await project.record(LINES[decided % 3]!, { decided });
      await project.approve(version);
      decided += 1;
    }
    for (const { code, output } of await Promise.all(runs)) {
      expect([code, output]).toEqual([
        0,
        expect.stringMatching(/^\d+ s: \d+ of \d+ versions, \d+ of \d+ lines/m),
      ]);
    }
    expect(decided).toBeGreaterThan(3);
    for (const line of lines) {
      const rows = await readLine(instance, project.project_id, line[0]!.schema_key);
      const hashes = expectedLine(line).map((row) => row.content_hash);
      expect(rows.slice(0, line.length).map((row) => row.content_hash)).toEqual(hashes);
      for (const row of rows) expect(row.version_lineage.at(-1)).toBe(row.content_hash);
    }
    await expectNoViolations(instance);
  });

  test('sends no callbacks: that is for servers', async () => {
    const project = await newProject(instance);
    const version = await project.record('brand.logo');
    await instance.kill();
    const now = Date.now();
    const [at, expiresAt] = [new Date(now - 60_000).toISOString(), new Date(now + 3_600_000).toISOString()];
    const call = {
      id: randomUUID(),
      artifact_version_id: version.id,
      subscription_id: null,
      sequence: 1,
      url: 'http://127.0.0.1:9',
    };
    await insertCallbacks(instance.knex, [{ ...call, body: '{}', at, expiresAt }]);
    expect((await runCommand(instance, ['backfill'])).code).toBe(0);
    const row: unknown = await instance.knex('artifact_callbacks').where({ id: call.id }).first();
    expect(row).toMatchObject({ status: 'pending', attempts: 0, last_error: null });
  });
});
