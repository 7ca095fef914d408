import type { Timestamp } from '../words.js';

/** How somebody is told of what waits for them: of each version, once a day of all, or not at all. */
export const NOTIFICATION_MODES = ['each', 'digest', 'off'] as const;
export type NotificationMode = (typeof NOTIFICATION_MODES)[number];

/** What a user has set. */
export interface ReviewSettings {
  /** Null: as the operator has set it for everybody. */
  mode: NotificationMode | null;
  /** Hour of the day in UTC, 0 to 23; null: {@link DIGEST_HOUR}. */
  digest_hour: number | null;
  /** Null exactly when `away_until` is. */
  away_from: Timestamp | null;
  /** Null: not away. */
  away_until: Timestamp | null;
  /** Who is told in the meantime: id of a user. */
  delegate_to: string | null;
}

export const DIGEST_HOUR = 7;

/** Of somebody who has set nothing. */
export const USUAL_SETTINGS: ReviewSettings = {
  mode: null,
  digest_hour: null,
  away_from: null,
  away_until: null,
  delegate_to: null,
};
