import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { untilBlocked } from '../e2e/support-concurrency/blocked.js';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { pendingVersion, setStatus } from '../helpers/sample.js';

const CONNECTIONS = 4;
const PATIENCE_MS = 1500;
/** More than any refusal may take, however slow the machine is. */
const BOUND_MS = 20_000;

describe.runIf(vendors.includes('postgres'))('faults of PostgreSQL', () => {
  let instance: OwnInstance;

  beforeAll(async () => {
    const env = {
      DB_POOL__MAX: String(CONNECTIONS),
      DB_POOL__ACQUIRE_TIMEOUT_MILLIS: String(2 * PATIENCE_MS),
    };
    instance = await startInstance({ vendor: 'postgres', env });
  });

  afterAll(() => instance.stop());

  /** Ends all connections to the database but the one that this runs on and those in `spared`. */
  async function cutConnections(spared: Knex.Transaction | null = null): Promise<void> {
    const { knex } = instance;
    const pids: { rows: { pid: number }[] } | null =
      spared && (await spared.raw('SELECT pg_backend_pid() AS pid'));
    await knex.raw(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ?::int AND wait_event_type IS DISTINCT FROM 'Activity'`,
      [pids?.rows[0]?.pid ?? 0],
    );
  }

  const decide = (versionId: string, key: string): Promise<Reply> =>
    as(instance.url, instance.reviewer.token).post(
      '/artifacts/decisions',
      { version_id: versionId, action: 'approve', reason: key },
      { 'Idempotency-Key': key },
    );

  /** Sends it again until it is answered with success, as a client would, for as long as nobody has to help. */
  const decidedAgain = (versionId: string, key: string): Promise<void> =>
    vi.waitFor(async () => expect((await decide(versionId, key)).status).toBe(200), {
      timeout: BOUND_MS,
      interval: 300,
    });

  const entriesAbout = (versionId: string) =>
    instance.knex('artifact_approvals').where({ artifact_version_id: versionId });

  /** Runs `work` while another session holds the row of the project. */
  async function whileLocked(projectId: unknown, work: (holder: Knex.Transaction) => Promise<void>) {
    const holder = await instance.knex.transaction();
    try {
      await holder('projects')
        .where({ id: String(projectId) })
        .forUpdate();
      await work(holder);
    } finally {
      await holder.rollback();
    }
  }

  test('connections that were cut in the middle of a decision: 503, nothing written, and it works again', async () => {
    const { projectId, version } = await pendingVersion(instance);
    const key = randomUUID();
    await whileLocked(projectId, async (holder) => {
      const reply = decide(version.id, key);
      await untilBlocked(instance.knex, holder, 1);
      await cutConnections(holder);
      const { status, body } = await reply;
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    });
    expect(await entriesAbout(version.id)).toEqual([]);
    await decidedAgain(version.id, key);
    expect(await entriesAbout(version.id)).toMatchObject([{ action: 'approve', reason: key }]);
  });

  describe('with a limit on how long locks are waited for', () => {
    beforeAll(async () => {
      const { knex } = instance;
      const named: { rows: { name: string }[] } = await knex.raw('SELECT current_database() AS name');
      await knex.raw('ALTER DATABASE ?? SET lock_timeout = 1500', [named.rows[0]!.name]);
      await cutConnections();
    });

    test('a project that somebody else holds: 503 within a bound by every route, nothing written', async () => {
      const { projectId, version } = await pendingVersion(instance);
      const key = randomUUID();
      await whileLocked(projectId, async () => {
        const from = Date.now();
        const reviewer = as(instance.url, instance.reviewer.token);
        const replies = await Promise.all([
          decide(version.id, key),
          setStatus(reviewer, version.id, 'approved'),
        ]);
        const codes = replies.map(({ status, body }) => [status, body.errors?.[0]?.extensions.code]);
        expect(codes).toEqual(replies.map(() => [503, 'SERVICE_UNAVAILABLE']));
        expect(Date.now() - from).toBeLessThan(BOUND_MS);
      });
      expect(await entriesAbout(version.id)).toEqual([]);
      await decidedAgain(version.id, key);
      expect(await entriesAbout(version.id)).toHaveLength(1);
    });

    test('more requests than connections: each is answered within a bound, and then all goes on', async () => {
      const { projectId, version } = await pendingVersion(instance);
      await whileLocked(projectId, async () => {
        const from = Date.now();
        const keys = Array.from({ length: 4 * CONNECTIONS }, () => randomUUID());
        const replies = await Promise.all(keys.map((key) => decide(version.id, key)));
        expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([503]));
        expect(Date.now() - from).toBeLessThan(BOUND_MS);
      });
      expect(await entriesAbout(version.id)).toEqual([]);
      await decidedAgain(version.id, randomUUID());
    });
  });
});
