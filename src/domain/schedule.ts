import { InvalidPayload } from '../errors/index.js';
import type { PromotionRule } from './promotion-rule.js';
import { promotesWhenApproved } from './promotion-rule.js';
import type { Timestamp } from './words.js';

/** Two years: farther away it is a mistake, such as seconds taken for milliseconds. */
const FARTHEST_MS = 2 * 366 * 24 * 60 * 60 * 1000;

/** When a version is to go live, who said so, and when. */
export interface ScheduleEntry {
  artifact_version_id: string;
  /** Null: called off. */
  promote_at: Timestamp | null;
  reason: string | null;
  scheduled_at: Timestamp;
  /** User id; it stays when the account is gone. */
  scheduled_by: string | null;
}

/**
 * A moment that a client names, in UTC.
 *
 * @param field what the client calls it
 * @param now the clock that all servers share
 * @throws InvalidPayload unless it lies after `now`, and within two years
 */
export function readFutureMoment(text: string, field: string, now: Timestamp): Timestamp {
  const milliseconds = Date.parse(text);
  const ahead = milliseconds - Date.parse(now);
  if (Number.isNaN(milliseconds)) {
    throw new InvalidPayload({ field, reason: `"${field}" must be a moment such as 2030-01-31T09:30:00Z` });
  }
  if (ahead <= 0) {
    throw new InvalidPayload({ field, reason: `"${field}" must lie in the future; it is ${now} now` });
  }
  if (ahead > FARTHEST_MS) {
    throw new InvalidPayload({ field, reason: `"${field}" must lie within the next two years` });
  }
  return new Date(milliseconds).toISOString();
}

/** True while a version waits for its moment. */
export function isBeforeItsTime(version: { promote_at: Timestamp | null }, now: Timestamp): boolean {
  return version.promote_at !== null && version.promote_at > now;
}

/**
 * Whether an approved version that a freeze has kept goes live by itself once that is lifted: what has a moment, when
 * that has come; all else as the promotion rule would have it. One whose moment was called off waits to be promoted.
 *
 * @param task status of its source task, or null if it has none
 */
export function goesLiveWhenThawed(
  version: { promote_at: Timestamp | null; calledOff: boolean },
  rule: PromotionRule,
  task: { status: string | null } | null,
  now: Timestamp,
): boolean {
  if (version.promote_at !== null) return !isBeforeItsTime(version, now);
  return !version.calledOff && promotesWhenApproved(rule, task);
}
