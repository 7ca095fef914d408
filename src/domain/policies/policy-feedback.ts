import { InvalidPayload } from '../../errors/index.js';
import { isPlainObject } from '../context-tree.js';
import type { Json, JsonObject } from '../words.js';
import { isMet, type Policy, referenceTo, type Requirement } from './words.js';

/** Keys of an entry's feedback that only policies write. */
const OURS = ['policy', 'policies'];

/**
 * Nobody but us may say which policy an entry is about: approvals are counted by it.
 *
 * @throws InvalidPayload naming the key
 */
export function assertOwnFeedback(feedback: Json | undefined): void {
  if (feedback === undefined || !isPlainObject(feedback)) return;
  const taken = OURS.find((key) => Object.hasOwn(feedback, key));
  if (taken === undefined) return;
  throw new InvalidPayload({
    field: 'feedback',
    reason: `"feedback.${taken}" is written by policies; use another key`,
  });
}

/** The feedback of a decision that a policy made by itself. */
export function automaticFeedback(policy: Pick<Policy, 'id' | 'name' | 'revision' | 'effect'>): JsonObject {
  const { id, name, revision, effect } = policy;
  return { policy: { id, name, revision, effect } };
}

/**
 * The feedback of an approval under policies that require some: the first that is not satisfied, or else the first,
 * and all of them where there are several. `pending` marks an approval that leaves the version pending.
 */
export function requiredFeedback(
  given: Json | undefined,
  requirements: Requirement[],
  how: { held: boolean; override: boolean; lineHead: number },
): Json {
  const [first] = requirements;
  if (first === undefined) return given ?? null;
  const shown = requirements.find((requirement) => !isMet(requirement)) ?? first;
  const policy: JsonObject = {
    ...progress(shown),
    line_head: how.lineHead,
    ...(how.held ? { pending: true } : {}),
    ...(how.override ? { override: true } : {}),
  };
  return {
    ...ownPart(given),
    policy,
    ...(requirements.length > 1 ? { policies: requirements.map(progress) } : {}),
  };
}

function progress(requirement: Requirement): JsonObject {
  const { policy, by } = requirement;
  const { id, name, revision, effect } = referenceTo(policy);
  return {
    id,
    name,
    revision,
    effect,
    approval: Math.min(by.length, policy.approvals),
    of: policy.approvals,
  };
}

/** What the reviewer said, beside what we say. */
function ownPart(given: Json | undefined): JsonObject {
  if (given === undefined || given === null) return {};
  return isPlainObject(given) ? given : { note: given };
}
