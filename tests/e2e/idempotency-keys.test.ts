import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createProject, expectData } from '../helpers/sample.js';
import type { Key, Version } from '../../src/domain/words.js';
import { clientsOf, isReplayed, keysStored, pendingVersions, withKey } from './support-concurrency/keyed.js';
import { readLedger } from './support-concurrency/ledger.js';
import { approveAll, tally, times } from './support-concurrency/race.js';

describe.each(vendors)('an Idempotency-Key on %s', (vendor) => {
  test('is refused with 422 for another body or another path, and changes nothing', async () => {
    const instance = sharedInstance(vendor);
    const { reviewer } = clientsOf(instance);
    const [projectId, otherId] = [await createProject(instance), await createProject(instance)];
    const key = randomUUID();
    const body = { project_id: projectId, schema_key: 'brand.logo', value: 1 };
    const { id } = expectData(
      await reviewer.post<{ data?: Version }>('/artifacts/versions', body, withKey(key)),
    );
    const reused = await Promise.all([
      reviewer.post('/artifacts/versions', { ...body, value: 2 }, withKey(key)),
      reviewer.post('/artifacts/versions', [body], withKey(key)),
      reviewer.post('/artifacts/versions', { ...body, project_id: otherId }, withKey(key)),
      reviewer.post('/artifacts/decisions', { version_id: id, action: 'approve' }, withKey(key)),
      reviewer.post(`/artifacts/projects/${projectId}/context/verify`, {}, withKey(key)),
    ]);
    // At once, so that some find another one of them running.
    const counts = tally(reused);
    const { '422 IDEMPOTENCY_KEY_REUSED': refused = 0, '409 IDEMPOTENCY_IN_PROGRESS': running = 0 } = counts;
    expect(refused + running, JSON.stringify(counts)).toBe(5);
    expect(refused).toBeGreaterThanOrEqual(1);
    const alone = await reviewer.post('/artifacts/versions', { ...body, value: 2 }, withKey(key));
    expect(tally([alone])).toEqual({ '422 IDEMPOTENCY_KEY_REUSED': 1 });
    const { versions, entries } = await readLedger(instance, projectId);
    expect(versions.map(({ status }) => status)).toEqual(['pending']);
    expect(entries).toEqual([]);
    expect((await readLedger(instance, otherId)).versions).toEqual([]);
  });

  test('is told apart by path alone: the same empty body for two projects', async () => {
    const instance = sharedInstance(vendor);
    const { reviewer } = clientsOf(instance);
    const [projectId, otherId] = [await createProject(instance), await createProject(instance)];
    const key = randomUUID();
    const verify = (id: Key) => reviewer.post(`/artifacts/projects/${id}/context/verify`, {}, withKey(key));
    expect(tally([await verify(projectId), await verify(projectId)])).toEqual({ '200': 2 });
    expect(tally([await verify(otherId)])).toEqual({ '422 IDEMPOTENCY_KEY_REUSED': 1 });
  });

  test('is nothing to another user, who may use the same key', async () => {
    const instance = sharedInstance(vendor);
    const { reviewer, secondReviewer } = clientsOf(instance);
    const projectId = await createProject(instance);
    const key = randomUUID();
    const body = { project_id: projectId, schema_key: 'brand.logo', value: 1 };
    const replies = await Promise.all([
      reviewer.post('/artifacts/versions', body, withKey(key)),
      secondReviewer.post('/artifacts/versions', body, withKey(key)),
      secondReviewer.post('/artifacts/versions', { ...body, value: 2 }, withKey(`${key}-2`)),
    ]);
    expect(tally(replies)).toEqual({ '201': 3 });
    expect(replies.filter(isReplayed)).toEqual([]);
    expect((await readLedger(instance, projectId)).versions).toHaveLength(3);
    expect(await keysStored(instance, key)).toBe(2);
  });

  test('is carried out when the first attempt failed: only success is stored', async () => {
    const instance = sharedInstance(vendor);
    const { admin, reviewer } = clientsOf(instance);
    const { projectId, versions } = await pendingVersions(instance, 2);
    const key = randomUUID();
    const promote = () =>
      admin.post('/artifacts/promotions', { version_ids: [versions[0]!.id], if_match: 1 }, withKey(key));
    expect(tally([await promote()])).toEqual({ '409 ILLEGAL_TRANSITION': 1 });
    await approveAll(reviewer, versions);
    expect(tally([await promote()])).toEqual({ '409 CONTEXT_VERSION_CONFLICT': 1 });
    expect(await keysStored(instance, key)).toBe(0);
    expectData(await admin.post('/artifacts/promotions', { version_ids: [versions[1]!.id] }));
    const third = await promote();
    expect([third.status, isReplayed(third)]).toEqual([200, false]);
    expect(isReplayed(await promote())).toBe(true);
    expect((await readLedger(instance, projectId)).contextVersion).toBe(2);
  });

  test('is carried out again after a refusal inside Directus: a record without the right to create', async () => {
    const instance = sharedInstance(vendor);
    const projectId = await createProject(instance);
    const key = randomUUID();
    const other = as(instance.url, instance.other.token);
    const body = { project_id: projectId, schema_key: 'brand.logo', value: 1 };
    const replies = [
      await other.post('/artifacts/versions', body, withKey(key)),
      await other.post('/artifacts/versions', body, withKey(key)),
    ];
    expect(tally(replies)).toEqual({ '403 FORBIDDEN': 2 });
    expect(await keysStored(instance, key)).toBe(0);
    expect((await readLedger(instance, projectId)).versions).toEqual([]);
  });

  test('is not stored for a dry run, which changes nothing', async () => {
    const instance = sharedInstance(vendor);
    const { admin, reviewer } = clientsOf(instance);
    const { projectId, versions } = await pendingVersions(instance, 1);
    await approveAll(reviewer, versions);
    const key = randomUUID();
    const body = { project_id: projectId };
    for (const _ of times(2)) {
      const dry = await admin.post('/artifacts/promotions', { ...body, dry_run: true }, withKey(key));
      expect([dry.status, isReplayed(dry)]).toEqual([200, false]);
      expect(dry.body.data).toMatchObject({ dry_run: true, context_version: 1 });
    }
    expect(await keysStored(instance, key)).toBe(0);
    expect((await readLedger(instance, projectId)).contextVersion).toBe(0);
    // The key is still free for the real thing.
    const real = await admin.post('/artifacts/promotions', body, withKey(key));
    expect([real.status, isReplayed(real)]).toEqual([200, false]);
    expect((await readLedger(instance, projectId)).contextVersion).toBe(1);
  });

  test('has a key of 1 to 255 printable characters, else 400', async () => {
    const instance = sharedInstance(vendor);
    const { agent } = clientsOf(instance);
    const projectId = await createProject(instance);
    const record = (key: string) =>
      agent.post('/artifacts/versions', { project_id: projectId, schema_key: 'a', value: 1 }, withKey(key));
    expect(tally([await record('x'.repeat(256)), await record('ümlaut'), await record('')])).toEqual({
      '400 INVALID_PAYLOAD': 3,
    });
    const long = randomUUID().padEnd(255, '~');
    expect(tally([await record(long), await record(long)])).toEqual({ '201': 2 });
    expect((await readLedger(instance, projectId)).versions).toHaveLength(1);
  });

  test('is forgotten when its hours are over', async () => {
    const instance = sharedInstance(vendor);
    const { agent } = clientsOf(instance);
    const projectId = await createProject(instance);
    const key = randomUUID();
    const record = () =>
      agent.post('/artifacts/versions', { project_id: projectId, schema_key: 'a', value: 1 }, withKey(key));
    expect(tally([await record()])).toEqual({ '201': 1 });
    const age = (hours: number) =>
      instance
        .knex('artifact_idempotency_keys')
        .where({ idempotency_key: key })
        .update({ date_created: new Date(Date.now() - hours * 3_600_000) });
    await age(23.9);
    expect(isReplayed(await record())).toBe(true);
    await age(24.1);
    const again = await record();
    expect([again.status, isReplayed(again)]).toEqual([201, false]);
    expect((await readLedger(instance, projectId)).versions).toHaveLength(2);
    expect(await keysStored(instance, key)).toBe(1);
  });
});
