import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { createProject, finishTask, pendingVersion } from '../helpers/sample.js';
import { A_WHILE_MS, decide, outboxOf, settledOutbox, TEST_PACE } from './support-callbacks/outbox.js';
import { type Call, Receiver, SIGNATURE } from './support-callbacks/receiver.js';
import { expectSigned, INSTANCE_SECRET } from './support-callbacks/signature.js';
import { subscribe } from './support-callbacks/subscriptions.js';

const actionsOf = (calls: Call[]) => calls.map(({ body }) => (body as { action: string }).action);
const versionsOf = (calls: Call[]) => calls.map(({ body }) => (body as { version_id: string }).version_id);

describe.each(vendors)('subscriptions on %s', (vendor) => {
  const receiver = new Receiver();
  let instance: OwnInstance;

  beforeAll(async () => {
    await receiver.open();
    const env = { ARTIFACTS_CALLBACK_ALLOW: receiver.origin, ...TEST_PACE };
    instance = await startInstance({ vendor, env });
  });

  afterAll(async () => {
    await instance.stop();
    await receiver.close();
  });

  test('hear of decisions and promotions in their order, in few words, signed with a secret of their own', async () => {
    const address = receiver.address((nth) => ({ status: nth === 0 ? 503 : 200 }));
    const project_id = await createProject(instance);
    const { id, secret } = await subscribe(instance, { url: address.url, project_id });
    const { version, taskId } = await pendingVersion(instance, { project_id });
    const note = { reason: 'Too “dark”', feedback: { score: 2 } };
    await decide(instance, version.id, 'request_changes', note);
    await decide(instance, version.id, 'approve');
    await finishTask(as(instance.url, instance.reviewer.token), taskId);
    await decide(instance, version.id, 'revoke', { reason: 'Too “dark” after all' });

    const calls = await address.received(5);
    expect(actionsOf(calls)).toEqual(['request_changes', 'request_changes', 'approve', 'promote', 'revoke']);
    expect(calls[0]!.key).toBe(calls[1]!.key);
    expect(new Set(calls.map(({ key }) => key)).size).toBe(4);
    for (const call of calls) {
      expectSigned(call, secret);
      expect(call.text).not.toContain('dark');
    }
    expect(calls.slice(1).map(({ body }) => body)).toEqual(
      [
        ['request_changes', 'pending', 0],
        ['approve', 'approved', 0],
        ['promote', 'approved', 1],
        ['revoke', 'rejected', 2],
      ].map(([action, status, context_version]) => ({
        subscription_id: id,
        version_id: version.id,
        project_id,
        schema_key: 'brand.logo',
        action,
        status,
        context_version,
        date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      })),
    );
  });

  test('hear only of the project, the key and the actions that they are about', async () => {
    const project_id = await createProject(instance);
    const elsewhere = await createProject(instance);
    const [all, own, key, promotions] = Array.from({ length: 4 }, () => receiver.address());
    const everything = await subscribe(instance, { url: all!.url });
    await subscribe(instance, { url: own!.url, project_id });
    await subscribe(instance, { url: key!.url, project_id, schema_key: 'copy.slogan' });
    await subscribe(instance, { url: promotions!.url, project_id, actions: ['promote', 'reject'] });
    const record = async (project: typeof project_id, schema_key: string) =>
      (await pendingVersion(instance, { project_id: project, schema_key })).version.id;
    const [logo, slogan, other] = [
      await record(project_id, 'brand.logo'),
      await record(project_id, 'copy.slogan'),
      await record(elsewhere, 'copy.slogan'),
    ];
    await decide(instance, logo, 'approve');
    await decide(instance, slogan, 'reject', { reason: 'No' });
    await decide(instance, other, 'approve');
    const admin = as(instance.url, instance.admin.token);
    expect((await admin.post('/artifacts/promotions', { version_ids: [logo] })).status).toBe(200);

    await all!.received(4);
    await promotions!.received(2);
    for (const id of [logo, slogan, other]) await settledOutbox(instance, id);
    expect(versionsOf(all!.calls).sort()).toEqual([logo, logo, slogan, other].sort());
    expect(versionsOf(own!.calls).sort()).toEqual([logo, logo, slogan].sort());
    expect(versionsOf(key!.calls)).toEqual([slogan]);
    expect(actionsOf(promotions!.calls).sort()).toEqual(['promote', 'reject']);
    await as(instance.url, instance.agent.token).delete(`/artifacts/subscriptions/${everything.id}`);
  });

  test('hear nothing of what was refused or rehearsed', async () => {
    const address = receiver.address();
    const project_id = await createProject(instance);
    await subscribe(instance, { url: address.url, project_id, actions: ['promote', 'reject'] });
    const { version } = await pendingVersion(instance, { project_id });
    await decide(instance, version.id, 'approve');
    const rehearsal = await as(instance.url, instance.admin.token).post('/artifacts/promotions', {
      version_ids: [version.id],
      dry_run: true,
    });
    expect(rehearsal.status).toBe(200);
    const refused = as(instance.url, instance.reviewer.token).post('/artifacts/decisions', {
      version_id: version.id,
      action: 'reject',
    });
    expect((await refused).status).toBe(409);
    expect(await outboxOf(instance, version.id)).toEqual([]);
  });

  test('end with their removal: what waits is not sent any more', async () => {
    const address = receiver.address(() => ({ status: 500 }));
    const project_id = await createProject(instance);
    const { id } = await subscribe(instance, { url: address.url, project_id });
    const { version } = await pendingVersion(instance, { project_id });
    await decide(instance, version.id, 'request_changes', { reason: 'Nearly' });
    await address.received(1);
    const agent = as(instance.url, instance.agent.token);
    const removed = await agent.delete(`/artifacts/subscriptions/${id}`);
    expect({ status: removed.status, body: removed.body }).toEqual({ status: 204, body: '' });
    await sleep(300); // an attempt that was on its way
    const { length } = address.calls;
    await decide(instance, version.id, 'approve');
    await sleep(A_WHILE_MS);
    expect(address.calls).toHaveLength(length);
    expect(await outboxOf(instance, version.id)).toEqual([]);
    expect((await agent.get(`/artifacts/subscriptions/${id}`)).status).toBe(403);
    expect((await agent.delete(`/artifacts/subscriptions/${id}`)).status).toBe(403);
  });

  test('end when the receiver answers 410, and no other one does', async () => {
    const gone = receiver.address(() => ({ status: 410 }));
    const switchedOff = receiver.address((nth) => ({ status: nth === 0 ? 404 : 200 }));
    const project_id = await createProject(instance);
    const ended = await subscribe(instance, { url: gone.url, project_id });
    const kept = await subscribe(instance, { url: switchedOff.url, project_id });
    const { version } = await pendingVersion(instance, { project_id });
    await decide(instance, version.id, 'approve');
    await switchedOff.received(2);
    await settledOutbox(instance, version.id);
    const agent = as(instance.url, instance.agent.token);
    await expect.poll(async () => (await agent.get(`/artifacts/subscriptions/${ended.id}`)).status).toBe(403);
    expect((await agent.get(`/artifacts/subscriptions/${kept.id}`)).status).toBe(200);
    await decide(instance, version.id, 'revoke', { reason: 'No' });
    await switchedOff.received(3);
    expect(gone.calls).toHaveLength(1);
  });

  test('a receiver that hangs does not hold up the others', async () => {
    const hanging = receiver.address(() => 'hang');
    const quick = receiver.address();
    const project_id = await createProject(instance);
    const { id } = await subscribe(instance, { url: hanging.url, project_id });
    const agent = as(instance.url, instance.agent.token);
    const inputs = Array.from({ length: 40 }, (_, nth) => ({
      project_id,
      schema_key: `page.p${nth}`,
      value: nth,
      callback_url: nth === 39 ? quick.url : null,
    }));
    const recorded = await agent.post<{ data: { id: string }[] }>('/artifacts/versions', inputs);
    const decisions = recorded.body.data.map(({ id: version_id }) => ({ version_id, action: 'approve' }));
    await as(instance.url, instance.reviewer.token).post('/artifacts/decisions', decisions);
    const started = Date.now();
    await quick.received(1);
    expect(Date.now() - started).toBeLessThan(5000);
    expect(hanging.calls.length).toBeLessThanOrEqual(4);
    await agent.delete(`/artifacts/subscriptions/${id}`);
  });

  test('send nothing for a user who is suspended or gone', async () => {
    const admin = as(instance.url, instance.admin.token);
    const roles = await admin.get<{ data: { role: string } }>(`/users/${instance.agent.id}?fields=role`);
    const user = { email: `${randomUUID()}@example.com`, token: randomUUID(), role: roles.body.data.role };
    const created = await admin.post<{ data: { id: string } }>('/users', user);
    const { id } = created.body.data;
    const project_id = await createProject(instance);
    const [theirs, ours] = [receiver.address(), receiver.address()];
    await subscribe(instance, { url: theirs.url, project_id }, user.token);
    await subscribe(instance, { url: ours.url, project_id });
    const { version } = await pendingVersion(instance, { project_id });
    const decideHeardBy = async (action: string, nth: number) => {
      await decide(instance, version.id, action, { reason: 'Because' });
      await ours.received(nth);
      await settledOutbox(instance, version.id);
    };
    await decideHeardBy('request_changes', 1);
    await theirs.received(1);
    expect((await admin.patch(`/users/${id}`, { status: 'suspended' })).status).toBe(200);
    await decideHeardBy('request_changes', 2);
    expect((await admin.patch(`/users/${id}`, { status: 'active' })).status).toBe(200);
    await decideHeardBy('request_changes', 3);
    await theirs.received(2);
    expect((await admin.delete(`/users/${id}`)).status).toBe(204);
    await decideHeardBy('reject', 4);
    expect(theirs.calls).toHaveLength(2);
    expect(await instance.knex('artifact_subscriptions').where({ user_id: id })).toEqual([]);
  });

  test('no secret is in the database or in a log, and a repeated request is told it all the same', async () => {
    const address = receiver.address();
    const project_id = await createProject(instance);
    const agent = as(instance.url, instance.agent.token);
    const send = () =>
      agent.post<{ data: { id: string; secret: string } }>(
        '/artifacts/subscriptions',
        { url: address.url, project_id },
        { 'Idempotency-Key': 'subscribe-once' },
      );
    const [first, again] = [await send(), await send()];
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    const { secret } = first.body.data;
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    for (const table of ['artifact_subscriptions', 'artifact_idempotency_keys', 'artifact_callbacks']) {
      const rows = JSON.stringify(await instance.knex(table));
      expect(rows, table).not.toContain(secret);
      expect(rows, table).not.toContain(INSTANCE_SECRET);
    }
    for (const word of [secret, INSTANCE_SECRET, SIGNATURE]) expect(instance.logs()).not.toContain(word);
  });
});
