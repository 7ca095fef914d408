import type { VersionDetail } from '../registry/rows.js';

/** What happened to a version: somebody decided, or its content is another. */
export type Moved = 'decided' | 'content';

type Seen = Pick<VersionDetail, 'status' | 'content_hash'>;

/** The difference between a version as it was shown and as it is; null when a decision would mean the same. */
export function howItMoved(before: Seen, now: Seen): Moved | null {
  if (before.status !== now.status) return 'decided';
  return before.content_hash === now.content_hash ? null : 'content';
}
