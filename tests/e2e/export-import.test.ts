import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { runCliIn } from '../helpers/cli.js';
import { runCommand, startCommand } from '../helpers/commands.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { expectData } from '../helpers/sample.js';
import { testBed } from '../helpers/test-bed.js';
import { runArchive } from './support-archive/storage.js';
import { expectNoViolations } from './support-guards/ledger.js';
import { answersAbout, bytesOf, movingProject } from './support-transfer/moving-project.js';
import type { MovingProject } from './support-transfer/moving-project.js';

const SLOW = { timeout: 180_000 };

/** From each database to another instance on the other one, or on the same where there is only one. */
const WAYS = vendors.map((from) => ({ from, to: vendors.find((vendor) => vendor !== from) ?? from }));

describe.each(WAYS)('a project moves from $from to $to', SLOW, ({ from, to }) => {
  let source: OwnInstance;
  let target: OwnInstance;
  let moving: MovingProject;
  let archive: string;
  let before: object;

  beforeAll(async () => {
    [source, target] = await Promise.all([
      startInstance({ vendor: from }),
      startInstance({ vendor: to, env: { ARTIFACTS_PROMOTE_ON: 'manual' } }),
    ]);
    moving = await movingProject(source);
    archive = join(testBed().folder, `moving-${from}-${to}.tar`);
    before = await answersAbout(source, moving.id, versionsOf(moving));
  }, 300_000);
  afterAll(() => Promise.all([source, target].map((instance) => instance.stop())));

  test('the export has everything, archived values too', async () => {
    expect((await runArchive(source, '--project', String(moving.id))).code).toBe(0);
    const { code, out, errors } = await runCliIn(source.place, [
      'export',
      String(moving.id),
      '--out',
      archive,
    ]);
    expect({ code, errors }).toEqual({ code: 0, errors: expect.stringMatching(/^On the database of .*\n$/) });
    expect(out).toMatch(/: 15 versions, \d+ audit entries, 3 files, \d+ bytes\.\n$/);
  });

  test('a dry run says what would come, and writes nothing', async () => {
    const { code, out } = await runCliIn(target.place, ['import', archive, '--dry-run']);
    expect(out).toContain('  artifact_versions: 15 new, 0 here already and equal\n');
    expect(out).toMatch(/A dry run: nothing was changed\.\n$/);
    expect(code).toBe(0);
    expect(await target.knex('projects').where({ id: moving.id })).toEqual([]);
    expect(await target.knex('directus_files').whereIn('id', moving.files)).toEqual([]);
  });

  test('a question without an answer changes nothing', async () => {
    const { code, output } = await startCommand(target, ['import', `--file=${archive}`]).run;
    expect(output).toContain('Error: Not confirmed, nothing was changed.');
    expect(code).toBe(1);
    expect(await target.knex('projects').where({ id: moving.id })).toEqual([]);
  });

  test('imported, the other instance gives the same answers, and every rule holds', async () => {
    const { code, out, errors } = await runCliIn(target.place, ['import', archive, '--yes']);
    expect(errors).toMatch(/^On the database of .*\n$/);
    expect(out).toMatch(
      /\nImported the project .*\. Every hash, the audit log, the context and all rules hold\.\n$/,
    );
    expect(code).toBe(0);
    expect(await answersAbout(target, moving.id, versionsOf(moving))).toEqual(before);
    for (const file of moving.files) expect(await bytesOf(target, file)).toEqual(await bytesOf(source, file));
    await expectNoViolations(target);
    const admin = as(target.url, target.admin.token);
    expect(expectData(await admin.post(`/artifacts/projects/${moving.id}/context/verify`))).toMatchObject({
      drift: false,
    });
  });

  test('of who made it, only what is a foreign key is lost with the user', async () => {
    const [project] = await target.knex('projects').where({ id: moving.id });
    expect(project.user_created).toBeNull();
    const [version] = await target.knex('artifact_versions').where({ id: moving.poster.id });
    expect(version.user_created).toBe(source.agent.id);
    expect(version.approved_by).toBe(source.reviewer.id);
  });

  test('a second time there is nothing to do', async () => {
    const again = ['import', `--file=${archive}`, '--yes'];
    const summary = 'All of it is here already, and equal. Nothing was changed.';
    expect(await runCommand(target, again)).toMatchObject({ code: 0, summary });
    // And at home, where some values lie in archive files.
    expect(await runCommand(source, again)).toMatchObject({ code: 0, summary });
  });

  test('the work goes on where it was: a merge is approved, a number follows, content stays sealed', async () => {
    const reviewer = as(target.url, target.reviewer.token);
    const agent = as(target.url, target.agent.token);
    const decision = { version_id: moving.merge.merged.id, action: 'approve' };
    expect((await reviewer.post('/artifacts/decisions', decision)).status).toBe(200);
    const next = await agent.post<{ data: { version_number: number } }>('/artifacts/versions', {
      project_id: moving.id,
      schema_key: 'brand.book',
      value: { next: true },
    });
    expect(next.body.data.version_number).toBe(6);
    const edit = await reviewer.patch(`/items/artifact_versions/${moving.live.id}`, { value: { other: 1 } });
    expect(edit.status).toBe(409);
    await expectNoViolations(target);
  });

  test('a project that has gone on is refused, and stays as it is', async () => {
    const state = () => target.knex('artifact_versions').where({ project_id: moving.id }).orderBy('id');
    const was = await state();
    const { code, output } = await runCommand(target, ['import', `--file=${archive}`, '--yes']);
    expect(output).toMatch(/^The project is here already, but not the same: .* is only in the database\.$/m);
    expect(output).toMatch(/\nError: The project .* cannot be imported here\. Nothing was changed\.\n$/);
    expect(code).toBe(1);
    expect(await state()).toEqual(was);
  });
});

function versionsOf({
  first,
  second,
  rejected,
  live,
  pending,
  small,
  merge,
  poster,
  revoked,
}: MovingProject) {
  return [first, second, rejected, live, pending, small, ...Object.values(merge), poster, revoked];
}
