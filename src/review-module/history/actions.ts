import type { TextKey } from '../../app/texts/languages.js';
import type { ApprovalEntry, EntryAction } from '../../domain/words.js';

/** How an entry of the log is shown: what was done, in a sentence and in a word, and a colour of the theme. */
export const ACTION_MARKS: Record<
  EntryAction,
  { icon: string; word: TextKey; sentence: TextKey; tone: 'success' | 'warning' | 'danger' | 'plain' }
> = {
  approve: {
    icon: 'check_circle',
    word: 'history.approve',
    sentence: 'history.did_approve',
    tone: 'success',
  },
  promote: { icon: 'publish', word: 'history.promote', sentence: 'history.did_promote', tone: 'success' },
  request_changes: {
    icon: 'rate_review',
    word: 'history.request_changes',
    sentence: 'history.did_request_changes',
    tone: 'warning',
  },
  reject: { icon: 'cancel', word: 'history.reject', sentence: 'history.did_reject', tone: 'danger' },
  revoke: { icon: 'undo', word: 'history.revoke', sentence: 'history.did_revoke', tone: 'danger' },
  supersede: {
    icon: 'history',
    word: 'history.supersede',
    sentence: 'history.did_supersede',
    tone: 'plain',
  },
};

/** Who acted: a person, an agent, the system, or a rule. */
export const ACTOR_MARKS: Record<ApprovalEntry['actor_type'], { icon: string; text: TextKey }> = {
  human: { icon: 'person', text: 'history.human' },
  ai: { icon: 'smart_toy', text: 'history.ai' },
  system: { icon: 'settings', text: 'history.system' },
  rule: { icon: 'policy', text: 'history.rule' },
};
