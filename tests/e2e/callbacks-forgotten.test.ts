import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type OwnInstance, startInstance, vendors } from '../helpers/instance.js';
import { pendingVersion } from '../helpers/sample.js';
import { readHealth } from './support-invariants/health.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const PER_BATCH = 500;

describe.each(vendors)('callbacks that are done with on %s', (vendor) => {
  let instance: OwnInstance;
  beforeAll(async () => {
    instance = await startInstance({ vendor, env: { ARTIFACTS_CALLBACK_KEEP_DAYS: '2' } });
  });
  afterAll(() => instance.stop());

  test('are deleted by the sender when their time is over, in batches, and nothing else is', async () => {
    const { knex } = instance;
    const { version } = await pendingVersion(instance);
    const call = (status: string, ageInDays: number, sequence = 1) => ({
      id: randomUUID(),
      artifact_version_id: version.id,
      sequence,
      url: 'https://n8n.example.com/resume',
      body: '{}',
      status,
      attempts: 1,
      // Not due, so that the sender leaves those alone that are still to be made.
      next_attempt_at: new Date(Date.now() + DAY_MS / 48),
      date_created: new Date(Date.now() - ageInDays * DAY_MS),
      expires_at: new Date(Date.now() + DAY_MS),
    });
    const done = Array.from({ length: PER_BATCH + 20 }, (_, nth) =>
      call(nth % 2 === 0 ? 'delivered' : 'failed', 2.01),
    );
    const kept = [
      call('delivered', 1.99),
      call('failed', 1.99, 2),
      call('pending', 40, 3),
      call('pending', 40, 0),
    ];
    await knex.batchInsert('artifact_callbacks', [...done, ...kept], 40);
    await instance.restart();
    const ids = async (): Promise<string[]> => knex('artifact_callbacks').orderBy('id').pluck('id');
    await vi.waitUntil(async () => (await ids()).length <= kept.length, { timeout: 20_000, interval: 100 });
    expect(await ids()).toEqual(kept.map(({ id }) => id).sort());
    expect((await readHealth(instance)).body.data?.outbox).toMatchObject({ pending: 1, failed: 1 });
  });
});
