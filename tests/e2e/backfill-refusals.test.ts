import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installGuards, removeGuards } from '../../migrations/lib/guards.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject } from '../helpers/sample.js';
import { runCommand } from '../helpers/commands.js';
import { insertOldVersions, oldFile, oldLine } from './support-backfill/old-versions.js';
import { behindTheGuards } from './support-http/behind-the-guards.js';

describe.each(vendors)('what a backfill refuses, on %s', (vendor) => {
  let instance: OwnInstance;

  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });
  afterAll(() => instance.stop());

  test('is a command of Directus, with a help', async () => {
    const group = await runCommand(instance, ['--help']);
    expect([group.code, group.output]).toEqual([0, expect.stringContaining('backfill')]);
    const command = await runCommand(instance, ['backfill', '--help']);
    expect([command.code, command.output]).toEqual([0, expect.stringMatching(/--dry-run[\s\S]+--project/)]);
  });

  test('does nothing while the database lacks the guards of this release', async () => {
    await removeGuards(instance.knex, 'artifact_approvals');
    const run = await runCommand(instance, ['backfill']);
    await installGuards(instance.knex);
    expect([run.code, run.summary]).toEqual([
      1,
      expect.stringMatching(/^Error: The database lacks triggers .*artifact_guard_approvals_insert/),
    ]);
  });

  test('refuses a project that does not exist, and an option that it does not know', async () => {
    const unknown = await runCommand(instance, ['backfill', '--project', 'no-such-project']);
    expect([unknown.code, unknown.summary]).toEqual([1, 'Error: There is no project no-such-project.']);
    expect((await runCommand(instance, ['backfill', '--dryrun'])).code).toBe(1);
  });

  test('stops at what it would have to guess or to rewrite', async () => {
    const file = await oldFile(instance);
    const other = await createProject(instance);
    const keys = ['odd.archived', 'odd.hash', 'odd.parent'];
    const odd = keys.flatMap((key) => oldLine(other, key, [{ status: 'rejected' }, { status: 'rejected' }]));
    const second = (key: string) => odd.findLast((version) => version.schema_key === key)!.id;
    await insertOldVersions(instance, odd);
    await behindTheGuards(
      instance,
      async (trx) => {
        const set = (key: string, columns: object) =>
          trx('artifact_versions')
            .where({ id: second(key) })
            .update(columns);
        await set('odd.archived', { value: null, archive_file_id: file.id });
        await set('odd.hash', { content_hash: 'f'.repeat(64) });
        await set('odd.parent', { parent_id: odd.find(({ schema_key }) => schema_key === 'odd.parent')!.id });
      },
      'artifact_versions',
    );
    const run = await runCommand(instance, ['backfill', '--project', String(other)]);
    expect([run.code, run.summary]).toEqual([
      1,
      'Completed 3 versions in 3 lines. Already complete: 0 versions in 0 lines. Failed: 3 versions in 3 lines.',
    ]);
    const reasons = ['its value is archived', 'its content has hash', 'it names a parent'];
    for (const [index, key] of keys.entries())
      expect(run.output).toMatch(new RegExp(`${key}, version ${second(key)}.*: ${reasons[index]!}`));
  });
});
