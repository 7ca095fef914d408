import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { createTask, readProject, readVersion } from '../helpers/sample.js';
import { approving, newProject } from './support-http/new-project.js';
import type { Decided } from './support-http/new-project.js';
import { refusal } from './support-http/refusal.js';
import { violationsOf } from './support-invariants/health.js';

describe.each(vendors)('decisions over HTTP on %s', (vendor) => {
  test('one decision answers with the version as it is now, its entry, what gave way and what went live', async () => {
    const { instance, project_id, record, decide } = await newProject(sharedInstance(vendor));
    const [first, second] = [await record('brand.logo', 1), await record('brand.logo', 2)];
    await decide(approving(first));
    const decided = await decide<Decided>(approving(second, { reason: 'Better', feedback: { score: 9 } }));
    expect(decided.version).toMatchObject({
      status: 'approved',
      approved_by: instance.reviewer.id,
      approved_at: decided.approval.date_created,
      promoted_context_version: 2,
      decision_id: decided.approval.decision_id,
    });
    expect(decided.approval).toMatchObject({
      action: 'approve',
      reason: 'Better',
      feedback: { score: 9 },
      actor_id: instance.reviewer.id,
      actor_type: 'human',
      content_hash: second.content_hash,
      sequence: 4,
    });
    expect(decided.superseded).toMatchObject({
      id: first.id,
      status: 'superseded',
      retired_context_version: 2,
    });
    expect(decided.promotion).toEqual({
      project_id,
      previous_context_version: 1,
      context_version: 2,
      promoted: [{ schema_key: 'brand.logo', version_id: second.id, replaces: first.id }],
      documents: [],
      frozen: [],
      scheduled: [],
    });
    // The answer is what is stored, not what was planned.
    for (const version of [decided.version, decided.superseded!]) {
      expect(await readVersion(instance, version.id)).toMatchObject({ ...version });
    }
  });

  test('a list is decided in one transaction: its order, one bump, one decision', async () => {
    const { instance, project_id, record, decide } = await newProject(sharedInstance(vendor));
    const [live, bad, vague, fresh, next] = [
      await record('live'),
      await record('bad'),
      await record('vague'),
      await record('fresh'),
      await record('live', 2),
    ];
    await decide(approving(live));
    const gone = await record('gone');
    await decide(approving(gone));
    const decided = await decide([
      { version_id: bad.id, action: 'reject', reason: 'No' },
      approving(fresh),
      { version_id: vague.id, action: 'request_changes', feedback: ['Which one?'] },
      { version_id: gone.id, action: 'revoke', reason: 'Not ours' },
      approving(next),
    ]);
    expect(
      decided.map(({ version, approval }) => [version.schema_key, version.status, approval.action]),
    ).toEqual([
      ['bad', 'rejected', 'reject'],
      ['fresh', 'approved', 'approve'],
      ['vague', 'pending', 'request_changes'],
      ['gone', 'rejected', 'revoke'],
      ['live', 'approved', 'approve'],
    ]);
    expect(new Set(decided.map(({ approval }) => approval.decision_id)).size).toBe(1);
    const { context, context_version } = await readProject(instance, project_id);
    expect(context_version).toBe(3);
    expect(Object.keys(context!).sort()).toEqual(['_meta', 'fresh', 'live']);
    for (const { version, promotion } of decided) {
      expect(await readVersion(instance, version.id)).toMatchObject({ ...version });
      const touches = ['fresh', 'gone', 'live'].includes(version.schema_key);
      expect(promotion?.context_version ?? null, version.schema_key).toBe(touches ? 3 : null);
    }
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('a list over two projects bumps each once', async () => {
    const [one, two] = [await newProject(sharedInstance(vendor)), await newProject(sharedInstance(vendor))];
    const versions = [await one.record('a'), await two.record('a'), await one.record('b')];
    await one.decide(versions.map((version) => approving(version)));
    for (const { instance, project_id } of [one, two]) {
      expect((await readProject(instance, project_id)).context_version).toBe(1);
      expect(await violationsOf(instance, project_id)).toEqual([]);
    }
  });

  test.each<[string, (pending: Version, decided: Version) => object, number, string]>([
    ['is illegal', (_pending, decided) => approving(decided), 409, 'ILLEGAL_TRANSITION'],
    ['lacks its reason', ({ id }) => ({ version_id: id, action: 'reject' }), 400, 'REASON_REQUIRED'],
    [
      'has a blank reason',
      ({ id }) => ({ version_id: id, action: 'reject', reason: ' \n' }),
      400,
      'REASON_REQUIRED',
    ],
    ['is about nothing', () => ({ version_id: randomUUID(), action: 'approve' }), 403, 'FORBIDDEN'],
    [
      'looked at other content',
      (pending) => approving(pending, { content_hash: 'a'.repeat(64) }),
      409,
      'CONTENT_CHANGED',
    ],
    ['is of an unknown kind', ({ id }) => ({ version_id: id, action: 'supersede' }), 400, 'INVALID_PAYLOAD'],
    ['claims an actor', (pending) => approving(pending, { actor_type: 'human' }), 400, 'INVALID_PAYLOAD'],
  ])('a list in which one decision %s changes nothing at all', async (_name, flawed, status, code) => {
    const { record, ask, decide, state } = await newProject(sharedInstance(vendor));
    const [fine, pending, decided] = [await record('fine'), await record('pending'), await record('decided')];
    await decide({ version_id: decided.id, action: 'reject', reason: 'No' });
    const before = await state();
    for (const list of [
      [approving(fine), flawed(pending, decided)],
      [flawed(pending, decided), approving(fine)],
    ]) {
      expect(refusal(await ask(list))).toMatchObject({ status, code });
    }
    expect(await state()).toEqual(before);
  });

  test('two decisions on one line in one request are refused, naming both', async () => {
    const { record, ask, state } = await newProject(sharedInstance(vendor));
    const [one, two] = [await record('a', 1), await record('a', 2)];
    const before = await state();
    for (const list of [
      [approving(one), approving(two)],
      [approving(one), { version_id: two.id, action: 'reject', reason: 'No' }],
      [approving(one), approving(one)],
    ]) {
      const { status, message } = refusal(await ask(list));
      expect(status).toBe(400);
      for (const { version_id } of list) expect(message).toContain(version_id);
    }
    expect(await state()).toEqual(before);
  });

  test('with a task that is not done, approving promotes nothing and says so', async () => {
    const { instance, project_id, record, decide } = await newProject(sharedInstance(vendor));
    const version = await record('a', 1, { source_task_id: await createTask(instance, project_id) });
    const decided = await decide<Decided>(approving(version, { if_match: 0 }));
    expect(decided).toMatchObject({
      promotion: null,
      superseded: null,
      version: { promoted_context_version: null },
    });
    expect((await readProject(instance, project_id)).context_version).toBe(0);
  });
});
