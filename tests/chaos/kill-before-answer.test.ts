import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject, pendingVersion } from '../helpers/sample.js';

describe.each(vendors)('a server killed between commit and answer on %s', (vendor) => {
  let instance: OwnInstance;

  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });

  afterAll(() => instance.stop());

  test('gives the retry with the same key the first result, and does nothing twice', async () => {
    const { knex, url, agent, reviewer, admin } = instance;
    const projectId = await createProject(instance);
    const { version: undecided } = await pendingVersion(instance);
    const waiting = await pendingVersion(instance);
    await as(url, reviewer.token).post('/artifacts/decisions', {
      version_id: waiting.version.id,
      action: 'approve',
    });
    const requests = [
      {
        token: agent.token,
        path: '/artifacts/versions',
        body: { project_id: projectId, schema_key: 'brand.logo', value: 1 },
      },
      {
        token: reviewer.token,
        path: '/artifacts/decisions',
        body: { version_id: undecided.id, action: 'approve', reason: 'Fine' },
      },
      {
        token: admin.token,
        path: '/artifacts/promotions',
        body: { project_id: waiting.projectId, if_match: 0 },
      },
    ].map((request) => ({ ...request, key: randomUUID() }));
    const send = ({ token, path, body, key }: (typeof requests)[number]): Promise<Reply> =>
      as(url, token).post(path, body, { 'Idempotency-Key': key });

    // Nobody hears these answers, if they are sent at all.
    const lost = Promise.allSettled(requests.map(send));
    const keys = requests.map(({ key }) => key);
    const stored = () => knex('artifact_idempotency_keys').whereIn('idempotency_key', keys);
    await vi.waitFor(async () => expect(await stored()).toHaveLength(3), { timeout: 30_000, interval: 5 });
    await instance.kill();
    await lost;
    const before: { idempotency_key: string; response: string }[] = await stored();
    await instance.restart();

    for (const request of requests) {
      const first = before.find(({ idempotency_key }) => idempotency_key === request.key);
      const reply = await send(request);
      expect(reply.status).toBeLessThan(300);
      expect(reply.headers.get('idempotency-replayed')).toBe('true');
      expect(reply.body).toEqual(JSON.parse(first?.response ?? ''));
    }
    expect(await knex('artifact_versions').where({ project_id: projectId })).toHaveLength(1);
    expect(await knex('artifact_approvals').where({ artifact_version_id: undecided.id })).toHaveLength(1);
    expect(await knex('projects').where({ id: waiting.projectId }).first()).toMatchObject({
      context_version: 1,
    });
  });
});
