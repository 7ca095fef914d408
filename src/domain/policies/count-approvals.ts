import { isPlainObject } from '../context-tree.js';
import type { Actor, Json, Sha256 } from '../words.js';
import { isMet, type LoggedApproval, type Policy, type Requirement } from './words.js';

/** What is known of a version and its line when approvals are counted, under the lock of the project. */
export interface Standing {
  content_hash: Sha256 | null;
  /** The user who recorded the version. */
  author: string | null;
  /** The highest version number of its line. */
  lineHead: number;
  /** Its entries, in the order of the log. */
  log: LoggedApproval[];
}

/** Whether an approval of this user counts for this policy, whatever they approved. */
export type Eligible = (policy: Policy, userId: string) => boolean;

interface Given {
  userId: string;
  lineHead: number | null;
}

/**
 * The approvals that stand: by people, of the content that the version has, after the last request for changes. An
 * approval through an API-only user or a Flow is not that of a person.
 */
function standingApprovals({ log, content_hash }: Pick<Standing, 'log' | 'content_hash'>): Given[] {
  const reset = log.findLastIndex(({ action }) => action === 'request_changes');
  return log.slice(reset + 1).flatMap((entry) => {
    const { action, actor_id, actor_type } = entry;
    if (action !== 'approve' || actor_type !== 'human' || actor_id === null) return [];
    return entry.content_hash === content_hash
      ? [{ userId: actor_id, lineHead: lineHeadOf(entry.feedback) }]
      : [];
  });
}

/** How far a version is with each policy that requires approvals. */
export function countApprovals(requires: Policy[], standing: Standing, eligible: Eligible): Requirement[] {
  return count(requires, standing, eligible, standingApprovals(standing));
}

/** What one more approval would make of a version. */
export interface Outcome {
  requirements: Requirement[];
  /** All policies are satisfied, and the version becomes approved. */
  met: boolean;
  /** The approval brings at least one of them further. */
  counts: boolean;
}

/** Works out what an approval by this actor, now, would do. */
export function withApproval(
  requires: Policy[],
  standing: Standing,
  eligible: Eligible,
  actor: Actor,
): Outcome {
  const given = standingApprovals(standing);
  const before = count(requires, standing, eligible, given);
  const own =
    actor.type === 'human' && actor.id !== null ? [{ userId: actor.id, lineHead: standing.lineHead }] : [];
  const requirements = count(requires, standing, eligible, [...given, ...own]);
  return {
    requirements,
    met: requirements.every(isMet),
    counts: requirements.some((after, index) => {
      const was = before[index];
      return was !== undefined && !isMet(was) && after.by.length > was.by.length;
    }),
  };
}

function count(requires: Policy[], standing: Standing, eligible: Eligible, given: Given[]): Requirement[] {
  return requires.map((policy) => ({
    policy,
    by: [
      ...new Set(
        given
          // A newer version of the line has another number than the line had when the approval was given.
          .filter(({ lineHead }) => !policy.fresh || lineHead === standing.lineHead)
          .map(({ userId }) => userId)
          .filter((userId) => !policy.distinct_from_author || userId !== standing.author)
          .filter((userId) => eligible(policy, userId)),
      ),
    ],
  }));
}

function lineHeadOf(feedback: Json): number | null {
  if (!isPlainObject(feedback) || !isPlainObject(feedback['policy'])) return null;
  const head = feedback['policy']['line_head'];
  return typeof head === 'number' ? head : null;
}
