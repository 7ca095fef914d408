import type { DecisionAction, VersionStatus } from './words.js';

/**
 * What writing another status means: for each status those that a client may set, and the decision that each of them
 * is. Superseding is nobody's to set. By itself, because the Studio offers by it what the server goes by.
 */
export const STATUS_DECISIONS: Record<
  VersionStatus,
  Partial<Record<VersionStatus, Exclude<DecisionAction, 'request_changes'>>>
> = {
  pending: { approved: 'approve', rejected: 'reject' },
  approved: { rejected: 'revoke' },
  rejected: {},
  superseded: {},
};
