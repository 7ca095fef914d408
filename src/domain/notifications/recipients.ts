import type { Timestamp } from '../words.js';
import { type NotificationMode, type ReviewSettings, USUAL_SETTINGS } from './modes.js';
import { isAway } from './review-settings.js';

/** What holds for everybody who is looked at. */
export interface Circumstances {
  settings: Map<string, ReviewSettings>;
  /** What the operator has set for those who have set nothing. */
  usual: NotificationMode;
  now: Timestamp;
}

/** Whom one version is put before. */
export interface Concerned {
  /** For whom it waits. */
  waitsFor: string[];
  /** Who may read and decide it, also when their approval would not count for a policy. */
  mayDecide: string[];
}

/** Somebody who is told, and in whose place; null: because it waits for them. */
export interface Told {
  userId: string;
  inPlaceOf: string | null;
}

/** The settings that hold for a user. */
export function settingsOf({ settings }: Circumstances, userId: string): ReviewSettings {
  return settings.get(userId) ?? USUAL_SETTINGS;
}

/** How a user is told. What the operator has switched off is off for everybody. */
export function modeOf(circumstances: Circumstances, userId: string): NotificationMode {
  if (circumstances.usual === 'off') return 'off';
  return settingsOf(circumstances, userId).mode ?? circumstances.usual;
}

/**
 * Who hears of what waits for a user now: themselves or, while they are away, the delegate; null for nobody. One step
 * only: a delegate who is away as well passes nothing on.
 */
export function inTheirPlace(circumstances: Circumstances, userId: string): string | null {
  const { now } = circumstances;
  if (modeOf(circumstances, userId) === 'off') return null;
  const own = settingsOf(circumstances, userId);
  if (!isAway(own, now)) return userId;
  const { delegate_to: delegate } = own;
  if (delegate === null || delegate === userId || modeOf(circumstances, delegate) === 'off') return null;
  return isAway(settingsOf(circumstances, delegate), now) ? null : delegate;
}

/**
 * Who is told of a version, each once, and who of them now: the others hear of it with their digest. A delegate who may
 * not decide the version is not told; who is away then hears of it when they are back.
 */
export function recipients(circumstances: Circumstances, concerned: Concerned): Told[] {
  const mayDecide = new Set(concerned.mayDecide);
  const told = new Map<string, Told>();
  for (const userId of concerned.waitsFor) {
    const to = inTheirPlace(circumstances, userId);
    if (to === userId) told.set(userId, { userId, inPlaceOf: null });
    else if (to !== null && mayDecide.has(to) && !told.has(to))
      told.set(to, { userId: to, inPlaceOf: userId });
  }
  return [...told.values()];
}
