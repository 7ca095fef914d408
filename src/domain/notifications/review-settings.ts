import { InvalidPayload } from '../../errors/index.js';
import { readFutureMoment } from '../schedule.js';
import type { Timestamp } from '../words.js';
import { DIGEST_HOUR, type NotificationMode, type ReviewSettings } from './modes.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whether somebody is away at this moment. */
export function isAway({ away_from, away_until }: ReviewSettings, now: Timestamp): boolean {
  if (away_until === null || away_until <= now) return false;
  return away_from === null || away_from <= now;
}

/**
 * Settings after a change of some of them. Who ends an absence early is back now, and not as if they had never been
 * away: what was recorded meanwhile is still to be told.
 *
 * @param own id of whose they are
 * @param now the clock that all servers share
 * @throws InvalidPayload naming the field: an end that is over or before the beginning, a beginning without an end, a
 *   delegation to oneself
 */
export function changeSettings(
  before: ReviewSettings,
  changes: Partial<ReviewSettings>,
  { own, now }: { own: string; now: Timestamp },
): ReviewSettings {
  const changed = { ...before, ...changes, ...changeAbsence(shownSettings(before, now), changes, now) };
  if (changed.delegate_to === own) {
    throw new InvalidPayload({ field: 'delegate_to', reason: '"delegate_to" must be somebody else' });
  }
  if (changed.away_until !== null || !isAway(before, now)) return changed;
  return { ...changed, away_from: before.away_from, away_until: now };
}

/** Settings without an absence that is over. */
export function shownSettings(settings: ReviewSettings, now: Timestamp): ReviewSettings {
  const over = settings.away_until === null || settings.away_until <= now;
  return over ? { ...settings, away_from: null, away_until: null } : settings;
}

function changeAbsence(
  before: ReviewSettings,
  changes: Partial<ReviewSettings>,
  now: Timestamp,
): Pick<ReviewSettings, 'away_from' | 'away_until'> {
  const until = changes.away_until === undefined ? before.away_until : changes.away_until;
  if (until === null) {
    if (typeof changes.away_from !== 'string') return { away_from: null, away_until: null };
    throw new InvalidPayload({ field: 'away_until', reason: '"away_from" needs "away_until": until when?' });
  }
  const away_until = changes.away_until === undefined ? until : readFutureMoment(until, 'away_until', now);
  const from = changes.away_from === undefined ? before.away_from : changes.away_from;
  const away_from = from === null ? now : new Date(from).toISOString();
  if (away_from < away_until) return { away_from, away_until };
  throw new InvalidPayload({ field: 'away_until', reason: '"away_until" must lie after "away_from"' });
}

/**
 * When the server has to look at what waits for somebody: with a digest at its hour, else at the end of an absence.
 * Null: never, or whenever something new waits.
 *
 * @param mode what holds for this user
 */
export function nextLook(settings: ReviewSettings, mode: NotificationMode, now: Timestamp): Timestamp | null {
  const { away_until } = settings;
  if (mode === 'off') return null;
  if (mode === 'each') return away_until !== null && away_until >= now ? away_until : null;
  const next = nextHour(now, settings.digest_hour ?? DIGEST_HOUR);
  // A digest that nobody would read is left out; the first one after the absence has all of it.
  return isAway(settings, next) ? nextHour(away_until ?? next, settings.digest_hour ?? DIGEST_HOUR) : next;
}

function nextHour(after: Timestamp, hour: number): Timestamp {
  const start = Date.parse(after);
  const today = new Date(start).setUTCHours(hour, 0, 0, 0);
  return new Date(today > start ? today : today + DAY_MS).toISOString();
}
