import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { toCsv } from '../../src/review-module/history/csv.js';
import { byDay } from '../../src/review-module/history/days.js';
import { logAsCsv } from '../../src/review-module/history/export-log.js';
import {
  dayOf,
  passes,
  readHistoryFilter,
  writeHistoryFilter,
} from '../../src/review-module/history/filter.js';

const EVERYTHING = { key: null, action: null, actor: null, since: null, until: null };
const moments = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

describe('CSV', () => {
  test('is read back by another program as it was, but for the guard of formulas', () => {
    const nasty = fc.string({
      unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', '=', '+', '-', '@', ' ', 'é', "'"),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(nasty, nasty), { minLength: 1 }), (rows) => {
        const parsed = Papa.parse<string[]>(toCsv(['x', 'y'], rows), {
          delimiter: ',',
          newline: '\r\n',
        }).data;
        const plain = (cell: string) => cell.replace(/^'(?=\s*[=+\-@]|[\t\r\n])/, '');
        // The last line ends with a line break as well, which this program takes for one more empty line.
        expect(parsed.slice(1, -1).map((row) => row.map(plain))).toEqual(rows.map((row) => row.map(plain)));
      }),
    );
  });

  test('has no cell that a spreadsheet would run', () => {
    fc.assert(
      fc.property(fc.constantFrom('=', '+', '-', '@', ' =', '\t', '\r', '＝'), fc.string(), (start, rest) => {
        const [, row] = Papa.parse<string[]>(toCsv(['x'], [[start + rest]]), {
          delimiter: ',',
          newline: '\r\n',
        }).data;
        expect(row?.[0]).toBe(`'${start}${rest}`);
      }),
    );
  });

  test('leaves numbers as they are, also negative ones, and nothing empty', () => {
    expect(toCsv(['a', 'b', 'c'], [[-1, null, 'plain']])).toBe('a,b,c\r\n-1,,plain\r\n');
  });

  test('of the log has a line per entry, with names, and the feedback as JSON', () => {
    const csv = logAsCsv(
      [
        {
          id: 'e1',
          artifact_version_id: 'v1',
          project_id: 1,
          task_id: null,
          action: 'reject',
          actor_id: 'u1',
          actor_type: 'human',
          reason: '=1+1, "quoted"',
          feedback: { line: 3 },
          content_hash: 'c',
          context_version: null,
          decision_id: 'd',
          sequence: 1,
          previous_entry_hash: null,
          entry_hash: 'h',
          date_created: '2026-01-01T00:00:00.000Z',
          schema_key: 'brand.logo',
          version_number: 2,
        },
      ],
      (id) => `Name of ${id ?? 'nobody'}`,
    );
    const [row] = Papa.parse<Record<string, string>>(csv, { header: true }).data;
    expect(row).toMatchObject({
      sequence: '1',
      schema_key: 'brand.logo',
      version_number: '2',
      actor: 'Name of u1',
      reason: '\'=1+1, "quoted"',
      feedback: '{"line":3}',
      context_version: '',
      entry_hash: 'h',
    });
  });
});

describe('The filter of the history', () => {
  test('survives the way through the URL', () => {
    const filter = {
      key: 'brand.logo',
      action: 'reject' as const,
      actor: 'none',
      since: '2026-01-01',
      until: '2026-12-31',
    };
    expect(readHistoryFilter(writeHistoryFilter(filter))).toEqual(filter);
    expect(writeHistoryFilter(EVERYTHING)).toEqual({});
  });

  test('takes what makes no sense for not given', () => {
    expect(
      readHistoryFilter({ key: ' Brand.Logo ', action: 'explode', since: 'yesterday', until: '2026-13-01' }),
    ).toEqual({
      ...EVERYTHING,
      key: 'brand.logo',
    });
  });

  test('means days where the user is, both ends included', () => {
    fc.assert(
      fc.property(moments, moments, moments, (at, a, b) => {
        // Sweden writes dates as ISO 8601 does, in the time zone of the machine.
        const [day, ...ends] = [at, a, b].map((moment) => new Date(moment).toLocaleDateString('sv-SE'));
        const [since = '', until = ''] = ends.sort();
        expect(dayOf(at)).toBe(day);
        const isInside = since <= (day ?? '') && (day ?? '') <= until;
        expect(passes({ actor_id: null, date_created: at }, { ...EVERYTHING, since, until })).toBe(isInside);
      }),
    );
  });

  test('tells those without a user from everybody else', () => {
    const entry = { date_created: '2026-01-01T00:00:00.000Z' };
    expect(passes({ ...entry, actor_id: null }, { ...EVERYTHING, actor: 'none' })).toBe(true);
    expect(passes({ ...entry, actor_id: 'u' }, { ...EVERYTHING, actor: 'none' })).toBe(false);
    expect(passes({ ...entry, actor_id: 'u' }, { ...EVERYTHING, actor: 'u' })).toBe(true);
  });
});

describe('The days of a timeline', () => {
  test('hold all entries in their order, each under its own day', () => {
    fc.assert(
      fc.property(fc.array(moments.map((date_created) => ({ date_created }))), (entries) => {
        const days = byDay(entries);
        expect(days.flatMap((day) => day.entries)).toEqual(entries);
        for (const day of days)
          for (const entry of day.entries) expect(dayOf(entry.date_created)).toBe(day.day);
        days.slice(1).forEach((day, at) => expect(day.day).not.toBe(days[at]?.day));
      }),
    );
  });
});
