import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { createProject } from '../helpers/sample.js';
import { subscribe } from './support-callbacks/subscriptions.js';

const ORIGIN = 'http://127.0.0.1:9';
const url = `${ORIGIN}/webhook`;

describe.each(vendors)('who may subscribe on %s', (vendor) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor, env: { ARTIFACTS_CALLBACK_ALLOW: ORIGIN } });
  });
  afterAll(async () => instance.stop());

  const subscriptions = (token: string | null) => ({
    make: (input: object) => as(instance.url, token).post('/artifacts/subscriptions', input),
    list: () => as(instance.url, token).get<{ data: { id: string }[] }>('/artifacts/subscriptions'),
    read: (id: string) => as(instance.url, token).get(`/artifacts/subscriptions/${id}`),
    end: (id: string) => as(instance.url, token).delete(`/artifacts/subscriptions/${id}`),
  });

  test('everybody sees and ends their own; administrators all; nobody a secret', async () => {
    const [agent, reader, admin] = [instance.agent, instance.other, instance.admin].map(({ token }) =>
      subscriptions(token),
    );
    const project_id = await createProject(instance);
    const made = await agent!.make({
      url,
      project_id,
      schema_key: 'brand.logo',
      actions: ['reject', 'reject'],
    });
    const { secret, ...shown } = made.body.data as Record<string, unknown>;
    expect(shown).toEqual({
      id: expect.any(String) as string,
      url,
      project_id,
      schema_key: 'brand.logo',
      actions: ['reject'],
    });
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    const id = String(shown['id']);
    const theirs = await subscribe(instance, { url }, instance.other.token);

    expect((await agent!.list()).body.data).toEqual([shown]);
    expect((await agent!.read(id)).body.data).toEqual(shown);
    expect((await reader!.list()).body.data).toEqual([
      {
        id: theirs.id,
        url,
        project_id: null,
        schema_key: null,
        actions: ['approve', 'reject', 'request_changes', 'revoke', 'promote'],
      },
    ]);
    expect((await admin!.list()).body.data.map((one) => one.id)).toEqual([id, theirs.id]);
    expect((await reader!.read(id)).status).toBe(403);
    expect((await reader!.end(id)).status).toBe(403);
    expect((await reader!.read(randomUUID())).status).toBe(403);
    expect((await agent!.read(id)).status).toBe(200);
    expect((await admin!.end(id)).status).toBe(204);
    expect((await agent!.read(id)).status).toBe(403);
    expect((await reader!.end(theirs.id)).status).toBe(204);
  });

  test('strangers, wrong bodies and addresses that are not allowed are refused', async () => {
    for (const reply of [
      await subscriptions(null).make({ url }),
      await subscriptions(null).list(),
      await subscriptions(null).read(randomUUID()),
      await subscriptions(null).end(randomUUID()),
      await subscriptions(instance.agent.token).make({ url, project_id: randomUUID() }),
      await subscriptions(instance.agent.token).make({ url, project_id: 'none' }),
    ]) {
      expect(reply.status).toBe(403);
    }
    for (const wrong of [
      {},
      { url: 'http://169.254.169.254/' },
      { url: 'http://user:password@127.0.0.1:9/' },
      { url, actions: [] },
      { url, actions: ['supersede'] },
      { url, schema_key: 'Brand/Logo' },
      { url, secret: 'mine' },
    ]) {
      const reply = await subscriptions(instance.agent.token).make(wrong);
      expect(reply.status, JSON.stringify(wrong)).toBe(400);
      expect(reply.body.errors?.[0]?.extensions.code).toBe('INVALID_PAYLOAD');
    }
    expect(await instance.knex('artifact_subscriptions')).toEqual([]);
  });

  test('without a project only who may read all of them; with one only who may read its versions', async () => {
    const admin = as(instance.url, instance.admin.token);
    const policy = await admin.post<{ data: { id: string } }>('/policies', { name: 'No versions' });
    await admin.post('/permissions', {
      policy: policy.body.data.id,
      collection: 'projects',
      action: 'read',
      fields: ['*'],
    });
    const user = { email: `${randomUUID()}@example.com`, token: randomUUID(), policies: [] };
    const created = await admin.post<{ data: { id: string } }>('/users', user);
    const access = { user: created.body.data.id, policy: policy.body.data.id };
    await instance.knex('directus_access').insert({ id: randomUUID(), sort: 1, ...access });
    await admin.post('/utils/cache/clear?system');
    const project_id = await createProject(instance);
    expect((await as(instance.url, user.token).get('/items/projects')).status).toBe(200);
    const theirs = subscriptions(user.token);
    expect((await theirs.make({ url, project_id })).status).toBe(403);
    expect((await theirs.make({ url })).status).toBe(403);
  });

  test('a hundred are as many as one user may have, also of those made at once', async () => {
    const project_id = await createProject(instance);
    const ids: string[] = [];
    for (let batch = 0; batch < 12; batch++) {
      const replies = await Promise.all(
        Array.from({ length: 9 }, () => subscriptions(instance.agent.token).make({ url, project_id })),
      );
      for (const { status, body } of replies) {
        if (status === 201) ids.push((body.data as { id: string }).id);
        else expect(body.errors?.[0]?.message).toContain('100 subscriptions');
      }
    }
    expect(ids).toHaveLength(100);
    expect((await subscriptions(instance.reviewer.token).make({ url, project_id })).status).toBe(201);
    await subscriptions(instance.agent.token).end(ids[0]!);
    expect((await subscriptions(instance.agent.token).make({ url, project_id })).status).toBe(201);
  });
});
