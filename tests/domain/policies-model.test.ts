import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withApproval, type Standing } from '../../src/domain/policies/count-approvals.js';
import { requiredFeedback } from '../../src/domain/policies/policy-feedback.js';
import { readPolicy } from '../../src/domain/policies/read-policy.js';
import type { LoggedApproval, Policy } from '../../src/domain/policies/words.js';
import type { Actor } from '../../src/domain/words.js';

const USERS = ['author', 'u1', 'u2', 'u3', 'u4'];
/** Who belongs to the reviewers that the second policy of a case names. */
const NAMED = ['author', 'u1', 'u2'];

interface Case {
  policies: { approvals: number; fresh: boolean; distinct: boolean; named: boolean }[];
  steps: ({ kind: 'approve'; actor: Actor } | { kind: 'changes' } | { kind: 'newer' })[];
}

const cases: fc.Arbitrary<Case> = fc.record({
  policies: fc.array(
    fc.record({
      approvals: fc.integer({ min: 1, max: 3 }),
      fresh: fc.boolean(),
      distinct: fc.boolean(),
      named: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  steps: fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constant('approve' as const),
          actor: fc.record({
            id: fc.constantFrom(...USERS, null),
            type: fc.constantFrom(
              'human' as const,
              'human' as const,
              'human' as const,
              'ai' as const,
              'system' as const,
            ),
          }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('changes' as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('newer' as const) }) },
    ),
    { maxLength: 14 },
  ),
});

const asPolicy = ({ approvals, fresh, distinct, named }: Case['policies'][number], index: number): Policy =>
  readPolicy({
    id: `p${index}`,
    name: `P${index}`,
    effect: 'require',
    approvals,
    fresh,
    distinct_from_author: distinct,
    // Ids are not looked at here: `eligible` is the model's.
    reviewers: named ? { users: ['616bb1fe-1f73-4878-9bd7-8fb613d4e971'] } : null,
  });

/**
 * The model keeps what it was told, and counts from the beginning each time: who has approved since the last request
 * for changes and, for a fresh policy, since the line last grew.
 */
function allowed({ policies }: Case, history: Case['steps']): boolean {
  const since = history.map(({ kind }) => kind).lastIndexOf('changes') + 1;
  return policies.every(({ approvals, fresh, distinct, named }) => {
    const from = fresh ? Math.max(since, history.map(({ kind }) => kind).lastIndexOf('newer') + 1) : since;
    const people = new Set<string>();
    for (const step of history.slice(from)) {
      if (step.kind !== 'approve' || step.actor.type !== 'human' || step.actor.id === null) continue;
      if (distinct && step.actor.id === 'author') continue;
      if (named && !NAMED.includes(step.actor.id)) continue;
      people.add(step.actor.id);
    }
    return people.size >= approvals;
  });
}

it('no sequence of requests makes a version approved against its policies, and none that suffices is held back', () => {
  let approved = 0;
  fc.assert(
    fc.property(cases, (one) => {
      const policies = one.policies.map(asPolicy);
      const log: LoggedApproval[] = [];
      const accepted: Case['steps'] = [];
      let lineHead = 1;
      const entry = (fields: Partial<LoggedApproval>): void => {
        const plain = { actor_id: null, actor_type: 'human' as const, content_hash: 'h', feedback: null };
        log.push({ action: 'approve', decision_id: null, sequence: log.length + 1, ...plain, ...fields });
      };
      for (const step of one.steps) {
        if (step.kind === 'newer') {
          lineHead++;
          accepted.push(step);
          continue;
        }
        if (step.kind === 'changes') {
          entry({ action: 'request_changes', actor_id: 'u1' });
          accepted.push(step);
          continue;
        }
        const standing: Standing = { content_hash: 'h', author: 'author', lineHead, log };
        const eligible = (policy: Policy, id: string) => policy.reviewers === null || NAMED.includes(id);
        const outcome = withApproval(policies, standing, eligible, step.actor);
        const wouldBe = allowed(one, [...accepted, step]);
        expect(outcome.met).toBe(wouldBe);
        if (outcome.met) {
          approved++;
          return;
        }
        // Refused: it is as if nobody had asked.
        if (!outcome.counts) continue;
        accepted.push(step);
        const how = { held: true, override: false, lineHead };
        entry({
          actor_id: step.actor.id,
          actor_type: step.actor.type,
          feedback: requiredFeedback(null, outcome.requirements, how),
        });
      }
    }),
    { numRuns: 3000 },
  );
  // The cases are such that both happens.
  expect(approved).toBeGreaterThan(300);
});

it('an approval of other content does not count', () => {
  const [policy] = [asPolicy({ approvals: 2, fresh: false, distinct: true, named: false }, 0)];
  const log: LoggedApproval[] = [
    {
      action: 'approve',
      actor_id: 'u1',
      actor_type: 'human',
      content_hash: 'before',
      decision_id: null,
      feedback: null,
      sequence: 1,
    },
  ];
  const standing = { content_hash: 'now', author: 'author', lineHead: 1, log };
  expect(withApproval([policy], standing, () => true, { id: 'u2', type: 'human' })).toMatchObject({
    met: false,
    counts: true,
    requirements: [{ by: ['u2'] }],
  });
});
