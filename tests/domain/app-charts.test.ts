import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countOfDays, countsByDay, lastDays, waitingByDay } from '../../src/app/charts/days.js';
import { chosenProject, since } from '../../src/app/charts/panel-options.js';
import { percentile, ticksUpTo } from '../../src/app/charts/statistics.js';

describe('Days', () => {
  it('are counted in UTC, up to today, over the end of a month', () => {
    const now = Date.parse('2026-03-01T00:30:00.000Z');
    expect(lastDays(3, now)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  });

  it('come from the parts of a date that Directus groups by', () => {
    const row = { date_created_year: 2026, date_created_month: 2, date_created_day: 7, count: '3' };
    expect(countsByDay([row])).toEqual(new Map([['2026-02-07', 3]]));
  });

  it('are as many as the option says, within reason', () => {
    expect([7, '14', null, 0, -3, 9999, 'x'].map(countOfDays)).toEqual([7, 14, 30, 30, 30, 366, 30]);
  });
});

describe('What waits', () => {
  it('is found backwards as it was: the same as counting forwards', () => {
    const perDay = fc.array(
      fc.record({ came: fc.nat(9), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
      {
        minLength: 1,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(fc.nat(50), perDay, (start, history) => {
        const days = history.map((_, index) => `day ${index}`);
        const [came, went] = [new Map<string, number>(), new Map<string, number>()];
        let waiting = start;
        const expected = history.map((day, index) => {
          const decided = Math.floor((waiting + day.came) * day.share);
          came.set(`day ${index}`, day.came);
          went.set(`day ${index}`, decided);
          waiting += day.came - decided;
          return waiting;
        });
        expect(waitingByDay({ days, now: waiting, came, went })).toEqual(expected);
      }),
    );
  });
});

describe('Statistics', () => {
  it('takes the nearest rank, which is always one of the values', () => {
    expect(percentile([], 0.5)).toBeNull();
    expect([0.5, 0.95, 0.01, 1].map((share) => percentile([15, 20, 35, 40, 50], share))).toEqual([
      35, 50, 15, 50,
    ]);
    const many = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(many, 0.95)).toBe(95);
  });

  it('marks an axis in round steps that reach beyond the greatest value', () => {
    expect(ticksUpTo(0)).toEqual([0, 1]);
    expect(ticksUpTo(7)).toEqual([0, 2, 4, 6, 8]);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (max) => {
        const ticks = ticksUpTo(max);
        expect(ticks.at(-1)!).toBeGreaterThanOrEqual(max);
        expect(ticks.length).toBeLessThanOrEqual(6);
      }),
    );
  });
});

describe('The options of a panel', () => {
  it('name a project, or none', () => {
    expect(
      [{ key: 7, collection: 'projects' }, { key: 'x' }, null, undefined, {}].map(chosenProject),
    ).toEqual([7, 'x', null, null, null]);
    expect(since('2026-02-07', 7)).toEqual({
      _and: [{ date_created: { _gte: '2026-02-07T00:00:00.000Z' } }, { project_id: { _eq: 7 } }],
    });
  });
});
