import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { missingGuards } from '../../migrations/lib/guards.js';
import { as } from '../helpers/api.js';
import type { Reply } from '../helpers/api.js';
import { startInstance, vendors } from '../helpers/instance.js';
import type { OwnInstance } from '../helpers/instance.js';

const TABLES = ['artifact_versions', 'artifact_approvals', 'artifact_files', 'directus_files'] as const;

/** Directus alters tables on SQLite by rebuilding them, which silently drops their triggers. */
describe.each(vendors)('edits of the schema in the Studio keep the guards, on %s', (vendor) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor });
  });
  afterAll(() => instance.stop());

  /** The answer was a success, and soon after it every guard is in place. */
  async function expectGuarded(reply: Reply): Promise<void> {
    expect(reply.body).not.toHaveProperty('errors');
    expect(reply.status).toBeLessThan(300);
    await vi.waitFor(async () => expect(await missingGuards(instance.knex)).toEqual([]), { timeout: 10_000 });
  }

  test.each(TABLES)('of %s: a field added, changed, related, unrelated and removed', async (table) => {
    const api = as(instance.url, instance.admin.token);
    const field = 'studio_note';
    const fields = `/fields/${table}`;
    await expectGuarded(
      await api.post(fields, { field, type: 'uuid', schema: {}, meta: { special: ['m2o'] } }),
    );
    const relation = { collection: table, field, related_collection: 'projects', meta: {}, schema: {} };
    await expectGuarded(await api.post('/relations', relation));
    await expectGuarded(await api.delete(`/relations/${table}/${field}`));
    await expectGuarded(
      await api.patch(`${fields}/${field}`, {
        type: 'uuid',
        schema: { is_nullable: true, is_indexed: true },
      }),
    );
    await expectGuarded(await api.delete(`${fields}/${field}`));
  });

  test('of a field of ours: its type', async () => {
    const api = as(instance.url, instance.admin.token);
    const schema = { name: 'summary', data_type: 'varchar', max_length: 900, is_nullable: true };
    await expectGuarded(await api.patch('/fields/artifact_versions/summary', { type: 'string', schema }));
    await expectGuarded(
      await api.patch('/fields/artifact_approvals/reason', {
        type: 'string',
        schema: { ...schema, name: 'reason' },
      }),
    );
  });
});
