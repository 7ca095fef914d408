import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject, pendingVersion, readProject, setStatus } from '../helpers/sample.js';
import { untilBlocked } from './support-concurrency/blocked.js';
import { describeReply, recordAll, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';
import { approveByEachRoute, BOUND_MS, UNAVAILABLE_BY_EACH_ROUTE } from './support-faults/replies.js';
import { snapshot } from './support-guards/ledger.js';

describe.runIf(vendors.includes('postgres'))('a PostgreSQL that cannot serve', () => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor: 'postgres' });
  });
  afterAll(() => instance.stop());

  /** Gives the database a setting, and has the server connect anew to meet it. */
  async function change(setting: string): Promise<void> {
    await instance.knex.transaction(async (trx) => {
      await trx.raw('SET TRANSACTION READ WRITE'); // the setting may be that nobody writes
      const named: { rows: { name: string }[] } = await trx.raw('SELECT current_database() AS name');
      await trx.raw(`ALTER DATABASE ?? ${setting}`, [named.rows[0]!.name]);
    });
    await instance.knex.raw(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND wait_event_type IS DISTINCT FROM 'Activity'`);
  }

  async function withSetting(name: string, value: string, work: () => Promise<void>): Promise<void> {
    await change(`SET ${name} = ${value}`);
    try {
      await work();
    } finally {
      await change(`RESET ${name}`);
    }
  }

  const reviewer = () => as(instance.url, instance.reviewer.token);

  /** The first requests after connections were cut may still meet a dead one. */
  const untilServed = async (): Promise<void> => {
    for (const from = Date.now(); Date.now() - from < BOUND_MS;) {
      const replies = await Promise.all(times(4).map(() => reviewer().get('/items/projects?limit=1')));
      if (replies.every(({ status }) => status === 200)) return;
    }
    throw new Error('The server does not come back');
  };

  test('one that has become a standby: 503 by every route, also in GraphQL, nothing written, and it goes on', async () => {
    const { projectId, taskId, version } = await pendingVersion(instance);
    const before = await snapshot(instance, projectId);
    await withSetting('default_transaction_read_only', 'on', async () => {
      await untilServed();
      expect(await approveByEachRoute(reviewer(), version.id)).toEqual(UNAVAILABLE_BY_EACH_ROUTE);
      const promoted = await reviewer().post('/artifacts/promotions', { task_id: taskId });
      expect(describeReply(promoted)).toBe('503 SERVICE_UNAVAILABLE');
      const agent = as(instance.url, instance.agent.token);
      const input = { project_id: projectId, schema_key: 'copy.slogan', value: 1 };
      for (const route of ['/artifacts/versions', '/items/artifact_versions'])
        expect(describeReply(await agent.post(route, input))).toBe('503 SERVICE_UNAVAILABLE');
    });
    await untilServed();
    expect(await snapshot(instance, projectId)).toEqual(before);
    expect((await setStatus(reviewer(), version.id, 'approved')).status).toBe(200);
  });

  test('a statement that takes longer than is allowed: 503 within a bound by every route, nothing written', async () => {
    const { projectId, version } = await pendingVersion(instance);
    const before = await snapshot(instance, projectId);
    await withSetting('statement_timeout', "'700ms'", async () => {
      await untilServed();
      const holder = await instance.knex.transaction();
      try {
        await holder('projects')
          .where({ id: String(projectId) })
          .forUpdate();
        const from = Date.now();
        expect(await approveByEachRoute(reviewer(), version.id)).toEqual(UNAVAILABLE_BY_EACH_ROUTE);
        expect(Date.now() - from).toBeLessThan(BOUND_MS);
      } finally {
        await holder.rollback();
      }
    });
    await untilServed();
    expect(await snapshot(instance, projectId)).toEqual(before);
    expect((await setStatus(reviewer(), version.id, 'approved')).status).toBe(200);
  });

  test.each(['PATCH', 'POST'])(
    'who loses a deadlock is tried again, and nobody notices (%s)',
    async (method) => {
      const { projectId, version } = await pendingVersion(instance);
      const holder = await instance.knex.transaction();
      try {
        // Ours looks for a deadlock after a second and finds one, this one would after a minute.
        await holder.raw("SET LOCAL deadlock_timeout = '60s'");
        await holder('artifact_versions').where({ id: version.id }).forUpdate();
        const reply =
          method === 'PATCH'
            ? setStatus(reviewer(), version.id, 'approved')
            : reviewer().post('/artifacts/decisions', { version_id: version.id, action: 'approve' });
        await untilBlocked(instance.knex, holder, 1);
        await holder('projects')
          .where({ id: String(projectId) })
          .forUpdate();
        await holder.rollback();
        expect((await reply).status).toBe(200);
      } finally {
        if (!holder.isCompleted()) await holder.rollback();
      }
      const entries = await instance.knex('artifact_approvals').where({ artifact_version_id: version.id });
      expect(entries).toHaveLength(1);
    },
  );

  test('under serializable transactions each decision happens whole or not at all, and most happen', async () => {
    await withSetting('default_transaction_isolation', 'serializable', async () => {
      await untilServed();
      const projectId = await createProject(instance);
      const inputs = times(6).map((index) => ({ schema_key: `deck.slide-${index}`, value: { index } }));
      const versions = await recordAll(as(instance.url, instance.agent.token), projectId, inputs);
      const body = (id: string) => ({ version_id: id, action: 'approve', reason: randomUUID() });
      const replies = await Promise.all(
        versions.map(({ id }) => reviewer().post('/artifacts/decisions', body(id))),
      );
      for (const reply of replies) expect(['200', '503 SERVICE_UNAVAILABLE']).toContain(describeReply(reply));
      for (const [nth, reply] of replies.entries()) {
        if (reply.status === 503)
          expect((await reviewer().post('/artifacts/decisions', body(versions[nth]!.id))).status).toBe(200);
      }
      expect((await readProject(instance, projectId)).context_version).toBe(6);
      expect(await violationsIn(instance, projectId)).toEqual([]);
    });
  });
});
