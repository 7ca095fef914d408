import { IllegalTransition } from '../errors/index.js';
import { STATUS_DECISIONS } from './status-decisions.js';
import type { DecisionAction, Version, VersionStatus } from './words.js';

/**
 * Status of a version after a decision on it. Superseding is no decision: only another approval does it.
 *
 * @param live whether the version is in the context now; a superseded one can then still be withdrawn
 * @throws IllegalTransition if the status does not allow this decision
 */
export function nextStatus(from: VersionStatus, action: DecisionAction, live: boolean): VersionStatus {
  if (from === 'pending') {
    if (action === 'approve') return 'approved';
    if (action === 'reject') return 'rejected';
    if (action === 'request_changes') return 'pending';
  } else if (action === 'revoke') {
    if (from === 'approved') return 'rejected';
    if (from === 'superseded' && live) return 'superseded';
  }
  throw new IllegalTransition({ from, action });
}

/**
 * The decision that a client means by writing a status; null if that changes nothing.
 *
 * @throws IllegalTransition if no decision leads there
 */
export function decisionForStatus(
  from: VersionStatus,
  to: VersionStatus,
): 'approve' | 'reject' | 'revoke' | null {
  if (from === to) return null;
  const decision = STATUS_DECISIONS[from][to];
  if (decision === undefined) throw new IllegalTransition({ from, to });
  return decision;
}

/** True for decisions against a version: the next attempt has to learn what was wrong. */
export function requiresReason(action: DecisionAction): boolean {
  return action === 'reject' || action === 'revoke';
}

/** True while the version is in the project's context: promoted and not retired. */
export function isLive(
  version: Pick<Version, 'promoted_context_version' | 'retired_context_version'>,
): boolean {
  return version.promoted_context_version !== null && version.retired_context_version === null;
}
