import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VersionRow } from '../../src/app/registry/rows.js';
import {
  AGES,
  directusFilter,
  isNarrowed,
  readFilter,
  writeFilter,
} from '../../src/review-module/queue/filter.js';
import { groupRows, shownOrder } from '../../src/review-module/queue/group-rows.js';
import { neighbours } from '../../src/review-module/queue/walk.js';
import { CHANGE_ORIGINS } from '../../src/domain/words.js';

const someText = fc.option(fc.string({ minLength: 1 }));
const someFilter = fc.record({
  project: someText,
  key: someText,
  task: someText,
  origin: fc.option(fc.constantFrom(...CHANGE_ORIGINS)),
  actor: someText,
  age: fc.option(fc.constantFrom(...AGES)),
  order: fc.constantFrom('oldest' as const, 'newest' as const),
  page: fc.integer({ min: 1, max: 10_000 }),
});

describe('The filter of the queue', () => {
  test('is the same after a way through the URL', () => {
    fc.assert(
      fc.property(someFilter, (filter) => {
        const url = new URLSearchParams(writeFilter(filter)).toString();
        expect(readFilter(Object.fromEntries(new URLSearchParams(url)))).toEqual(filter);
      }),
    );
  });

  test('takes what makes no sense in the URL as not given', () => {
    const filter = readFilter({
      page: '-3',
      age: '2',
      origin: 'magic',
      order: 'best',
      key: ['a', 'b'],
      task: null,
    });
    expect(writeFilter(filter)).toEqual({ key: 'a' });
    expect(isNarrowed(readFilter({ page: '2', order: 'newest' }))).toBe(false);
  });

  test('asks the server for what is pending, however long the days', () => {
    const filter = readFilter({ age: '3', project: 'p', key: 'Brand' });
    expect(directusFilter(filter, Date.parse('2026-03-04T00:00:00.000Z'))).toEqual({
      _and: [
        { status: { _eq: 'pending' } },
        { project_id: { _eq: 'p' } },
        { schema_key: { _contains: 'brand' } },
        { date_created: { _lte: '2026-03-01T00:00:00.000Z' } },
      ],
    });
  });
});

function row(id: string, project: string, task: string | null): VersionRow {
  return {
    id,
    project_id: { id: project, title: project },
    schema_key: 'a',
    version_number: 1,
    status: 'pending',
    summary: null,
    content_hash: null,
    change_origin: null,
    source_task_id: task === null ? null : { id: task, title: task, status: null },
    primary_file_id: null,
    user_created: null,
    date_created: null,
  };
}

describe('A page of the queue', () => {
  test('is grouped by project and task, what comes first staying first', () => {
    const rows = [
      row('1', 'p', 't'),
      row('2', 'q', null),
      row('3', 'p', null),
      row('4', 'p', 't'),
      row('5', 'q', 't'),
    ];
    const groups = groupRows(rows);
    expect(
      groups.map(({ project, tasks }) => [project.id, tasks.map(({ task }) => task?.id ?? null)]),
    ).toEqual([
      ['p', ['t', null]],
      ['q', [null, 't']],
    ]);
    expect(shownOrder(groups)).toEqual(['1', '4', '3', '2', '5']);
  });

  test('shows every version once', () => {
    const rows = fc.uniqueArray(
      fc.tuple(fc.uuid(), fc.constantFrom('p', 'q'), fc.constantFrom('s', 't', null)),
      {
        selector: ([id]) => id,
      },
    );
    fc.assert(
      fc.property(rows, (given) => {
        const shown = shownOrder(groupRows(given.map(([id, project, task]) => row(id, project, task))));
        expect([...shown].sort()).toEqual(given.map(([id]) => id).sort());
      }),
    );
  });
});

describe('Next and previous', () => {
  test('are the neighbours, and nothing beyond the ends', () => {
    expect(neighbours(['a', 'b', 'c'], 'b')).toEqual({ previous: 'a', next: 'c' });
    expect(neighbours(['a', 'b', 'c'], 'c')).toEqual({ previous: 'b', next: null });
    expect(neighbours([], 'c')).toEqual({ previous: null, next: null });
  });

  test('lead from a version outside of the queue into it', () => {
    expect(neighbours(['a', 'b'], 'z')).toEqual({ previous: null, next: 'a' });
  });
});
