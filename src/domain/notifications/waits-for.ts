import { type Eligible, type Standing, withApproval } from '../policies/count-approvals.js';
import type { Policy } from '../policies/words.js';
import type { Version } from '../words.js';

/** What is known of a version when one asks for whom it waits. */
export interface Waiting {
  version: Pick<Version, 'status' | 'user_created'>;
  /** The policies that require approvals of it. */
  requires: Policy[];
  standing: Standing;
  eligible: Eligible;
}

/** Whether a person may decide a version, as far as that is not a matter of Directus' permissions. */
export function mayDecide(
  { version }: Pick<Waiting, 'version'>,
  userId: string,
  forbidSelfApproval: boolean,
): boolean {
  if (version.status !== 'pending') return false;
  return !forbidSelfApproval || version.user_created !== userId;
}

/**
 * Whether a version waits for a person who may update it: their approval would bring a policy further, or approve it
 * where no policy asks for more. Who has approved already is not waited for.
 */
export function waitsFor(waiting: Waiting, userId: string, forbidSelfApproval: boolean): boolean {
  if (!mayDecide(waiting, userId, forbidSelfApproval)) return false;
  const { requires, standing, eligible } = waiting;
  return (
    requires.length === 0 || withApproval(requires, standing, eligible, { type: 'human', id: userId }).counts
  );
}
