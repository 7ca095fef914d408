import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expiryOf, farthestAttempt, nextAttemptAt, retryDelay } from '../../src/domain/callback-schedule.js';

const HOUR_MS = 60 * 60 * 1000;
const NOON = '2026-03-01T12:00:00.000Z';
const attempts = fc.integer({ min: 1, max: 100_000 });
const chance = fc.double({ min: 0, max: 1, noNaN: true });

describe('retryDelay', () => {
  it('doubles from the base, the whole of it at most', () => {
    expect([1, 2, 3, 4, 5].map((attempt) => retryDelay(attempt, 5000, 1))).toEqual([
      5000, 10_000, 20_000, 40_000, 80_000,
    ]);
  });

  it('is spread by chance over the upper half', () => {
    expect([0, 0.5, 1].map((random) => retryDelay(2, 5000, random))).toEqual([5000, 7500, 10_000]);
  });

  it('never exceeds an hour, nor falls below half the base, however often a call failed', () => {
    fc.assert(
      fc.property(attempts, chance, fc.integer({ min: 100, max: HOUR_MS }), (attempt, random, base) => {
        const delay = retryDelay(attempt, base, random);
        expect(delay).toBeGreaterThanOrEqual(Math.floor(base / 2));
        expect(delay).toBeLessThanOrEqual(HOUR_MS);
      }),
    );
  });
});

describe('nextAttemptAt', () => {
  it('waits the delay', () => {
    const call = { attempts: 2, expiresAt: expiryOf(NOON) };
    expect(nextAttemptAt(call, { now: NOON, baseMs: 5000, chance: 1 })).toBe('2026-03-01T12:00:10.000Z');
  });

  it('makes the last attempt when the call expires', () => {
    const call = { attempts: 40, expiresAt: '2026-03-01T12:10:00.000Z' };
    expect(nextAttemptAt(call, { now: NOON, baseMs: 5000, chance: 1 })).toBe(call.expiresAt);
  });

  it('gives a call up that failed when it had expired', () => {
    const retry = { now: NOON, baseMs: 5000, chance: 0.5 };
    expect(nextAttemptAt({ attempts: 1, expiresAt: NOON }, retry)).toBeNull();
    expect(nextAttemptAt({ attempts: 9, expiresAt: '2026-03-01T11:59:59.999Z' }, retry)).toBeNull();
  });

  it('gives a receiver that never answers up after a day, and about forty attempts', () => {
    fc.assert(
      fc.property(chance, (random) => {
        const expiresAt = expiryOf(NOON);
        let now: string = NOON;
        let made = 0;
        for (let next: string | null = NOON; next !== null; made++) {
          now = next;
          next = nextAttemptAt({ attempts: made + 1, expiresAt }, { now, baseMs: 5000, chance: random });
          if (next !== null) expect(next > now).toBe(true);
        }
        expect(now).toBe('2026-03-02T12:00:00.000Z');
        expect(made).toBeGreaterThan(30);
        expect(made).toBeLessThan(70);
      }),
    );
  });
});

describe('farthestAttempt', () => {
  it('is later than any attempt is put off to, so that what lies beyond was written by another clock', () => {
    fc.assert(
      fc.property(attempts, chance, fc.integer({ min: 100, max: HOUR_MS }), (attempt, random, baseMs) => {
        const call = { attempts: attempt, expiresAt: expiryOf(NOON) };
        const next = nextAttemptAt(call, { now: NOON, baseMs, chance: random });
        expect(next! <= farthestAttempt(NOON)).toBe(true);
      }),
    );
  });
});
