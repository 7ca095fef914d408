import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freezeOf, isFrozenBy } from '../../src/domain/freezes.js';
import { PROMOTION_RULES, promotesWhenApproved } from '../../src/domain/promotion-rule.js';
import { goesLiveWhenThawed, isBeforeItsTime, readFutureMoment } from '../../src/domain/schedule.js';

const NOW = '2026-01-31T09:30:00.000Z';
const key = fc
  .array(fc.constantFrom('a', 'b', 'a_b', 'ab', '0'), { minLength: 1, maxLength: 4 })
  .map((segments) => segments.join('.'));

describe('a freeze', () => {
  it('is about its key and all below it, segment by segment', () => {
    expect(isFrozenBy('brand', 'brand')).toBe(true);
    expect(isFrozenBy('brand', 'brand.logo')).toBe(true);
    expect(isFrozenBy('brand', 'brand.logo.small')).toBe(true);
    expect(isFrozenBy('brand', 'brandbook')).toBe(false);
    expect(isFrozenBy('brand.logo', 'brand')).toBe(false);
    // To SQL's LIKE these would be the same.
    expect(isFrozenBy('a_b', 'axb.c')).toBe(false);
  });

  it('of a whole project is about every key', () => {
    fc.assert(fc.property(key, (schemaKey) => isFrozenBy(null, schemaKey)));
  });

  it('is about what has its segments at the start, and nothing else', () => {
    fc.assert(
      fc.property(key, key, (frozen, schemaKey) => {
        const [start, whole] = [frozen.split('.'), schemaKey.split('.')];
        const begins = start.every((segment, index) => whole[index] === segment);
        return isFrozenBy(frozen, schemaKey) === begins;
      }),
    );
  });

  it('is found for its own project only, the oldest first', () => {
    const freezes = [
      { id: 1, project_id: 'p', schema_key: 'brand.logo' },
      { id: 2, project_id: 'p', schema_key: 'brand' },
      { id: 3, project_id: 7, schema_key: null },
    ];
    const of = (project_id: string | number, schema_key: string) =>
      freezeOf(freezes, { project_id, schema_key })?.id;
    expect(of('p', 'brand.logo')).toBe(1);
    expect(of('p', 'brand.voice')).toBe(2);
    expect(of('p', 'copy')).toBeUndefined();
    expect(of('7', 'copy')).toBe(3);
  });
});

describe('a moment to go live at', () => {
  it('is kept in UTC, whatever its zone', () => {
    expect(readFutureMoment('2026-01-31T11:00:00+01:00', 'promote_at', NOW)).toBe('2026-01-31T10:00:00.000Z');
  });

  it.each([
    ['2026-01-31T09:30:00Z', 'must lie in the future; it is 2026-01-31T09:30:00.000Z now'],
    ['2026-01-31T10:29:59+01:00', 'must lie in the future'],
    ['2028-02-03T09:30:00Z', 'must lie within the next two years'],
    ['tomorrow', 'must be a moment such as'],
  ])('is refused when it is %s', (text, reason) => {
    expect(() => readFutureMoment(text, 'promote_at', NOW)).toThrow(reason);
  });

  it('holds a version back until it has come, and not in that moment', () => {
    expect(isBeforeItsTime({ promote_at: '2026-01-31T09:30:00.001Z' }, NOW)).toBe(true);
    expect(isBeforeItsTime({ promote_at: NOW }, NOW)).toBe(false);
    expect(isBeforeItsTime({ promote_at: null }, NOW)).toBe(false);
  });
});

describe('what goes live when a freeze ends', () => {
  const rule = fc.constantFrom(...PROMOTION_RULES);
  const task = fc.constantFrom(null, { status: 'done' }, { status: 'in_progress' }, { status: null });
  const moment = fc
    .date({ min: new Date('2026-01-01'), max: new Date('2026-03-01'), noInvalidDate: true })
    .map((date) => date.toISOString());

  it('with a moment is what is due, under every rule', () => {
    fc.assert(
      fc.property(rule, task, moment, fc.boolean(), (promoteOn, of, promote_at, calledOff) => {
        const lives = goesLiveWhenThawed({ promote_at, calledOff }, promoteOn, of, NOW);
        return lives === promote_at <= NOW;
      }),
    );
  });

  it('without one is what the promotion rule would have made live, and nothing under "manual"', () => {
    fc.assert(
      fc.property(rule, task, (promoteOn, of) => {
        const lives = goesLiveWhenThawed({ promote_at: null, calledOff: false }, promoteOn, of, NOW);
        return lives === promotesWhenApproved(promoteOn, of) && !(promoteOn === 'manual' && lives);
      }),
    );
  });

  it('is nothing that somebody called off', () => {
    fc.assert(
      fc.property(
        rule,
        task,
        (promoteOn, of) => !goesLiveWhenThawed({ promote_at: null, calledOff: true }, promoteOn, of, NOW),
      ),
    );
  });
});
