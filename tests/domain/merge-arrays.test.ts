import { describe, expect, it } from 'vitest';
import type { Resolution } from '../../src/domain/merge/merge-outcome.js';
import { mergeValues } from '../../src/domain/merge/merge-values.js';
import type { Json } from '../../src/domain/words.js';

const merge = (base: Json, ours: Json, theirs: Json, resolutions: Record<string, Resolution> = {}) =>
  mergeValues({ base, ours, theirs, resolutions: new Map(Object.entries(resolutions)) });
const OURS = { side: 'ours' } as const;
const THEIRS = { side: 'theirs' } as const;

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
