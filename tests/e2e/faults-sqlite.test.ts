import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { createProject, pendingVersion, setStatus } from '../helpers/sample.js';
import { describeReply } from './support-concurrency/race.js';
import { approveByEachRoute, BOUND_MS, UNAVAILABLE_BY_EACH_ROUTE } from './support-faults/replies.js';
import { expectNoViolations, snapshot } from './support-guards/ledger.js';

describe.runIf(vendors.includes('sqlite'))('a SQLite that cannot serve', () => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor: 'sqlite' });
  });
  afterAll(() => instance.stop());

  const reviewer = () => as(instance.url, instance.reviewer.token);
  const agent = () => as(instance.url, instance.agent.token);

  test('another process that keeps it locked: 503 within a bound by every route, nothing written, and it goes on', async () => {
    const { projectId, taskId, version } = await pendingVersion(instance);
    const before = await snapshot(instance, projectId);
    const holder = await instance.knex.transaction();
    try {
      await holder('projects').whereRaw('1 = 0').update({ title: 'nobody' }); // takes the writer's lock
      const from = Date.now();
      const input = { project_id: projectId, schema_key: 'copy.slogan', value: 1 };
      const replies = await Promise.all([
        setStatus(reviewer(), version.id, 'approved'),
        agent().post('/artifacts/versions', input),
        reviewer().post('/artifacts/promotions', { task_id: taskId }),
      ]);
      expect(replies.map(describeReply)).toEqual(replies.map(() => '503 SERVICE_UNAVAILABLE'));
      expect(Date.now() - from).toBeLessThan(2 * BOUND_MS);
    } finally {
      await holder.rollback();
    }
    expect(await snapshot(instance, projectId)).toEqual(before);
    expect((await setStatus(reviewer(), version.id, 'approved')).status).toBe(200);
  });

  test('a disk that is full: 503 by every route, nothing half-written, and it goes on when there is room', async () => {
    const { projectId, version } = await pendingVersion(instance);
    const before = await snapshot(instance, projectId);
    const other = await createProject(instance);
    // No file of this process may grow beyond what every file has: the system refuses the write as a full disk does.
    const limit = (bytes: string) =>
      execFileSync('prlimit', [`--pid=${instance.pid()}`, `--fsize=${bytes}:unlimited`], { stdio: 'pipe' });
    limit('4096');
    try {
      expect(await approveByEachRoute(reviewer(), version.id)).toEqual(UNAVAILABLE_BY_EACH_ROUTE);
      const input = { project_id: projectId, schema_key: 'copy.slogan', value: 'x'.repeat(50_000) };
      expect(describeReply(await agent().post('/artifacts/versions', input))).toBe('503 SERVICE_UNAVAILABLE');
      const form = new FormData();
      form.append('file', new Blob(['x'.repeat(50_000)], { type: 'text/plain' }), 'large.txt');
      expect((await agent().send('POST', '/files', { body: form })).status).toBeGreaterThanOrEqual(500);
    } finally {
      limit('unlimited');
    }
    expect(await snapshot(instance, projectId)).toEqual(before);
    expect((await setStatus(reviewer(), version.id, 'approved')).status).toBe(200);
    const large = { project_id: other, schema_key: 'copy.slogan', value: 'x'.repeat(50_000) };
    expect((await agent().post('/artifacts/versions', large)).status).toBe(201);
    await expectNoViolations(instance);
  });
});
