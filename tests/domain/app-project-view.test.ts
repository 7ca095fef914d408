import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contextEntry } from '../../src/domain/context.js';
import { countKinds, readChange } from '../../src/review-module/project/changes.js';
import {
  exportContext,
  exportName,
  exportWithMetadata,
} from '../../src/review-module/project/export-context.js';
import { reachOf, readView, viewAt, writeView } from '../../src/review-module/project/view.js';

const REACH = { oldest: 0, newest: 6 };

describe('The reach of time travel', () => {
  test('begins with the empty context, where the first promotion made version 1', () => {
    expect(reachOf(1, 6)).toEqual({ oldest: 0, newest: 6 });
  });

  test('begins with the first recorded version, where the project had a context before', () => {
    // At 4 the registry knows nothing: the first thing it recorded made 5.
    expect(reachOf(5, 6)).toEqual({ oldest: 5, newest: 6 });
  });

  test('is the present only, while nothing was promoted', () => {
    expect(reachOf(null, 0)).toEqual({ oldest: 0, newest: 0 });
    expect(reachOf(null, 4)).toEqual({ oldest: 4, newest: 4 });
  });
});

describe('The view of a project', () => {
  test('survives the way through the URL', () => {
    const number = fc.integer({ min: 0, max: 6 });
    const view = fc.oneof(
      fc.constant({ mode: 'live' as const }),
      fc.record({ mode: fc.constant('past' as const), at: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ mode: fc.constant('compare' as const), from: number, to: number }),
    );
    fc.assert(
      fc.property(view, (given) => {
        expect(readView(writeView(given), REACH)).toEqual(given);
      }),
    );
  });

  test('is within reach, whatever somebody types', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (at, from, to) => {
        const view = readView({ at, from, to }, REACH);
        const numbers =
          view.mode === 'past' ? [view.at] : view.mode === 'compare' ? [view.from, view.to] : [];
        for (const number of numbers) expect(REACH.oldest <= number && number <= REACH.newest).toBe(true);
      }),
    );
    expect(readView({ at: '99' }, REACH)).toEqual({ mode: 'live' });
    expect(readView({ at: '-1' }, REACH)).toEqual({ mode: 'live' });
    expect(readView({ from: '2' }, REACH)).toEqual({ mode: 'compare', from: 2, to: 6 });
    expect(readView({ to: ['3', '4'] }, REACH)).toEqual({ mode: 'compare', from: 0, to: 3 });
  });
});

describe('A step through time', () => {
  test('ends at the oldest version that can be read, and in the present', () => {
    expect(viewAt(4, REACH)).toEqual({ mode: 'past', at: 4 });
    expect(viewAt(-1, REACH)).toEqual({ mode: 'past', at: 0 });
    expect(viewAt(6, REACH)).toEqual({ mode: 'live' });
    expect(viewAt(7, REACH)).toEqual({ mode: 'live' });
  });
});

describe('A change between two context versions', () => {
  const entry = (number: number, value: Record<string, string>) =>
    contextEntry(
      {
        id: `v${number}`,
        value,
        approved_at: `2026-01-0${number}T00:00:00.000Z`,
        version_number: number,
        content_hash: `c${number}`,
      },
      [],
    );

  test('names what differs in the values, and not what the server adds to them', () => {
    const change = readChange({
      schema_key: 'k',
      from: entry(1, { a: 'x', b: 'y' }),
      to: entry(2, { a: 'z', b: 'y' }),
    });
    expect(change).toMatchObject({ kind: 'replaced', from: { number: 1 }, to: { number: 2 } });
    expect(change.values).toEqual([{ path: '/a', op: 'replace', before: 'x', after: 'z' }]);
  });

  test('is an addition or a removal where one side has nothing', () => {
    const changes = [
      readChange({ schema_key: 'k', from: null, to: entry(1, {}) }),
      readChange({ schema_key: 'l', from: entry(1, {}), to: null }),
    ];
    expect(changes.map(({ kind }) => kind)).toEqual(['added', 'removed']);
    expect(countKinds(changes)).toEqual({ added: 1, removed: 1, replaced: 0 });
  });
});

describe('An export', () => {
  test('is named by title and context version, in letters that every file system takes', () => {
    expect(exportName({ id: 1, title: 'Northwind rebrand' }, 5, false)).toBe('northwind-rebrand@5.json');
    expect(exportName({ id: 1, title: 'Åbenrå / "Größe": 日本' }, 12, true)).toBe(
      'åbenrå-größe-日本@12-with-metadata.json',
    );
    expect(exportName({ id: 7, title: '../..' }, 0, false)).toBe('project-7@0.json');
    expect(exportName({ id: 'a', title: null }, 0, false)).toBe('project-a@0.json');
  });

  test('has the entries without _meta, or everything with where it came from', () => {
    const context = { brand: { logo: { a: 1 } }, _meta: { context_version: 5 } };
    expect(JSON.parse(exportContext(context))).toEqual({ brand: { logo: { a: 1 } } });
    const at = '2026-01-01T00:00:00.000Z';
    expect(JSON.parse(exportWithMetadata({ id: 1, title: 'P' }, context, { version: 5, at }))).toEqual({
      project: { id: 1, title: 'P' },
      context_version: 5,
      exported_at: at,
      context,
    });
  });
});
