import type { Knex } from 'knex';
import { withApproval } from '../../domain/policies/count-approvals.js';
import { assertOwnFeedback, requiredFeedback } from '../../domain/policies/policy-feedback.js';
import { isMet } from '../../domain/policies/words.js';
import type { Caller } from '../../directus/host.js';
import { ApprovalDoesNotCount, Forbidden, InvalidPayload, ReasonRequired } from '../../errors/index.js';
import type { DecisionInput, PlannedDecision } from '../plan-decision.js';
import type { Act } from '../project-change.js';
import { type PolicyStanding, readStandings } from './read-standings.js';

/**
 * Holds planned approvals against the policies: one that does not complete what they require leaves its version
 * pending, and its entry says how far that is. Reads under the locks that the decision has taken.
 *
 * @throws ApprovalDoesNotCount for an approval that brings no policy further
 * @throws Forbidden, ReasonRequired, InvalidPayload for an `override` that may not be
 */
export async function applyPolicies(
  { caller, trx, act }: { caller: Caller; trx: Knex.Transaction; act: Act },
  planned: PlannedDecision[],
): Promise<PlannedDecision[]> {
  for (const { decision } of planned) assertOverride(caller, decision);
  if (act.actor.type !== 'rule') for (const { decision } of planned) assertOwnFeedback(decision.feedback);
  const approvals = planned.filter(({ decision }) => decision.action === 'approve');
  if (approvals.length === 0) return planned;
  const standings = await readStandings(
    trx,
    approvals.map(({ before }) => before),
    act.actor.id === null ? [] : [act.actor.id],
  );
  const byId = new Map(standings.map((standing) => [standing.version.id, standing]));
  return planned.map((one) => {
    const standing = one.decision.action === 'approve' ? byId.get(one.before.id) : undefined;
    return standing === undefined ? one : holdIfNeeded(one, standing, act);
  });
}

function holdIfNeeded(planned: PlannedDecision, at: PolicyStanding, act: Act): PlannedDecision {
  const { requires } = at.verdict;
  if (requires.length === 0) return planned;
  const { requirements, met, counts } = withApproval(requires, at.standing, at.eligible, act.actor);
  const override = !met && planned.decision.override === true;
  const held = !met && !override;
  if (held && !counts) {
    throw new ApprovalDoesNotCount({
      version_id: planned.before.id,
      policies: requirements.filter((one) => !isMet(one)).map(({ policy }) => policy.name),
    });
  }
  const { lineHead } = at.standing;
  const feedback = requiredFeedback(planned.decision.feedback, requirements, { held, override, lineHead });
  const decision = { ...planned.decision, feedback };
  if (!held) return { ...planned, decision };
  return { ...planned, decision, after: planned.before, supersedes: null, held };
}

/** An override is for administrators, says why, and is about approving. */
function assertOverride(caller: Caller, { override, action, reason }: DecisionInput): void {
  if (override !== true) return;
  const { accountability } = caller;
  // A Flow that may do everything is nobody whom one could ask.
  if (accountability?.admin !== true || !accountability.user) {
    throw new Forbidden({ reason: 'Only an administrator may override policies' });
  }
  if (action !== 'approve') {
    throw new InvalidPayload({ field: 'override', reason: '"override" goes with the action "approve" only' });
  }
  if (!reason?.trim()) throw new ReasonRequired({ action: 'override' });
}
