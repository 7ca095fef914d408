import { beforeAll, describe, expect, test } from 'vitest';
import { as } from '../helpers/api.js';
import { sharedInstance, vendors } from '../helpers/instance.js';
import { logOf, rowOf, snapshot } from './support-guards/ledger.js';
import { verdict } from './support-guards/outcome.js';
import { decisionRoutes } from './support-guards/routes.js';
import { STATUSES, versionWith } from './support-guards/stages.js';
import type { Staged, Status } from './support-guards/stages.js';

const ACTIONS = ['approve', 'reject', 'request_changes', 'revoke'] as const;
type Action = (typeof ACTIONS)[number];

/** Status after each legal decision. */
const LEGAL: Record<Status, Partial<Record<Action, Status>>> = {
  pending: { approve: 'approved', reject: 'rejected', request_changes: 'pending' },
  approved: { revoke: 'rejected' },
  rejected: {},
  superseded: {}, // none of these is live
};
/** Through an approval entry these are no decisions: they add their reason to one that is made already. */
const ADDS_REASON: Partial<Record<Status, Action>> = { approved: 'approve', rejected: 'reject' };

const pairs = STATUSES.flatMap((from) =>
  ACTIONS.map((action) => ({ from, action, to: LEGAL[from][action] })),
);
const legal = pairs.filter((pair) => pair.to !== undefined);
const illegal = pairs.filter((pair) => pair.to === undefined);
const isEndpoint = (name: string) => name.startsWith('POST /artifacts/decisions');
const entryRoutes = decisionRoutes.filter(({ name }) => !isEndpoint(name));

describe.each(vendors)('decisions on %s', (vendor) => {
  const instance = sharedInstance(vendor);
  const reviewer = as(instance.url, instance.reviewer.token);
  const staged = new Map<Status, Staged>();

  beforeAll(async () => {
    for (const status of STATUSES) staged.set(status, await versionWith(instance, status));
  });

  test.each(illegal)('$action on a version that is $from is refused by every route', async (pair) => {
    const target = staged.get(pair.from)!;
    const before = await snapshot(instance, target.projectId);
    for (const { name, decide } of decisionRoutes) {
      if (ADDS_REASON[pair.from] === pair.action && !isEndpoint(name)) continue;
      const outcome = await decide(reviewer, target, { action: pair.action, reason: 'Why not' });
      expect(verdict(outcome), `${name}: ${outcome.message}`).toMatch(/^(409 )?ILLEGAL_TRANSITION$/);
    }
    expect(await snapshot(instance, target.projectId)).toEqual(before);
  });

  test.each(legal)(
    '$action makes a version that is $from $to by every route',
    async ({ from, action, to }) => {
      for (const { name, decide } of decisionRoutes) {
        const target = await versionWith(instance, from);
        const outcome = await decide(reviewer, target, { action, reason: 'As agreed' });
        expect(verdict(outcome), `${name}: ${outcome.message}`).toBe('ok');
        expect(await rowOf(instance, 'artifact_versions', target.version.id), name).toMatchObject({
          status: to,
          rejection_reason: to === 'rejected' ? 'As agreed' : null,
        });
        const log = await logOf(instance, target.projectId);
        expect(log, name).toEqual(from === 'pending' ? [`${action} 1`] : ['approve 1', `${action} 1`]);
        const audit = await reviewer.get(`/artifacts/projects/${target.projectId}/audit/verify`);
        expect(audit.body.data, name).toMatchObject({ valid: true, entries: log.length });
      }
    },
  );

  test.each([
    { from: 'approved', action: 'approve' },
    { from: 'rejected', action: 'reject' },
  ] as const)(
    'an entry "$action" on a version that is $from adds its reason and nothing else',
    async (pair) => {
      for (const { name, decide } of entryRoutes) {
        const target = await versionWith(instance, pair.from);
        const before = await snapshot(instance, target.projectId);
        const outcome = await decide(reviewer, target, { action: pair.action, reason: 'Me too' });
        expect(verdict(outcome), `${name}: ${outcome.message}`).toBe('ok');
        const after = await snapshot(instance, target.projectId);
        expect({ ...after, artifact_approvals: [] }, name).toEqual({ ...before, artifact_approvals: [] });
        const [first, second, ...more] = after['artifact_approvals']!;
        expect(more, name).toEqual([]);
        expect(first, name).toEqual(before['artifact_approvals']![0]);
        expect(second, name).toMatchObject({
          action: pair.action,
          reason: 'Me too',
          sequence: 2,
          decision_id: first!['decision_id'],
          previous_entry_hash: first!['entry_hash'],
        });
        const audit = await reviewer.get(`/artifacts/projects/${target.projectId}/audit/verify`);
        expect(audit.body.data, name).toMatchObject({ valid: true, entries: 2 });
      }
    },
  );

  test.each(['supersede', 'promote', 'archive', ''])('nobody can decide "%s"', async (action) => {
    for (const status of STATUSES) {
      const target = staged.get(status)!;
      const before = await snapshot(instance, target.projectId);
      for (const { name, decide } of decisionRoutes) {
        const outcome = await decide(reviewer, target, { action, reason: 'Why not' });
        expect(verdict(outcome), `${name}: ${outcome.message}`).toMatch(/^(400 )?INVALID_PAYLOAD$/);
      }
      expect(await snapshot(instance, target.projectId)).toEqual(before);
    }
  });

  test.each(['reject', 'revoke'] as const)(
    '%s without a reason is refused by every route',
    async (action) => {
      const target = staged.get(action === 'reject' ? 'pending' : 'approved')!;
      const before = await snapshot(instance, target.projectId);
      for (const { name, decide } of decisionRoutes) {
        for (const reason of [undefined, '', ' \n\t']) {
          const outcome = await decide(reviewer, target, {
            action,
            ...(reason === undefined ? {} : { reason }),
          });
          expect(verdict(outcome), `${name}: ${outcome.message}`).toMatch(/^(400 )?REASON_REQUIRED$/);
        }
      }
      expect(await snapshot(instance, target.projectId)).toEqual(before);
    },
  );
});
