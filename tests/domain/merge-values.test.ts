import { describe, expect, it } from 'vitest';
import { MAX_DEPTH } from '../../src/domain/canonical-json.js';
import type { Resolution } from '../../src/domain/merge/merge-outcome.js';
import { mergeValues } from '../../src/domain/merge/merge-values.js';
import type { Json } from '../../src/domain/words.js';
import { processorTime } from './support-merge/processor-time.js';

const merge = (base: Json, ours: Json, theirs: Json, resolutions: Record<string, Resolution> = {}) =>
  mergeValues({ base, ours, theirs, resolutions: new Map(Object.entries(resolutions)) });
const OURS = { side: 'ours' } as const;
const THEIRS = { side: 'theirs' } as const;

describe('mergeValues, of objects', () => {
  it('takes the changes of both sides by key, and says from where', () => {
    const base = { color: 'red', size: 1, font: { name: 'A', weight: 1 }, old: 1, both: 1 };
    const ours = { color: 'blue', size: 1, font: { name: 'A', weight: 2 }, old: 1, both: 2 };
    const theirs = { color: 'red', size: 2, font: { name: 'B', weight: 1 }, both: 2, fresh: null };
    expect(merge(base, ours, theirs)).toEqual({
      value: { color: 'blue', size: 2, font: { name: 'B', weight: 2 }, both: 2, fresh: null },
      conflicts: [],
      taken: [
        { path: '/color', from: 'ours' },
        { path: '/size', from: 'theirs' },
        { path: '/font/name', from: 'theirs' },
        { path: '/font/weight', from: 'ours' },
        { path: '/old', from: 'theirs', removed: true },
        { path: '/both', from: 'both' },
        { path: '/fresh', from: 'theirs' },
      ],
      resolved: [],
    });
  });

  it('tells by place what one side alone changed', () => {
    expect(merge({ a: { b: 1, c: 2 } }, { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }).taken).toEqual([
      { path: '/a/c', from: 'theirs' },
    ]);
  });

  it.each<[string, Json, Json, Json, object]>([
    [
      'different changes',
      { a: 1 },
      { a: 2 },
      { a: 3 },
      { reason: 'both_changed', base: 1, ours: 2, theirs: 3 },
    ],
    ['different additions', {}, { a: 2 }, { a: 3 }, { reason: 'both_added', ours: 2, theirs: 3 }],
    ['an edit of what we deleted', { a: 1 }, {}, { a: 3 }, { reason: 'deleted_by_us', base: 1, theirs: 3 }],
    ['an edit of what they deleted', { a: 1 }, { a: 2 }, {}, { reason: 'deleted_by_them', base: 1, ours: 2 }],
    [
      'a change of type and an edit',
      { a: { b: 1 } },
      { a: 'x' },
      { a: { b: 2 } },
      { reason: 'type_changed', base: { b: 1 }, ours: 'x', theirs: { b: 2 } },
    ],
    [
      'atomic arrays',
      { a: [1] },
      { a: [1, 2] },
      { a: [0, 1] },
      { reason: 'both_changed', base: [1], ours: [1, 2], theirs: [0, 1] },
    ],
    ['null and a deletion', { a: 1 }, { a: null }, {}, { reason: 'deleted_by_them', base: 1, ours: null }],
    [
      'null and a value, both added',
      {},
      { a: null },
      { a: 1 },
      { reason: 'both_added', ours: null, theirs: 1 },
    ],
  ])('reports %s as a conflict and keeps ours', (_what, base, ours, theirs, conflict) => {
    const merged = merge(base, ours, theirs);
    expect(merged.conflicts).toEqual([{ path: '/a', ...conflict }]);
    expect([merged.value, merged.taken]).toEqual([ours, []]);
  });

  it('merges by key what both sides added', () => {
    expect(merge({}, { a: { x: 1, same: 1 } }, { a: { y: 2, same: 1 } }).value).toEqual({
      a: { x: 1, same: 1, y: 2 },
    });
    expect(merge({}, { a: { x: 1 } }, { a: { x: 2 } }).conflicts).toEqual([
      { path: '/a/x', reason: 'both_added', ours: 1, theirs: 2 },
    ]);
  });

  it('takes what is deleted on both sides, or deleted on one and unchanged on the other, for gone', () => {
    expect(merge({ a: 1, b: 2 }, {}, { a: 1 }).value).toEqual({});
    expect(merge({ a: null }, { a: null }, {}).value).toEqual({});
  });

  it('merges whole values that are no objects', () => {
    expect(merge(1, 2, 1).value).toBe(2);
    expect(merge(null, null, { a: 1 })).toMatchObject({
      value: { a: 1 },
      taken: [{ path: '', from: 'theirs' }],
    });
    expect(merge(1, 2, 3)).toMatchObject({ value: 2, conflicts: [{ path: '' }] });
    expect(merge(1, 2, 3, { '': { value: null } })).toMatchObject({
      value: null,
      conflicts: [],
      resolved: [''],
    });
  });

  it('escapes keys in paths, and tells a key from the places it looks like', () => {
    const base = { 'a/b': 0, a: { b: 0 }, '~': 0, '': 0 };
    const change = (to: number) => ({ 'a/b': to, a: { b: to }, '~': to, '': to });
    expect(merge(base, change(1), change(2)).conflicts.map(({ path }) => path)).toEqual([
      '/a~1b',
      '/a/b',
      '/~0',
      '/',
    ]);
  });

  it('keeps keys that are called like parts of objects, and pollutes nothing', () => {
    const base = JSON.parse('{"__proto__":{"a":1},"constructor":{"a":1},"toString":1}') as Json;
    const ours = JSON.parse('{"__proto__":{"a":2},"constructor":{"a":1},"toString":1}') as Json;
    const theirs = JSON.parse('{"__proto__":{"a":1,"b":1},"constructor":{"a":1,"prototype":{}}}') as Json;
    expect(JSON.stringify(merge(base, ours, theirs).value)).toBe(
      '{"__proto__":{"a":2,"b":1},"constructor":{"a":1,"prototype":{}}}',
    );
    expect(merge({}, { valueOf: 1 }, {}).value).toEqual({ valueOf: 1 });
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});

describe('mergeValues, with resolutions', () => {
  const base = { a: 1, b: 1, c: 1, gone: 1 };
  const ours = { a: 2, b: 2, c: 2 };
  const theirs = { a: 3, b: 3, c: 3, gone: 3 };

  it('takes the side or the value that was asked for', () => {
    const merged = merge(base, ours, theirs, {
      '/a': OURS,
      '/b': THEIRS,
      '/c': { value: { any: null } },
      '/gone': OURS,
    });
    expect(merged).toEqual({
      value: { a: 2, b: 3, c: { any: null } },
      conflicts: [],
      taken: [
        { path: '/a', from: 'resolution' },
        { path: '/b', from: 'resolution' },
        { path: '/c', from: 'resolution' },
        { path: '/gone', from: 'resolution', removed: true },
      ],
      resolved: ['/a', '/b', '/c', '/gone'],
    });
    expect(merge(base, ours, theirs, { '/gone': THEIRS }).value).toEqual({ ...ours, gone: 3 });
  });

  it('leaves the other conflicts, and does not use a resolution where there is no conflict', () => {
    const merged = merge(
      { ...base, calm: 1 },
      { ...ours, calm: 2 },
      { ...theirs, calm: 1 },
      {
        '/a': THEIRS,
        '/calm': THEIRS,
        '/nowhere': OURS,
        '': OURS,
      },
    );
    expect(merged.resolved).toEqual(['/a']);
    expect(merged.conflicts.map(({ path }) => path)).toEqual(['/b', '/c', '/gone']);
    expect(merged.value).toMatchObject({ a: 3, calm: 2 });
  });
});

describe('mergeValues, of large values', () => {
  const timed = (base: Json, ours: Json, theirs: Json) => {
    const { milliseconds, result: merged } = processorTime(() => merge(base, ours, theirs));
    expect(milliseconds).toBeLessThan(1000);
    expect(JSON.stringify(base).length).toBeGreaterThan(800_000);
    return merged;
  };

  it('merges 900 kB of elements well under a second', () => {
    const list = (v: number) => Array.from({ length: 25_000 }, (_, id) => ({ id, v, text: 'some text' }));
    expect(timed(list(1), list(2), list(1).reverse()).value).toEqual(list(2).reverse());
    expect(timed(list(1), list(2), list(3)).conflicts).toHaveLength(25_000);
  });

  it('merges 900 kB that is nested as deep as can be stored, reading each value once', () => {
    const deep = (leaf: string): Json => {
      let value: Json = leaf;
      for (let depth = 1; depth < MAX_DEPTH; depth++) value = { next: value, text: 'x'.repeat(9000) };
      return value;
    };
    const merged = timed(deep('base'), deep('ours'), deep('theirs'));
    expect(merged.conflicts).toMatchObject([{ path: '/next'.repeat(MAX_DEPTH - 1), ours: 'ours' }]);
  });
});
