import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readyFlows } from '../../cli/lib/flows.js';
import { as } from '../helpers/api.js';
import type { Api } from '../helpers/api.js';
import { runCliOn } from '../helpers/cli.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { directusMajor } from '../helpers/versions.js';
import { createTask, expectData, pendingVersion, readProject } from '../helpers/sample.js';
import { testBed } from '../helpers/test-bed.js';
import { Receiver } from './support-callbacks/receiver.js';
import { makeFlow, removeFlows, trigger } from './support-flows/flow.js';

const PROMOTE = 'promote-approved-artifacts';
const REMIND = 'remind-reviewers';
const ANNOUNCE = 'announce-decision';

// Nothing in here asks the database in words of its own: one vendor tells all.
describe('the ready flows', () => {
  let instance: OwnInstance;
  let admin: Api;
  let mails: string;
  const ids = new Map([...readyFlows()].map(([key, { id }]) => [key, id]));

  beforeAll(async () => {
    const folder = join(testBed().folder, `mail-${randomUUID()}`);
    mails = `${folder}.txt`;
    // What Directus hands its mails to: it keeps them in a file.
    await writeFile(folder, `#!/bin/sh\n{ echo "to $*"; cat; echo; } >> '${mails}'\n`);
    await chmod(folder, 0o700);
    instance = await startInstance({
      vendor: vendors[0]!,
      env: {
        ARTIFACTS_PROMOTE_ON: 'manual',
        EMAIL_TRANSPORT: 'sendmail',
        EMAIL_SENDMAIL_PATH: folder,
        EMAIL_VERIFY_SETUP: 'false',
        // By default Directus calls no address of the machine that it runs on.
        IMPORT_IP_DENY_LIST: '192.0.2.1',
      },
    });
    admin = as(instance.url, instance.admin.token);
  });
  afterAll(() => instance.stop());

  const install = (...args: string[]) => runCliOn(instance, ['flows', 'install', ...args]);
  const installed = async (): Promise<unknown[]> => instance.knex('directus_flows').orderBy('id');

  test('are listed, and a dry run installs none', async () => {
    const list = await runCliOn(instance, ['flows', 'list']);
    expect(list.code, list.errors).toBe(0);
    for (const key of ids.keys()) expect(list.out).toMatch(new RegExp(`^${key} +not installed`, 'm'));
    const dry = await install('--dry-run');
    expect(dry.out).toContain(`${PROMOTE}: would be installed.\n`);
    expect(dry.errors).toContain('A dry run: nothing was changed.');
    expect(await installed()).toEqual([]);
    expect((await install('no-such-flow')).code).toBe(2);
    expect((await runCliOn(instance, ['flows', 'install'], instance.reviewer.token)).code).toBe(1);
  });

  test('are installed by name, and a second time nothing changes', async () => {
    const run = await install();
    expect(run.code, run.errors).toBe(0);
    expect(run.out).toContain(`${ANNOUNCE}: is installed, switched off. `);
    const rows = await installed();
    expect(rows).toHaveLength(3);
    const again = await install();
    expect(again).toMatchObject({ code: 0, errors: expect.not.stringContaining('free tier') });
    expect(again.out).toBe([...ids.keys()].map((key) => `${key}: is there already.\n`).join(''));
    expect(await installed()).toEqual(rows);
    const list = await runCliOn(instance, ['flows', 'list', '--json']);
    expect(JSON.parse(list.out)).toMatchObject({ active: 2 });
  });

  test('"Promote approved artifacts" promotes those of the task, as whoever presses the button', async () => {
    const { projectId, taskId, version } = await pendingVersion(instance);
    const other = await createTask(instance, projectId);
    const reviewer = as(instance.url, instance.reviewer.token);
    expectData(await reviewer.post('/artifacts/decisions', { version_id: version.id, action: 'approve' }));
    expect((await readProject(instance, projectId)).context_version).toBe(0);
    const press = (token: string, keys: unknown[]) =>
      trigger(instance, ids.get(PROMOTE)!, token, { collection: 'tasks', keys: keys as string[] });
    const many = await press(instance.reviewer.token, [taskId, other]);
    expect([many.status, JSON.stringify(many.body)]).toEqual([400, expect.stringContaining('one at a time')]);
    expect((await press(instance.other.token, [taskId])).status).toBe(403);
    expect((await readProject(instance, projectId)).context_version).toBe(0);
    const pressed = await press(instance.reviewer.token, [taskId]);
    expect(pressed.status, JSON.stringify(pressed.body)).toBe(200);
    expect(pressed.body).toMatchObject({ context_version: 1, promoted: [{ version_id: version.id }] });
    const entry = await instance
      .knex('artifact_approvals')
      .where({ artifact_version_id: version.id, action: 'promote' });
    expect(entry).toMatchObject([{ actor_type: 'human', actor_id: instance.reviewer.id }]);
    expect((await press(instance.reviewer.token, [taskId])).body).toMatchObject({ promoted: [] });
  });

  test('"Remind reviewers" tells each reviewer in the Studio and by e-mail, and nobody else', async () => {
    const { version } = await pendingVersion(instance, { schema_key: 'poster.front', summary: 'Blue one' });
    // At once instead of after a day.
    const [waits] = [...readyFlows().get(REMIND)!.operations].filter(({ key }) => key === 'waiting');
    const { id, options } = waits as { id: string; options: object };
    expectData(await admin.patch(`/operations/${id}`, { options: { ...options, older_than_hours: 0 } }));
    const flow = `/flows/${ids.get(REMIND)!}`;
    // Every second instead of every morning.
    expectData(await admin.patch(flow, { options: { cron: '* * * * * *' } }));
    const told = () =>
      instance.knex('directus_notifications').select('recipient', 'subject', 'message', 'collection', 'item');
    await expect.poll(async () => (await told()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
    expectData(await admin.patch(flow, { status: 'inactive' }));
    const rows = (await told()) as { recipient: string }[];
    expect(new Set(rows.map(({ recipient }) => recipient))).toEqual(
      new Set([instance.reviewer.id, instance.secondReviewer.id]),
    );
    expect(rows[0]).toMatchObject({
      subject: '1 artifact waits for review',
      message: '- poster.front, version 1: Blue one',
      collection: 'artifact_versions',
      item: version.id,
    });
    const email: { email: string } = await instance
      .knex('directus_users')
      .where({ id: instance.reviewer.id })
      .first('email');
    await expect
      .poll(() => readFile(mails, 'utf8').catch(() => ''), { timeout: 10_000 })
      .toContain(email.email);
    expect(await readFile(mails, 'utf8')).toContain('Subject: 1 artifact waits for review');
  });

  test('a flow that was edited stays as it is', async () => {
    const run = await install(REMIND);
    expect(run.out).toMatch(/^remind-reviewers: is there and was edited: left as it is\. /);
    const [flow] = await instance.knex('directus_flows').where({ id: ids.get(REMIND)! });
    expect(JSON.stringify(flow)).toContain('* * * * * *');
    expect((await runCliOn(instance, ['flows', 'list'])).out).toMatch(/^remind-reviewers +edited, off/m);
    expect((await admin.delete(`/flows/${ids.get(REMIND)!}`)).status).toBe(204);
    expect((await install(REMIND)).out).toBe(`${REMIND}: is installed.\n`);
    expect((await install(REMIND)).out).toBe(`${REMIND}: is there already.\n`);
  });

  test('"Announce decision" calls the operator’s address for decisions only', async () => {
    const receiver = new Receiver();
    await receiver.open();
    try {
      const address = receiver.address();
      const [call] = [...readyFlows().get(ANNOUNCE)!.operations].filter(({ key }) => key === 'call');
      const { id, options } = call as { id: string; options: object };
      expectData(await admin.patch(`/operations/${id}`, { options: { ...options, url: address.url } }));
      expectData(await admin.patch(`/flows/${ids.get(ANNOUNCE)!}`, { status: 'active' }));
      const { projectId, taskId, version } = await pendingVersion(instance);
      const next = await pendingVersion(instance, { project_id: projectId, source_task_id: taskId });
      const reviewer = as(instance.url, instance.reviewer.token);
      const decide = async (version_id: string, action: string, reason: string) =>
        expectData(await reviewer.post('/artifacts/decisions', { version_id, action, reason }));
      await decide(version.id, 'request_changes', 'Not a decision on the status');
      await decide(version.id, 'approve', 'Fine');
      // Supersedes the first: that is announced to Flows, too, but with an empty payload.
      expectData(await reviewer.patch(`/items/artifact_versions/${next.version.id}`, { status: 'approved' }));
      await decide(next.version.id, 'revoke', 'Secret reason');
      await expect.poll(() => address.calls.length, { timeout: 10_000 }).toBe(3);
      const { calls } = address;
      const said = calls.map(({ body }) => body as { event: string; versions: { id: string }[] });
      expect(said.map(({ versions }) => versions.map(({ id: of }) => of))).toEqual([
        [version.id],
        [next.version.id],
        [next.version.id],
      ]);
      expect(said[2]).toMatchObject({
        event: 'artifact.decided',
        versions: [{ schema_key: 'brand.logo', status: 'rejected', version_number: 2 }],
      });
      expect(JSON.stringify(said)).not.toContain('Secret reason');
    } finally {
      await receiver.close();
    }
  });

  test.skipIf(directusMajor < 12)('say so when the free tier has no room for another', async () => {
    await admin.delete(`/flows/${ids.get(PROMOTE)!}`);
    const manual = { trigger: 'webhook', options: { method: 'POST' } };
    const step = { key: 'noop', type: 'transform', options: { json: {} } };
    for (let count = 2; count < 5; count++) await makeFlow(instance, manual, [step]);
    const dry = await install(PROMOTE, '--dry-run');
    expect(dry.errors).toContain('5 flows are active and 1 would be added');
    const run = await install(PROMOTE);
    expect(run.code).toBe(1);
    expect(run.errors).toContain('allows no further active flow');
    expect(await instance.knex('directus_flows').where({ id: ids.get(PROMOTE)! })).toEqual([]);
    await removeFlows(instance);
    expect((await install(PROMOTE)).code).toBe(0);
  });
});
