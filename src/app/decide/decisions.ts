import type { DecisionAction } from '../../domain/words.js';
import type { TextKey } from '../texts/languages.js';

/** What a reviewer decides on a pending version. */
export type ReviewAction = Exclude<DecisionAction, 'revoke'>;

interface DecisionLook {
  icon: string;
  text: TextKey;
  bulkTitle: TextKey;
  /** Of the Studio's buttons. */
  kind: 'success' | 'warning' | 'danger';
  /** The letter that chooses it. */
  key: string;
  needsReason: boolean;
}

/** The decisions in the order of their buttons. */
export const DECISIONS: Record<ReviewAction, DecisionLook> = {
  approve: {
    icon: 'check',
    text: 'decide.approve',
    bulkTitle: 'bulk.approve',
    kind: 'success',
    key: 'a',
    needsReason: false,
  },
  request_changes: {
    icon: 'rate_review',
    text: 'decide.request_changes',
    bulkTitle: 'bulk.request_changes',
    kind: 'warning',
    key: 'c',
    needsReason: true,
  },
  reject: {
    icon: 'close',
    text: 'decide.reject',
    bulkTitle: 'bulk.reject',
    kind: 'danger',
    key: 'r',
    needsReason: true,
  },
};
