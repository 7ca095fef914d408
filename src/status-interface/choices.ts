import { STATUS_DECISIONS } from '../domain/status-decisions.js';
import { VERSION_STATUSES, type VersionStatus } from '../domain/words.js';

/** What a client may make of a version that has this status, without leaving it as it is. */
export function nextStatuses(from: VersionStatus): VersionStatus[] {
  return VERSION_STATUSES.filter((to) => STATUS_DECISIONS[from][to] !== undefined);
}

/** What some version or other may become: all that can be offered for several at once. */
export function reachableStatuses(): VersionStatus[] {
  return VERSION_STATUSES.filter((to) =>
    VERSION_STATUSES.some((from) => STATUS_DECISIONS[from][to] !== undefined),
  );
}

/** What the form has to say about a choice that was made before somebody else decided. */
export type Consequence = 'shows_older' | 'would_revoke' | 'too_late';

/**
 * @param shown the status that the form has read
 * @param now the status by now
 * @param chosen what the form would save; the same as `shown` if nothing was chosen
 */
export function consequenceOf(shown: VersionStatus, now: VersionStatus, chosen: string | null): Consequence {
  const to = VERSION_STATUSES.find((status) => status === chosen);
  if (to === undefined || to === shown || to === now) return 'shows_older';
  return STATUS_DECISIONS[now][to] === undefined ? 'too_late' : 'would_revoke';
}
