import type { Timestamp } from './words.js';

/** How long a call is tried: after that its receiver has long given up waiting. */
const LIFETIME_MS = 24 * 60 * 60 * 1000;

/** However often a call failed, a receiver that comes back within its lifetime is reached within the hour. */
const LONGEST_WAIT_MS = 60 * 60 * 1000;

/** No call is due later than this after it is put off: a time farther away was written before the clock was set back. */
export function farthestAttempt(now: Timestamp): Timestamp {
  return addMilliseconds(now, LONGEST_WAIT_MS);
}

/** When a call made necessary now is given up. */
export function expiryOf(now: Timestamp): Timestamp {
  return addMilliseconds(now, LIFETIME_MS);
}

/** A point in time some milliseconds later. */
export function addMilliseconds(timestamp: Timestamp, milliseconds: number): Timestamp {
  return new Date(Date.parse(timestamp) + milliseconds).toISOString();
}

/**
 * Milliseconds to wait after the `attempts`-th attempt failed: doubling from `baseMs`, between half and the whole
 * of it by chance, so that calls which failed together do not come back together.
 *
 * @param chance from 0 to 1
 */
export function retryDelay(attempts: number, baseMs: number, chance: number): number {
  const longest = Math.min(baseMs * 2 ** (attempts - 1), LONGEST_WAIT_MS);
  return Math.round(longest * (0.5 + chance / 2));
}

/**
 * When to try again after a failed attempt; null if the call is then given up. The last attempt is made when the
 * call expires, or later if no server was there: it is owed one, however long nobody could make it.
 */
export function nextAttemptAt(
  call: { attempts: number; expiresAt: Timestamp },
  retry: { now: Timestamp; baseMs: number; chance: number },
): Timestamp | null {
  if (retry.now >= call.expiresAt) return null;
  const next = addMilliseconds(retry.now, retryDelay(call.attempts, retry.baseMs, retry.chance));
  return next < call.expiresAt ? next : call.expiresAt;
}
