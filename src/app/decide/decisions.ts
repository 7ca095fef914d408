import type { DecisionAction } from '../../domain/words.js';
import type { TextKey } from '../texts/languages.js';

/** What a reviewer decides on a pending version. */
export type ReviewAction = Exclude<DecisionAction, 'revoke'>;

interface DecisionLook {
  icon: string;
  text: TextKey;
  bulkTitle: TextKey;
  /** The theme's colour for the icon. */
  color: 'success' | 'warning' | 'danger';
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
    color: 'success',
    key: 'a',
    needsReason: false,
  },
  request_changes: {
    icon: 'rate_review',
    text: 'decide.request_changes',
    bulkTitle: 'bulk.request_changes',
    color: 'warning',
    key: 'c',
    needsReason: true,
  },
  reject: {
    icon: 'close',
    text: 'decide.reject',
    bulkTitle: 'bulk.reject',
    color: 'danger',
    key: 'r',
    needsReason: true,
  },
};
