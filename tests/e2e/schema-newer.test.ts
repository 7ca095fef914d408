import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { as } from '../helpers/api.js';
import { runCliIn, runCliOn } from '../helpers/cli.js';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { expectData, pendingVersion, uploadFile } from '../helpers/sample.js';
import { describeReply } from './support-concurrency/race.js';
import { approveByEachRoute } from './support-faults/replies.js';
import { snapshot } from './support-guards/ledger.js';
import { readHealth } from './support-invariants/health.js';

const NEWER = 'artifacts999';
/** A server notices within ten seconds. */
const NOTICED = { timeout: 30_000, interval: 250 };

describe('a server whose database was migrated by a newer release', () => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor: vendors[0]! });
  });
  afterAll(() => instance.stop());

  test('records, decides and promotes nothing, says why, leaves the guards alone, and goes on once it fits', async () => {
    const { knex, url } = instance;
    const [agent, reviewer, admin] = [instance.agent, instance.reviewer, instance.admin].map(({ token }) =>
      as(url, token),
    );
    const { projectId, taskId, version } = await pendingVersion(instance);
    const fileId = await uploadFile(instance);
    const record = { project_id: projectId, schema_key: 'copy.slogan', value: 'Go north' };
    await knex('directus_migrations').insert({ version: NEWER, name: 'Future', timestamp: new Date() });
    const before = await snapshot(instance, projectId);
    const promotion = { project_id: projectId };
    await vi.waitFor(
      async () =>
        expect(describeReply(await reviewer!.post('/artifacts/promotions', promotion))).toBe(
          '503 SCHEMA_NEWER',
        ),
      NOTICED,
    );

    expect(await approveByEachRoute(reviewer!, version.id)).toEqual([
      '503 SCHEMA_NEWER',
      '503 SCHEMA_NEWER',
      '503 SCHEMA_NEWER',
      '200 SCHEMA_NEWER',
    ]);
    const link = { artifact_version_id: version.id, directus_files_id: fileId };
    const refused = [
      await agent!.post('/artifacts/versions', record),
      await agent!.post('/items/artifact_versions', record),
      await agent!.post('/items/artifact_files', link),
      await reviewer!.patch(`/items/artifact_versions/${version.id}`, { summary: 'Edited' }),
      await reviewer!.patch(`/items/tasks/${taskId}`, { status: 'done' }),
    ];
    expect(refused.map(describeReply)).toEqual(refused.map(() => '503 SCHEMA_NEWER'));
    expect(refused[0]!.body.errors?.[0]?.message).toContain(NEWER);
    expect(await snapshot(instance, projectId)).toEqual(before);
    expect((await agent!.get(`/artifacts/projects/${projectId}/context`)).status).toBe(200);

    const health = await readHealth(instance);
    expect([health.status, health.body.data?.schema]).toMatchObject([503, { newer: NEWER }]);
    const doctor = await runCliOn(instance, ['doctor']);
    expect(doctor.out).toMatch(/^problem {2}Tables and indexes .*newer release \(artifacts999\)/m);
    const folder = await runCliIn(instance.place, ['doctor', '--directory', '.']);
    expect(folder.out).toMatch(/^problem {2}Migrations .*artifacts999$/m);
    const guards = await runCliIn(instance.place, ['guards', 'on', '--directory', '.']);
    expect([guards.code, guards.errors]).toEqual([1, expect.stringContaining(NEWER)]);

    const guard = 'artifact_guard_approvals_delete';
    await knex.raw(
      vendors[0] === 'sqlite' ? `DROP TRIGGER ${guard}` : `DROP TRIGGER ${guard} ON artifact_approvals`,
    );
    const field = { field: 'motto', type: 'string', schema: {}, meta: {} };
    expectData(await admin!.post('/fields/documents', field));
    await vi.waitUntil(() => instance.logs().includes(`has migrated the database (${NEWER})`), NOTICED);
    expect((await readHealth(instance)).body.data?.guards.missing).toContain(guard);

    await knex('directus_migrations').where({ version: NEWER }).delete();
    await vi.waitFor(
      async () => expect(describeReply(await agent!.post('/artifacts/versions', record))).toBe('201'),
      NOTICED,
    );
    expect((await readHealth(instance)).body.data?.schema).toMatchObject({ newer: null });
  });
});
