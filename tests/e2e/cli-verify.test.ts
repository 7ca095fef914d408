import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installGuards, removeGuards } from '../../migrations/lib/guards.js';
import type { JsonObject, Key } from '../../src/domain/words.js';
import { as } from '../helpers/api.js';
import { runCli, runCliOn } from '../helpers/cli.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { overwriteContext } from '../helpers/overwrite-context.js';
import { createProject, finishTask, pendingVersion, readProject, setStatus } from '../helpers/sample.js';

describe.each(vendors)('verify on %s', (vendor) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });
  afterAll(() => instance.stop());

  /** A project with one live version. */
  async function liveProject() {
    const reviewer = as(instance.url, instance.reviewer.token);
    const { projectId, taskId, version } = await pendingVersion(instance);
    await setStatus(reviewer, version.id, 'approved');
    await finishTask(reviewer, taskId);
    return { projectId, version };
  }

  /** Writes a context behind everybody's back. */
  async function drift(projectId: Key): Promise<JsonObject> {
    const { context } = await readProject(instance, projectId);
    await overwriteContext(instance, projectId, { ...context, smuggled: { value: 1 } });
    return context!;
  }

  const contextOf = async (projectId: Key) => (await readProject(instance, projectId)).context;

  test('a sound project is a row of ok, and exit code 0', async () => {
    const { projectId } = await liveProject();
    const { code, out, errors } = await runCliOn(instance, ['verify', '--project', String(projectId)]);
    expect(out).toMatch(new RegExp(`^${projectId} +ok +ok \\(2 entries\\) +ok$`, 'm'));
    expect(out).toContain('1 project verified, nothing is wrong.');
    expect({ code, errors }).toEqual({
      code: 0,
      errors: `On the instance ${instance.url} as admin@example.com\n`,
    });
  });

  test('drift is told and left alone; --dry-run and a no leave it, too; --repair with a yes mends it', async () => {
    const { projectId } = await liveProject();
    const before = await drift(projectId);
    const drifted = await contextOf(projectId);
    const command = ['verify', '--project', String(projectId)];
    const env = { DIRECTUS_URL: instance.url, DIRECTUS_TOKEN: instance.admin.token };
    const told = await runCli(command, { env });
    expect(told.code).toBe(1);
    expect(told.out).toMatch(/ +smuggled +nothing +\{"value":1\}$/m);
    const dry = await runCli([...command, '--repair', '--dry-run'], { env });
    expect(dry.code).toBe(1);
    expect(dry.errors).toContain(`A dry run: would repair the context of ${projectId}.`);
    for (const input of ['n\n', '', 'maybe\n']) {
      const refused = await runCli([...command, '--repair'], { env, input });
      expect(refused.code).toBe(1);
      expect(refused.errors).toContain('Write 1 context anew from the versions? [y/N]');
      expect(refused.errors).toContain('Error: Not confirmed, nothing was changed.');
    }
    expect(await contextOf(projectId)).toEqual(drifted);
    const repaired = await runCli([...command, '--repair'], { env, input: 'y\n' });
    expect(repaired.code).toBe(0);
    expect(repaired.out).toContain('1 project verified, nothing is wrong.');
    expect(await contextOf(projectId)).toEqual(before);
    await drift(projectId);
    expect(await runCli([...command, '--repair', '--yes'], { env })).toMatchObject({ code: 0 });
    expect(await contextOf(projectId)).toEqual(before);
  });

  test('--all finds the one broken chain among many, names it, and cannot repair it', async () => {
    const [sound, broken] = [await liveProject(), await liveProject()];
    const empty = await createProject(instance);
    await removeGuards(instance.knex);
    const entry = { artifact_version_id: broken.version.id, action: 'approve' };
    expect(await instance.knex('artifact_approvals').where(entry).update({ reason: 'forged' })).toBe(1);
    await installGuards(instance.knex);
    const { code, out } = await runCliOn(instance, ['verify', '--all', '--repair', '--yes']);
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^${broken.projectId} +ok +broken at 1 `, 'm'));
    expect(out).toMatch(new RegExp(`^${broken.projectId}: .+`, 'm'));
    expect(out).toMatch(new RegExp(`^${sound.projectId} +ok +ok \\(2 entries\\) +ok$`, 'm'));
    expect(out).toMatch(new RegExp(`^${empty} +ok +ok \\(0 entries\\) +ok$`, 'm'));
    expect(out).toMatch(/^1 of \d+ projects with something wrong/m);
    const json = await runCliOn(instance, ['verify', '--project', String(broken.projectId), '--json']);
    expect(JSON.parse(json.out)).toMatchObject([
      { project: String(broken.projectId), context: { drift: false }, audit: { valid: false } },
    ]);
    await removeGuards(instance.knex);
    await instance.knex('artifact_approvals').where(entry).update({ reason: null });
    await installGuards(instance.knex);
    expect(await runCliOn(instance, ['verify', '--all'])).toMatchObject({ code: 0 });
  });

  test('a project that is not there, and people who are no administrators, are refused in one line', async () => {
    const { projectId } = await liveProject();
    const nowhere = randomUUID();
    const none = await runCliOn(instance, ['verify', '--project', nowhere]);
    expect(none).toMatchObject({ code: 1, out: '' });
    expect(none.errors).toMatch(new RegExp(`\\nError: There is no project ${nowhere}\\.\\n$`));
    await drift(projectId);
    const drifted = await contextOf(projectId);
    for (const { token } of [instance.reviewer, instance.agent]) {
      const args = ['verify', '--project', String(projectId), '--repair', '--yes'];
      const refused = await runCliOn(instance, args, token);
      expect(refused).toMatchObject({ code: 1, out: '' });
      expect(refused.errors).toMatch(
        /\nError: \S+ is no administrator; this needs an administrator's token\.\n$/,
      );
    }
    expect(await contextOf(projectId)).toEqual(drifted);
  });
});
