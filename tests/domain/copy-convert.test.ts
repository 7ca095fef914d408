import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { convert } from '../../cli/lib/copy/convert.js';

const INSTANT = 'timestamp with time zone';
const WALL = 'timestamp without time zone';

describe('a value of SQLite for PostgreSQL', () => {
  test.each(['boolean', 'jsonb', 'uuid', 'date', INSTANT, WALL, 'bytea', 'integer', 'text'])(
    'nothing stays nothing in %s',
    (type) => {
      expect(convert(null, type)).toBeNull();
      expect(convert(undefined, type)).toBeNull();
    },
  );

  test.each([
    [1, 'boolean', true],
    [0, 'boolean', false],
    ['true', 'boolean', 'true'],
    ['{"a": 1.0}', 'json', '{"a": 1.0}'],
    ['5', 'jsonb', '5'],
    ['  ', 'jsonb', null],
    [7, 'character varying(40)', '7'],
    [7, 'integer', 7],
    ['9007199254740993', 'bigint', '9007199254740993'],
    [0.1, 'double precision', 0.1],
    ['12:30:00', 'time without time zone', '12:30:00'],
    ['no moment', INSTANT, 'no moment'],
    ['2026-01-02 03:04:05', INSTANT, '2026-01-02T03:04:05Z'],
    ['2026-01-02T03:04:05+02:00', INSTANT, '2026-01-02T03:04:05+02:00'],
    ['2026-01-02T03:04:05', WALL, '2026-01-02T03:04:05'],
    ['2026-01-02', 'date', '2026-01-02'],
  ])('%j in %s is %j', (value, type, expected) => {
    expect(convert(value, type)).toEqual(expected);
  });

  test('bytes stay bytes, and are text where the column is', () => {
    const bytes = Buffer.from('é');
    expect(convert(bytes, 'bytea')).toBe(bytes);
    expect(convert(bytes, 'text')).toBe('é');
    expect(convert('é', 'bytea')).toEqual(bytes);
  });

  test('milliseconds are the moment that they count to, as number and as text', () => {
    const day = { min: new Date('1971-01-01'), max: new Date('2200-01-01'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(day), (date) => {
        expect(convert(date.getTime(), INSTANT)).toBe(date.toISOString());
        expect(convert(String(date.getTime()), INSTANT)).toBe(date.toISOString());
        // Read as local time, which text without a zone is, it is the same moment again.
        expect(new Date(String(convert(date.getTime(), WALL))).getTime()).toBe(date.getTime());
        expect(convert(date.getTime(), 'date')).toBe(String(convert(date.getTime(), WALL)).slice(0, 10));
      }),
    );
  });

  test('JSON is passed on as it is written, so that no hash changes', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(convert(json, 'jsonb')).toBe(json);
      }),
    );
  });
});
