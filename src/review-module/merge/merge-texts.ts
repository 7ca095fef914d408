import type { ConflictReason, Taken } from '../../domain/merge/merge-outcome.js';

/** What the page calls things; written out, so that a text nobody uses is noticed. */
export const SIDE_TEXTS = { base: 'merge.base', ours: 'merge.ours', theirs: 'merge.theirs' } as const;

export const USE_TEXTS = {
  base: 'merge.use_base',
  ours: 'merge.use_ours',
  theirs: 'merge.use_theirs',
} as const;

export const REASON_TEXTS = {
  both_added: 'merge.reason_both_added',
  both_changed: 'merge.reason_both_changed',
  deleted_by_them: 'merge.reason_deleted_by_them',
  deleted_by_us: 'merge.reason_deleted_by_us',
  reordered: 'merge.reason_reordered',
  type_changed: 'merge.reason_type_changed',
} as const satisfies Record<ConflictReason, string>;

export const SOURCE_TEXTS = {
  both: 'merge.from_both',
  ours: 'merge.from_ours',
  resolution: 'merge.from_resolution',
  theirs: 'merge.from_theirs',
} as const satisfies Record<Taken['from'], string>;
