import { describe, expect, test } from 'vitest';
import { changesOf, delegateChoices, formOf, hoursOfDay } from '../../src/review-module/queue/reviewing.js';

const answer = {
  settings: {
    mode: null,
    digest_hour: 7,
    away_from: '2026-12-01T08:00:30.000Z',
    away_until: '2026-12-08T08:00:00.000Z',
    delegate_to: null,
  },
  usual_mode: 'each' as const,
  waiting: { count: 0, more: false },
  delegates: [],
};

describe('The settings of notifications', () => {
  test('are sent as far as they were changed: a field knows no seconds', () => {
    const before = formOf(answer);
    expect(changesOf(before, before)).toEqual({});
    expect(changesOf({ ...before, mode: 'digest', digestHour: 5, delegate: 'b' }, before)).toEqual({
      mode: 'digest',
      digest_hour: 5,
      delegate_to: 'b',
    });
  });

  test('end an absence when the field is emptied', () => {
    const before = formOf(answer);
    expect(changesOf({ ...before, awayUntil: '' }, before)).toEqual({ away_until: null });
    expect(changesOf({ ...before, awayUntil: '', awayFrom: '' }, before)).toEqual({
      away_until: null,
      away_from: null,
    });
    const moved = changesOf({ ...before, awayUntil: '2026-12-09T10:00' }, before);
    expect(moved).toEqual({ away_until: new Date('2026-12-09T10:00').toISOString() });
  });

  test('offer each hour once, and people by name after nobody', () => {
    const hours = hoursOfDay('en-US', new Date('2026-12-01T12:00:00Z'));
    expect(hours.map(({ value }) => value).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 24 }, (_, h) => h),
    );
    const person = (id: string, first_name: string | null) => ({
      id,
      first_name,
      last_name: null,
      title: null,
    });
    const people = [person('1', 'Zoe'), person('2', null), person('3', 'Ada')];
    expect(delegateChoices(people, 'Nobody', 'Somebody').map(({ text }) => text)).toEqual([
      'Nobody',
      'Ada',
      'Somebody',
      'Zoe',
    ]);
  });
});
