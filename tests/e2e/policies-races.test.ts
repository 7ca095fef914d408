import { describe, expect, test } from 'vitest';
import type { Version } from '../../src/domain/words.js';
import type { Api, Reply } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { expectData, readProject, readVersion } from '../helpers/sample.js';
import { describeReply, tally, times } from './support-concurrency/race.js';
import { approving } from './support-http/new-project.js';
import { violationsOf } from './support-invariants/health.js';
import { policyProject } from './support-policies/policy.js';

const LINES = 8;

describe.each(vendors)('policies in races on %s', (vendor) => {
  const instance = sharedInstance(vendor);

  test('two last approvals at once: one of them approves, and there is one promotion', async () => {
    const { policy, record, decide, admin, secondReviewer, log, project_id } = await policyProject(instance);
    await policy({ name: 'Two people', effect: 'require', approvals: 2 });
    const versions = await Promise.all(times(LINES).map((nth) => record(`line.n${nth}`)));
    for (const version of versions) await decide(approving(version));
    const replies = await Promise.all(
      versions.flatMap((version) => [
        admin.patch(`/items/artifact_versions/${version.id}`, { status: 'approved' }),
        secondReviewer.post('/artifacts/decisions', approving(version)),
      ]),
    );
    // The slower one finds it decided: a PATCH to the status that it has is no decision, a decision is refused.
    for (const reply of replies) expect(describeReply(reply)).toMatch(/^(200|409 ILLEGAL_TRANSITION)$/);
    for (const version of versions) {
      expect((await readVersion(instance, version.id)).status).toBe('approved');
      const actions = (await log(version.id)).map(({ action }) => action);
      expect(actions).toEqual(['approve', 'approve', 'promote']);
    }
    expect((await readProject(instance, project_id)).context_version).toBe(LINES);
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('the same person twice at once counts once', async () => {
    const { policy, record, reviewer, log } = await policyProject(instance);
    await policy({ name: 'Two people', effect: 'require', approvals: 2 });
    const version = await record('brand.logo');
    const replies = await Promise.all(
      times(4).map(() => reviewer.post('/artifacts/decisions', approving(version))),
    );
    expect(tally(replies)).toEqual({ '200': 1, '403 APPROVAL_DOES_NOT_COUNT': 3 });
    expect(await log(version.id)).toHaveLength(1);
    expect((await readVersion(instance, version.id)).status).toBe('pending');
  });

  test('a rule and a person decide at once: one of them does', async () => {
    const { policy, agent, reviewer, log, project_id } = await policyProject(instance);
    await policy({ name: 'By itself', effect: 'auto_approve' });
    const versions = await Promise.all(
      times(LINES).map(async (nth) => {
        const body = { project_id, schema_key: `line.n${nth}`, value: nth };
        const made = expectData(await agent.post<{ data?: Version }>('/items/artifact_versions', body));
        const reject = { version_id: made.id, action: 'reject', reason: 'No' };
        return { made, reply: await reviewer.post('/artifacts/decisions', reject) };
      }),
    );
    for (const { made, reply } of versions) {
      const expected = reply.status === 200 ? ['reject'] : ['approve', 'promote'];
      await expect
        .poll(async () => (await log(made.id)).map(({ action }) => action), { timeout: 15_000 })
        .toEqual(expected);
    }
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('random requests of several people at once never approve a version against its policy', async () => {
    const { policy, record, admin, reviewer, secondReviewer, log, project_id } =
      await policyProject(instance);
    await policy({ name: 'Two', effect: 'require', approvals: 2, schema_key: 'two.*' });
    await policy({ name: 'Three', effect: 'require', approvals: 3, schema_key: 'three.*' });
    const people = [admin, reviewer, secondReviewer];
    const versions = await Promise.all(
      times(12).map((nth) => record(`${nth % 2 === 0 ? 'two' : 'three'}.n${nth}`)),
    );
    let seed = 20_260_131;
    const roll = (sides: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((seed / 2_147_483_648) * sides);
    };
    const ask = (api: Api, { id }: Version): Promise<Reply> => {
      const patch = `/items/artifact_versions/${id}`;
      const decide = (action: string) => ({ version_id: id, action, reason: 'x' });
      switch (roll(16)) {
        case 0:
          return api.post('/artifacts/decisions', decide('request_changes'));
        case 1:
          return api.patch(patch, { status: 'rejected', rejection_reason: 'x' });
        case 2:
        case 3:
          return api.patch(patch, { status: 'approved' });
        case 4:
          return api.post('/items/artifact_approvals', { artifact_version_id: id, action: 'approve' });
        case 5:
          return api.patch('/items/artifact_versions', [{ id, status: 'approved' }]);
        default:
          return api.post('/artifacts/decisions', decide('approve'));
      }
    };
    for (let round = 0; round < 12; round++) {
      const replies = await Promise.all(
        times(6).map(() => ask(people[roll(people.length)]!, versions[roll(versions.length)]!)),
      );
      for (const reply of replies) expect(reply.status, JSON.stringify(reply.body)).toBeLessThan(500);
    }
    let approved = 0;
    for (const version of versions) {
      const { status, schema_key } = await readVersion(instance, version.id);
      const entries = await log(version.id);
      const reset = entries.findLastIndex(({ action }) => action === 'request_changes');
      const since = entries.slice(reset + 1).filter(({ action }) => action === 'approve');
      const distinct = new Set(since.map(({ actor_id }) => actor_id)).size;
      const needed = schema_key.startsWith('two') ? 2 : 3;
      // Writing `rejected` on what is approved revokes it.
      const rejected = entries.some(({ action }) => action === 'reject' || action === 'revoke');
      expect([schema_key, status === 'approved']).toEqual([schema_key, distinct >= needed && !rejected]);
      if (status === 'approved') approved++;
    }
    expect(approved).toBeGreaterThan(0);
    expect(await violationsOf(instance, project_id)).toEqual([]);
  });

  test('a policy tried on the past finds where people decided otherwise', async () => {
    const { policy, record, decide, agent, project_id } = await policyProject(instance);
    const [fine, bad] = [await record('brand.logo', 1), await record('copy.claim', 2)];
    await decide(approving(fine));
    await decide({ version_id: bad.id, action: 'reject', reason: 'No' });
    await record('brand.open', 3);
    const ask = async (body: object) =>
      expectData(
        await agent.post<{ data?: Record<string, unknown> }>('/artifacts/policies/evaluate', {
          project_id,
          days: 1,
          ...body,
        }),
      );
    expect(await ask({ policy: { effect: 'auto_approve' } })).toMatchObject({
      examined: 3,
      matched: 3,
      agreed: 1,
      undecided: 1,
      next: null,
      differences: [{ version_id: bad.id, would: 'approved', was: 'rejected' }],
    });
    const { id } = await policy({ name: 'Two', effect: 'require', approvals: 2, schema_key: 'brand.*' });
    expect(await ask({ policy_id: id })).toMatchObject({
      policy: { id, name: 'Two', revision: 1 },
      matched: 2,
      differences: [
        { version_id: fine.id, would: 'held', was: 'approved', approvals: [instance.reviewer.id] },
      ],
    });
    const first = await ask({ policy: { effect: 'auto_reject' }, limit: 2 });
    const second = await ask({ policy: { effect: 'auto_reject' }, limit: 2, before: first['next'] });
    expect([first['examined'], second['examined'], second['next']]).toEqual([2, 1, null]);
    const wrong = await agent.post('/artifacts/policies/evaluate', {
      policy: { effect: 'require', approvals: 0 },
    });
    expect(describeReply(wrong)).toBe('400 INVALID_PAYLOAD');
    const both = await agent.post('/artifacts/policies/evaluate', { policy_id: id, version_id: fine.id });
    expect(describeReply(both)).toBe('400 INVALID_PAYLOAD');
    // Nothing of all that has changed anything.
    expect((await readVersion(instance, bad.id)).status).toBe('rejected');
  });
});
