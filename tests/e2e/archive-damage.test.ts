import { readFile, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installGuards, removeGuards } from '../../migrations/lib/guards.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { oldProject } from './support-archive/old-project.js';
import type { OldProject } from './support-archive/old-project.js';
import { pathOf, rawRows, runArchive, runRestore } from './support-archive/storage.js';
import { behindTheGuards } from './support-http/behind-the-guards.js';
import { expectNoViolations } from './support-guards/ledger.js';
import { refusal } from './support-http/refusal.js';

const SLOW = { timeout: 120_000 };

describe.each(vendors)('archive files that are missing or damaged, on %s', SLOW, (vendor) => {
  let instance: OwnInstance;
  let old: OldProject;
  let path: string;
  let bytes: Buffer;
  let scope: string[];

  beforeAll(async () => {
    instance = await startInstance({ vendor });
    old = await oldProject(instance);
    scope = ['--project', String(old.project.project_id)];
  });
  afterAll(() => instance.stop());

  test('a value that does not have its hash is not archived: nobody could check it afterwards', async () => {
    const { first, second } = old;
    const where = { id: second.id };
    await behindTheGuards(
      instance,
      async (trx) => {
        await trx('artifact_versions')
          .where(where)
          .update({ content_hash: 'f'.repeat(64) });
      },
      'artifact_versions',
    );
    const run = await runArchive(instance, ...scope);
    expect([run.code, run.summary]).toEqual([1, expect.stringMatching(/^Archived 3 values.* Failed: 1\.$/)]);
    expect(run.output).toMatch(
      new RegExp(
        `brand\\.book, version ${second.id}: its content has the hash ${second.content_hash}, but f+ is`,
      ),
    );
    const [left] = await rawRows(instance, [second.id]);
    expect(left).toMatchObject({ archived_at: null, value: expect.stringContaining('second') });
    await behindTheGuards(
      instance,
      async (trx) => {
        await trx('artifact_versions').where(where).update({ content_hash: second.content_hash });
      },
      'artifact_versions',
    );
    expect((await runArchive(instance, ...scope)).code).toBe(0);
    const [row] = await rawRows(instance, [first.id]);
    path = await pathOf(instance, row!.archive_file_id);
    bytes = await readFile(path);
    await expectNoViolations(instance);
  });

  const damages: Record<string, [() => Promise<void>, RegExp]> = {
    'cut short': [() => writeFile(path, bytes.subarray(0, bytes.length / 2)), /that is damaged/],
    'wrong in one bit': [
      () => writeFile(path, bytes.with(bytes.length >> 1, bytes[bytes.length >> 1]! ^ 1)),
      /that is damaged|another hash/,
    ],
    'of something else': [() => writeFile(path, gzipSync('{"zebra":"other"}')), /another hash/],
    'of no JSON': [() => writeFile(path, gzipSync('{"zebra":')), /that is damaged/],
    missing: [() => rm(path), /missing from the storage/],
  };

  test.each(Object.keys(damages))(
    'a file that is %s is an error that names it, never a value',
    async (how) => {
      const [damage, reason] = damages[how]!;
      const { first, second, project } = old;
      await damage();
      for (const reply of [
        await project.agent.get(`/artifacts/versions/${second.id}/diff?against=${first.id}`),
        await project.agent.get(`/artifacts/projects/${project.project_id}/context?at=1`),
        await project.agent.get(`/artifacts/projects/${project.project_id}/context/diff?from=1&to=2`),
        await project.agent.post(`/artifacts/versions/${first.id}/restore`, {}),
      ]) {
        expect(refusal(reply)).toMatchObject({ status: 409, code: 'ARCHIVE_UNREADABLE' });
        expect(refusal(reply).message).toMatch(reason);
        expect(refusal(reply).extensions).toMatchObject({ version_id: first.id });
      }
      const health = await project.admin.get<{ data: { violations: object[] } }>(
        '/artifacts/health?deep=true',
      );
      expect(health.body.data.violations).toMatchObject([{ invariant: 'I7', version_id: first.id }]);
      await writeFile(path, bytes);
    },
  );

  test('the others come back all the same, and this one once its file is there again', async () => {
    const before = await rawRows(instance, [old.first.id]);
    await writeFile(path, gzipSync('{"zebra":"other"}'));
    const some = await runRestore(instance, '--all');
    expect([some.code, some.summary]).toEqual([
      1,
      expect.stringMatching(/^Brought back 3 values.* Failed: 1\.$/),
    ]);
    expect(some.output).toMatch(new RegExp(`version ${old.first.id}: .*another hash`));
    expect(await rawRows(instance, [old.first.id])).toEqual(before);
    await writeFile(path, bytes);
    const rest = await runRestore(instance, '--all');
    expect([rest.code, rest.summary]).toEqual([0, expect.stringMatching(/^Brought back 1 value:/)]);
    await expectNoViolations(instance);
  });

  test('does nothing while the database lacks the guards of this release', async () => {
    await removeGuards(instance.knex, 'artifact_approvals');
    const run = await runArchive(instance, ...scope);
    await installGuards(instance.knex);
    expect([run.code, run.summary]).toEqual([
      1,
      expect.stringMatching(/^Error: The database lacks triggers .*artifact_guard_approvals_insert/),
    ]);
  });
});
