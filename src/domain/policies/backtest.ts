import type { Version } from '../words.js';
import { countApprovals, type Eligible } from './count-approvals.js';
import {
  type Comparison,
  isHeldApproval,
  isMet,
  type LoggedApproval,
  type PastOutcome,
  type Policy,
} from './words.js';

/**
 * Compares a policy that fits a version with what became of it. An automatic rule disagrees with the opposite
 * decision; `require` with an approval that too few people gave. What nobody has decided yet disagrees with nothing.
 *
 * Freshness is not looked at: the log of the past does not say how long a line was when somebody approved.
 *
 * @param log the version's entries, in their order
 */
export function compareWithPast(
  policy: Policy,
  version: Version,
  log: LoggedApproval[],
  eligible: Eligible,
): Comparison {
  const decision = log.find(
    (entry) => entry.action === 'reject' || (entry.action === 'approve' && !isHeldApproval(entry)),
  );
  const was: PastOutcome =
    decision === undefined ? 'pending' : decision.action === 'approve' ? 'approved' : 'rejected';
  const standing = {
    content_hash: version.content_hash,
    author: version.user_created,
    lineHead: version.version_number,
    log,
  };
  const [requirement] =
    policy.effect === 'require' ? countApprovals([{ ...policy, fresh: false }], standing, eligible) : [];
  const held = requirement !== undefined && !isMet(requirement);
  const would =
    policy.effect === 'auto_approve'
      ? 'approved'
      : policy.effect === 'auto_reject'
        ? 'rejected'
        : held && was === 'approved'
          ? 'held'
          : was;
  return {
    version_id: version.id,
    schema_key: version.schema_key,
    version_number: version.version_number,
    would,
    was,
    decided_by: decision === undefined ? null : { id: decision.actor_id, type: decision.actor_type },
    approvals: requirement?.by ?? [],
    agrees: was === 'pending' || would === was,
  };
}
