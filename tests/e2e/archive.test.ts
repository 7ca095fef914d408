import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { runCliIn } from '../helpers/cli.js';
import { oneVendor as vendors, startInstance } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { expectData } from '../helpers/sample.js';
import { largeValue, oldProject } from './support-archive/old-project.js';
import type { OldProject } from './support-archive/old-project.js';
import {
  besidesArchive,
  pathOf,
  rawRows,
  runArchive,
  runRestore,
  unpacked,
} from './support-archive/storage.js';
import type { RawRow } from './support-archive/storage.js';
import { expectNoViolations } from './support-guards/ledger.js';
import { refusal } from './support-http/refusal.js';

/** Each run of the command line starts Directus, some twice. */
const SLOW = { timeout: 120_000 };

describe.each(vendors)('archiving the values of old versions on %s', SLOW, (vendor) => {
  let instance: OwnInstance;
  let old: OldProject;
  let all: string[];
  let due: string[];
  let before: RawRow[];
  let scope: string[];

  beforeAll(async () => {
    instance = await startInstance({ vendor });
    old = await oldProject(instance);
    const { first, second, rejected, live, pending, small, merge } = old;
    all = [first, second, rejected, live, pending, small, ...Object.values(merge)].map(({ id }) => id);
    due = [first.id, second.id, rejected.id, merge.other.id].sort();
    before = await rawRows(instance, all);
    scope = ['--project', String(old.project.project_id)];
  });
  afterAll(() => instance.stop());

  const archivedIds = async (): Promise<string[]> =>
    (await rawRows(instance, all)).flatMap((row) => (row.archived_at === null ? [] : [row.id]));
  const sizeOf = (ids: string[]): number =>
    before
      .filter(({ id }) => ids.includes(id))
      .reduce((sum, { value }) => sum + Buffer.byteLength(value ?? ''), 0);

  test('a dry run says what would be done, and writes nothing', async () => {
    const run = await runArchive(instance, ...scope, '--dry-run');
    const text = `Dry run: would archive 4 values: ${sizeOf(due)} bytes, \\d+ in files. Kept for open merges: 3. Failed: 0.`;
    expect([run.code, run.summary]).toEqual([0, expect.stringMatching(new RegExp(`^${text}$`))]);
    expect(await rawRows(instance, all)).toEqual(before);
    expect(await instance.knex('directus_files').where({ type: 'application/gzip' })).toEqual([]);
  });

  test('nothing is due about which something has happened since', async () => {
    const { second } = old;
    const at = async (table: string, where: object): Promise<number> => {
      const row: { date_created: Date | number } = await instance.knex(table).where(where).first();
      return new Date(row.date_created).getTime();
    };
    const count = async (before: number): Promise<number> => {
      const moment = new Date(before).toISOString();
      const run = await runArchive(instance, ...scope, `--before=${moment}`, '--dry-run');
      return Number(/would archive (\d+)/.exec(run.output)?.[1]);
    };
    const recorded = await at('artifact_versions', { id: second.id });
    const superseded = await at('artifact_approvals', {
      artifact_version_id: second.id,
      action: 'supersede',
    });
    expect(superseded).toBeGreaterThan(recorded);
    // The first one was superseded by the approval of the second, and the second by that of the live one.
    expect(await count(superseded)).toBe(1);
    expect(await count(superseded + 1)).toBe(2);
  });

  test('moves what is final, not live and needed by no open merge, and keeps all else of the row', async () => {
    const run = await runCliIn(instance.place, [
      'archive',
      '--older-than',
      '0d',
      '--min-size',
      '0.2kB',
      ...scope,
    ]);
    expect([run.code, run.out]).toEqual([
      0,
      expect.stringMatching(/^Archived 4 values: \d+ bytes, \d+ in files\. Kept for open merges: 3\./m),
    ]);
    expect(await archivedIds()).toEqual(due);
    const rows = await rawRows(instance, all);
    expect(besidesArchive(rows)).toEqual(besidesArchive(before));
    for (const row of rows) {
      const was = before.find(({ id }) => id === row.id)!;
      if (!due.includes(row.id)) expect(row).toEqual(was);
      else {
        expect(row.value).toBeNull();
        expect(await unpacked(await pathOf(instance, row.archive_file_id))).toBe(was.value);
      }
    }
    // Nothing is left to do.
    expect((await runArchive(instance, ...scope)).summary).toMatch(/^Archived 0 values: 0 bytes, 0 in files/);
  });

  test('everything that reads old values reads through', async () => {
    const { project, first, second, rejected, merge, contexts } = old;
    const { agent, project_id } = project;
    const get = async (path: string): Promise<unknown> =>
      expectData(await agent.get<{ data?: unknown }>(`/artifacts/${path}`));
    expect(await get(`projects/${project_id}/context?at=1`)).toEqual(contexts[0]);
    expect(await get(`projects/${project_id}/context?at=2`)).toEqual(contexts[1]);
    expect(await get(`projects/${project_id}/context/diff?from=1&to=3`)).toMatchObject({
      changes: [{ schema_key: 'brand.book', from: largeValue('first'), to: largeValue('live') }],
    });
    expect(await get(`versions/${second.id}/diff?against=${first.id}`)).toMatchObject({
      changes: expect.arrayContaining([
        {
          path: '/text',
          op: 'replace',
          before: largeValue('first')['text'],
          after: largeValue('second')['text'],
        },
        { path: '/zebra', op: 'replace', before: 'first', after: 'second' },
      ]),
      files: [expect.anything()],
    });
    const restored = expectData(
      await agent.post<{ data?: Version }>(`/artifacts/versions/${rejected.id}/restore`, {}),
    );
    expect(restored).toMatchObject({ value: largeValue('rejected'), content_hash: rejected.content_hash });
    const rehearsed = await agent.post('/artifacts/merges', {
      ours_id: merge.ours.id,
      theirs_id: merge.other.id,
      dry_run: true,
    });
    expect(rehearsed.body.data).toMatchObject({ conflicts: [], value: { ours: 1, other: 1 } });
    // On an archived parent, whose hash must not be computed from what is left in the row.
    const child = await project.record('brand.book', largeValue('child'), { parent_id: rejected.id });
    expect(child).toMatchObject({ parent_id: rejected.id, parent_hash: rejected.content_hash });
    await expectNoViolations(instance);
  });

  test('its file is there for administrators only, and nobody can delete it', async () => {
    const [row] = await rawRows(instance, [old.first.id]);
    const fileId = row!.archive_file_id;
    for (const { token } of [instance.reviewer, instance.agent]) {
      const api = as(instance.url, token);
      const { body } = await api.get<{ data: { id: string }[] }>('/files?limit=-1');
      expect(body.data.map(({ id }) => id)).not.toContain(fileId);
      expect(body.data.length).toBeGreaterThan(0);
      for (const path of [`/files/${fileId}`, `/assets/${fileId}`, `/assets/${fileId.toUpperCase()}/x.gz`])
        expect((await api.get(path)).status, path).toBe(403);
      expect((await api.patch(`/files/${fileId}`, { title: 'Mine' })).status).toBe(403);
      expect((await api.delete(`/files/${fileId}`)).status).toBe(403);
      const zip = await api.post('/assets/files', { ids: [fileId] });
      expect(zip.status).not.toBe(200);
    }
    const admin = as(instance.url, instance.admin.token);
    expect((await admin.get(`/assets/${fileId}`)).status).toBe(200);
    expect(refusal(await admin.delete(`/files/${fileId}`))).toMatchObject({
      status: 409,
      code: 'VERSION_SEALED',
    });
    expect(existsSync(await pathOf(instance, fileId))).toBe(true);
  });

  test('restore brings one back, and then all, to the byte as they were', async () => {
    const { first } = old;
    const archived = await rawRows(instance, due);
    const paths = await Promise.all(archived.map((row) => pathOf(instance, row.archive_file_id)));
    const one = await runCliIn(instance.place, ['archive', 'restore', '--version', first.id]);
    expect([one.code, one.out]).toEqual([
      0,
      expect.stringContaining(`Brought back 1 value: ${sizeOf([first.id])} bytes. Failed: 0.`),
    ]);
    expect(await archivedIds()).toEqual(due.filter((id) => id !== first.id));
    const dry = await runRestore(instance, ...scope, '--dry-run');
    expect(dry.summary).toMatch(/^Dry run: would bring back 3 values/);
    expect(await archivedIds()).toHaveLength(3);
    const rest = await runRestore(instance, ...scope);
    expect([rest.code, rest.summary]).toEqual([0, expect.stringMatching(/^Brought back 3 values/)]);
    expect(await rawRows(instance, all)).toEqual(before);
    expect(paths.filter((path) => existsSync(path))).toEqual([]);
    expect(await instance.knex('directus_files').where({ type: 'application/gzip' })).toEqual([]);
    await expectNoViolations(instance);
  });

  test('refuses what it cannot do, and does nothing', async () => {
    const refused = async (run: Promise<{ code: number | null; output: string }>): Promise<string> => {
      const { code, output } = await run;
      expect(code).toBe(1);
      return output.trimEnd().split('\n').at(-1)!;
    };
    expect(await refused(runArchive(instance, '--project', 'nowhere'))).toBe(
      'Error: There is no project nowhere.',
    );
    expect(await refused(runArchive(instance, '--status', 'approved'))).toBe(
      'Error: --status can be superseded and rejected, nothing else.',
    );
    expect(await refused(runRestore(instance, '--version-id', old.live.id))).toBe(
      `Error: There is no version ${old.live.id} with an archived value.`,
    );
    expect(await refused(runRestore(instance))).toMatch(/Give one of/);
    expect(await archivedIds()).toEqual([]);
  });
});
