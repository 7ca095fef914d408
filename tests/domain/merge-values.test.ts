import { describe, expect, it } from 'vitest';
import { MAX_DEPTH } from '../../src/domain/canonical-json.js';
import type { Resolution } from '../../src/domain/merge/merge-outcome.js';
import { mergeValues } from '../../src/domain/merge/merge-values.js';
import type { Json } from '../../src/domain/words.js';
import { processorTime } from './processor-time.js';

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

describe('mergeValues, of arrays with identities', () => {
  const a = { id: 'a', v: 1 };
  const b = { id: 'b', v: 1 };
  const c = { id: 'c', v: 1 };
  const x = { id: 'x' };
  const y = { id: 'y' };

  it('merges elements by identity, wherever they are', () => {
    expect(merge([a, b, c], [{ ...a, v: 2 }, b, c, x], [y, a, { ...b, w: 1 }])).toEqual({
      value: [y, { ...a, v: 2 }, { ...b, w: 1 }, x],
      conflicts: [],
      taken: [
        { path: '/2', from: 'theirs', removed: true },
        { path: '/0', from: 'theirs' },
        { path: '/1/v', from: 'ours' },
        { path: '/2/w', from: 'theirs' },
        { path: '/3', from: 'ours' },
      ],
      resolved: [],
    });
  });

  it.each(['id', 'key', 'name'])('tells elements apart by %s', (key) => {
    const element = (identity: Json, v: number) => ({ [key]: identity, v });
    expect(
      merge(
        [element(1, 1), element('1', 1)],
        [element(1, 2), element('1', 1)],
        [element('1', 2), element(1, 1)],
      ).value,
    ).toEqual([element('1', 2), element(1, 2)]);
  });

  it.each<[string, Json[]]>([
    ['an identity occurs twice', [a, a]],
    ['an element has none', [a, { v: 1 }]],
    ['an element is no object', [a, 1]],
    ['it is neither text nor number', [{ id: null }, { id: true }]],
    ['it is inherited', [{ v: 1 }]],
  ])('takes arrays as a whole where %s', (_why, base) => {
    expect(merge(base, [...base, { v: 2 }], base).value).toEqual([...base, { v: 2 }]);
    expect(merge(base, [...base, { v: 2 }], [{ v: 3 }, ...base]).conflicts).toMatchObject([{ path: '' }]);
  });

  it('takes the first key that tells all elements apart in all three', () => {
    const at = (id: number, name: string, v: number) => ({ id, name, v });
    const merged = merge(
      [at(1, 'a', 1), at(1, 'b', 1)],
      [at(1, 'a', 2), at(1, 'b', 1)],
      [at(1, 'b', 2), at(1, 'a', 1)],
    );
    expect(merged).toMatchObject({ value: [at(1, 'b', 2), at(1, 'a', 2)], conflicts: [] });
  });

  it('puts an insertion after its predecessor, ours first where both insert at the same place', () => {
    expect(merge([a, b], [a, x, b], [a, y, b]).value).toEqual([a, x, y, b]);
    expect(merge([a, b], [x, a, b], [y, a, b]).value).toEqual([x, y, a, b]);
    expect(merge([a, b], [b, a], [a, y, b]).value).toEqual([b, a, y]);
    // Their predecessor is gone: after the nearest one before it that both have.
    expect(merge([a, b, c], [a, c], [a, b, y, c]).value).toEqual([a, y, c]);
  });

  it('takes the order of the side that changed it, or that both have', () => {
    expect(merge([a, b, c], [c, a, b], [a, b, c])).toMatchObject({
      value: [c, a, b],
      taken: [{ path: '', from: 'ours' }],
    });
    expect(merge([a, b, c], [a, { ...b, v: 2 }, c], [c, b, a]).value).toEqual([c, { ...b, v: 2 }, a]);
    expect(merge([a, b, c], [c, b, a], [c, b, a])).toMatchObject({
      conflicts: [],
      taken: [{ from: 'both' }],
    });
  });

  it('reports two different new orders, and merges the elements all the same', () => {
    const base = [a, b, c];
    const ours = [b, a, { ...c, v: 2 }];
    const theirs = [{ ...a, v: 3 }, c, b, y];
    const merged = merge({ list: base }, { list: ours }, { list: theirs });
    expect(merged.conflicts).toEqual([{ path: '/list', reason: 'reordered', base, ours, theirs }]);
    const [a3, c2] = [
      { ...a, v: 3 },
      { ...c, v: 2 },
    ];
    expect(merged.value).toEqual({ list: [b, y, a3, c2] });
    const resolve = (resolution: Resolution) =>
      merge({ list: base }, { list: ours }, { list: theirs }, { '/list': resolution });
    expect(resolve(OURS).value).toEqual({ list: [b, y, a3, c2] });
    expect(resolve(THEIRS)).toMatchObject({ value: { list: [a3, c2, b, y] }, conflicts: [] });
    expect(resolve({ value: 'x' })).toMatchObject({ value: { list: 'x' }, resolved: ['/list'] });
  });

  it('reports an order that both gave to what both added', () => {
    expect(merge([a], [x, a], [a, x]).conflicts).toMatchObject([{ path: '', reason: 'reordered' }]);
    expect(merge({}, { l: [x, y] }, { l: [y, x] }).conflicts).toMatchObject([
      { path: '/l', reason: 'reordered' },
    ]);
  });

  it('merges what both added by identity, as if the base were empty', () => {
    expect(merge({}, { l: [x, a] }, { l: [a, y] }).value).toEqual({ l: [x, a, y] });
  });

  it('gives conflicts inside a place that resolving others does not move', () => {
    const base = [a, b, c];
    const ours = [{ ...a, v: 2 }, x, { ...c, v: 2 }];
    const theirs = [y, { ...b, v: 3 }, { ...c, v: 3 }];
    const merged = merge(base, ours, theirs);
    expect(merged.value).toEqual([{ ...a, v: 2 }, x, y, { ...b, v: 3 }, { ...c, v: 2 }]);
    expect(merged.conflicts).toEqual([
      { path: '/0', reason: 'deleted_by_them', base: a, ours: { ...a, v: 2 } },
      { path: '/3', reason: 'deleted_by_us', base: b, theirs: { ...b, v: 3 } },
      { path: '/4/v', reason: 'both_changed', base: 1, ours: 2, theirs: 3 },
    ]);
    expect(merge(base, ours, theirs, { '/0': THEIRS })).toMatchObject({
      value: [x, y, { ...b, v: 3 }, { ...c, v: 2 }],
      conflicts: [{ path: '/3' }, { path: '/4/v' }],
    });
    expect(merge(base, ours, theirs, { '/0': { value: null }, '/3': OURS, '/4/v': THEIRS })).toMatchObject({
      value: [null, x, y, { ...c, v: 3 }],
      conflicts: [],
    });
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
