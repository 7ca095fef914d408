import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installGuards } from '../../migrations/lib/guards.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';
import { pendingVersion } from '../helpers/sample.js';
import { readHealth } from './support-invariants/health.js';

describe.each(vendors)('health on %s', (vendor) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    const ARTIFACTS_CREATE_DOCUMENTS = 'brand.*,docs.**';
    instance = await startInstance({ vendor, env: { ARTIFACTS_CREATE_DOCUMENTS } });
  });
  afterAll(() => instance.stop());

  test('a sound installation is ok for every user, and says how it is set up', async () => {
    const reply = await readHealth(instance, '', instance.other.token);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.body.data).toEqual({
      status: 'ok',
      schema: { migrated: true, missing: [], newer: null },
      guards: { missing: [] },
      outbox: { pending: 0, failed: 0, oldest_pending_seconds: null },
      schedule: { waiting: 0, overdue: 0, frozen: 0, oldest_overdue_seconds: null },
      settings: {
        promote_on: 'task_done',
        create_documents: ['brand.*', 'docs.**'],
        forbid_self_approval: false,
      },
    });
    expect((await readHealth(instance, '', null)).status).toBe(403);
    expect((await readHealth(instance, '?depth=3')).status).toBe(400);
  });

  test('the deep check is for administrators', async () => {
    const { projectId } = await pendingVersion(instance);
    const deep = await readHealth(instance, '?deep=true');
    expect(deep).toMatchObject({ status: 200, body: { data: { status: 'ok', violations: [] } } });
    for (const person of [instance.reviewer, instance.agent, instance.other]) {
      const refused = await readHealth(instance, `?deep=true&project_id=${projectId}`, person.token);
      expect(refused.status).toBe(403);
      expect(refused.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect((await readHealth(instance, `?deep=true&project_id=${randomUUID()}`)).status).toBe(403);
  });

  test('a missing trigger is named', async () => {
    const guard = `artifact_guard_versions_${vendor === 'sqlite' ? 'delete' : 'kept'}`;
    const { knex } = instance;
    await knex.raw(
      vendor === 'sqlite' ? `DROP TRIGGER ${guard}` : `DROP TRIGGER ${guard} ON artifact_versions`,
    );
    expect(await readHealth(instance)).toMatchObject({
      status: 503,
      body: { data: { status: 'degraded', schema: { migrated: true }, guards: { missing: [guard] } } },
    });
    if (vendor === 'postgres') {
      await installGuards(knex);
      await knex.raw(`ALTER TABLE artifact_versions DISABLE TRIGGER ${guard}`);
      const disabled = await readHealth(instance);
      expect(disabled.body.data?.guards.missing).toEqual([guard]);
    }
    await installGuards(knex);
    expect((await readHealth(instance)).status).toBe(200);
  });

  test('a missing column, table or unique index is named, and stops the deep check', async () => {
    const { knex } = instance;
    await knex.schema.renameTable('artifact_callbacks', 'artifact_callbacks_away');
    await knex.raw('DROP INDEX idx_artifact_files_pair');
    await knex.schema.alterTable('documents', (table) => {
      table.renameColumn('category', 'kind');
    });
    const reply = await readHealth(instance, '?deep=true');
    expect(reply.status).toBe(503);
    expect(reply.body.data?.schema.migrated).toBe(false);
    expect(reply.body.data?.schema.missing.toSorted()).toEqual([
      'artifact_callbacks',
      'documents.category',
      'idx_artifact_files_pair',
    ]);
    expect(reply.body.data).not.toHaveProperty('violations');
    await knex.schema.alterTable('documents', (table) => {
      table.renameColumn('kind', 'category');
    });
    await knex.schema.renameTable('artifact_callbacks_away', 'artifact_callbacks');
    await knex.raw(
      'CREATE UNIQUE INDEX idx_artifact_files_pair ON artifact_files (artifact_version_id, directus_files_id)',
    );
    await installGuards(knex);
    expect((await readHealth(instance)).status).toBe(200);
  });

  test('the outbox shows what waits, for how long, and what was given up', async () => {
    const { version } = await pendingVersion(instance);
    const call = (sequence: number, status: string, age: number) => ({
      id: randomUUID(),
      artifact_version_id: version.id,
      sequence,
      url: 'https://n8n.example.com/resume',
      body: '{}',
      status,
      attempts: 1,
      // Not due, so that the sender leaves them alone.
      next_attempt_at: new Date(Date.now() + 3_600_000),
      date_created: new Date(Date.now() - age * 1000),
      expires_at: new Date(Date.now() + 7_200_000),
    });
    await instance
      .knex('artifact_callbacks')
      .insert([
        call(1, 'delivered', 900),
        call(2, 'failed', 800),
        call(3, 'pending', 120),
        call(4, 'pending', 60),
        call(0, 'pending', 700),
      ]);
    const reply = await readHealth(instance);
    expect(reply.status).toBe(200);
    expect(reply.body.data?.outbox).toMatchObject({ pending: 2, failed: 1 });
    const seconds = reply.body.data?.outbox.oldest_pending_seconds ?? 0;
    expect(seconds).toBeGreaterThanOrEqual(119);
    expect(seconds).toBeLessThan(240);
  });
});
