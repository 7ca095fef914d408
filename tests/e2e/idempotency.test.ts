import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createProject, expectData, setStatus } from '../helpers/sample.js';
import type { Version } from '../../src/domain/words.js';
import { clientsOf, isReplayed, keysStored, pendingVersions, withKey } from './support-concurrency/keyed.js';
import { readLedger } from './support-concurrency/ledger.js';
import { approveAll, tally, times } from './support-concurrency/race.js';
import { violationsIn } from './support-concurrency/violations.js';

/**
 * Of requests sent at once under one key, one was carried out; the others got its answer, or were told that it
 * was still running. Whoever asks again afterwards gets its answer.
 */
async function expectOneAnswer(send: () => Promise<Reply>, status: number, count: number): Promise<Reply> {
  const replies = await Promise.all(times(count).map(send));
  const counts = tally(replies);
  const { [String(status)]: answered = 0, '409 IDEMPOTENCY_IN_PROGRESS': running = 0 } = counts;
  expect(answered + running, JSON.stringify(counts)).toBe(count);
  const [first, ...others] = replies.filter((reply) => reply.status === status && !isReplayed(reply));
  expect(first).toBeDefined();
  expect(others).toEqual([]);
  const later = await send();
  expect([later.status, isReplayed(later)]).toEqual([status, true]);
  for (const reply of [...replies, later].filter((one) => one.status === status))
    expect(reply.body).toEqual(first!.body);
  return first!;
}

describe.each(vendors)('a POST sent again with its Idempotency-Key on %s', (vendor) => {
  test('20 at once record one version', async () => {
    const instance = sharedInstance(vendor);
    const { agent } = clientsOf(instance);
    const projectId = await createProject(instance);
    const key = randomUUID();
    const body = { project_id: projectId, schema_key: 'brand.logo', value: { format: 'PNG' } };
    const answer = await expectOneAnswer(
      () => agent.post('/artifacts/versions', body, withKey(key)),
      201,
      20,
    );
    const { versions } = await readLedger(instance, projectId);
    expect(versions.map(({ id, version_number }) => [id, version_number])).toEqual([
      [(answer.body.data as Version).id, 1],
    ]);
    expect(await keysStored(instance, key)).toBe(1);
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('20 at once record one batch, all of it', async () => {
    const instance = sharedInstance(vendor);
    const { agent } = clientsOf(instance);
    const projectId = await createProject(instance);
    const key = randomUUID();
    const body = times(3).map((index) => ({
      project_id: projectId,
      schema_key: `deck.slide-${index}`,
      change_origin: 'sync',
      value: { index },
    }));
    await expectOneAnswer(() => agent.post('/artifacts/versions', body, withKey(key)), 201, 20);
    expect((await readLedger(instance, projectId)).versions).toHaveLength(3);
  });

  test('20 at once decide once', async () => {
    const instance = sharedInstance(vendor);
    const { reviewer } = clientsOf(instance);
    const { projectId, versions } = await pendingVersions(instance, 2);
    const key = randomUUID();
    // A request for changes could be repeated: only the key keeps it from being logged 20 times.
    const body = [
      { version_id: versions[0]!.id, action: 'request_changes', reason: 'Bigger' },
      { version_id: versions[1]!.id, action: 'approve' },
    ];
    await expectOneAnswer(() => reviewer.post('/artifacts/decisions', body, withKey(key)), 200, 20);
    const { entries } = await readLedger(instance, projectId);
    expect(entries.map(({ action }) => action)).toEqual(['request_changes', 'approve']);
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('20 at once promote once, and each gets what the first one did', async () => {
    const instance = sharedInstance(vendor);
    const { admin, reviewer } = clientsOf(instance);
    const { projectId, versions } = await pendingVersions(instance, 3);
    await approveAll(reviewer, versions);
    const key = randomUUID();
    const body = { project_id: projectId, if_match: 0, create_documents: true };
    const answer = await expectOneAnswer(
      () => admin.post('/artifacts/promotions', body, withKey(key)),
      200,
      20,
    );
    expect(answer.body.data).toMatchObject({ previous_context_version: 0, context_version: 1 });
    expect((answer.body.data as { promoted: unknown[] }).promoted).toHaveLength(3);
    const documents: unknown[] = await instance.knex('documents').where({ project_id: projectId });
    expect(documents).toHaveLength(3);
    expect((await readLedger(instance, projectId)).contextVersion).toBe(1);
    expect(await violationsIn(instance, projectId)).toEqual([]);
  });

  test('gets the first answer even when the world has moved on since', async () => {
    const instance = sharedInstance(vendor);
    const { agent, reviewer } = clientsOf(instance);
    const projectId = await createProject(instance);
    const key = randomUUID();
    const body = { project_id: projectId, schema_key: 'brand.logo', value: { format: 'PNG' } };
    const first = await agent.post<{ data?: Version }>('/artifacts/versions', body, withKey(key));
    await setStatus(reviewer, expectData(first).id, 'approved');
    const again = await agent.post<{ data?: Version }>('/artifacts/versions', body, withKey(key));
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    // Keys of the body in another order are the same body.
    const { value, ...rest } = body;
    expect(isReplayed(await agent.post('/artifacts/versions', { value, ...rest }, withKey(key)))).toBe(true);
  });
});
