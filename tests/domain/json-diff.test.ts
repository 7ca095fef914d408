import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalize } from '../../src/domain/canonical-json.js';
import { diffValues } from '../../src/domain/json-diff.js';
import { valueTriple } from './support-merge/merge-triples.js';
import { atPointer, ordersOf, placesOf } from './support-merge/value-changes.js';

describe('diffValues', () => {
  it('tells what was added, removed and replaced, and leaves out a missing side', () => {
    expect(
      diffValues(
        { same: [1], a: 1, gone: null, deep: { x: 1, y: 1 } },
        { deep: { y: 2, x: 1 }, a: null, same: [1], new: null },
      ),
    ).toEqual([
      { path: '/a', op: 'replace', before: 1, after: null },
      { path: '/gone', op: 'remove', before: null },
      { path: '/deep/y', op: 'replace', before: 1, after: 2 },
      { path: '/new', op: 'add', after: null },
    ]);
  });

  it('compares elements by identity: where they are now, and where the removed ones were', () => {
    const before = [{ key: 'a', v: 1 }, { key: 'gone' }, { key: 'b', v: 1 }];
    const after = [{ key: 'new' }, { key: 'a', v: 1 }, { key: 'b', v: 2 }];
    expect(diffValues({ 'l/1': before }, { 'l/1': after })).toEqual([
      { path: '/l~11/1', op: 'remove', before: { key: 'gone' } },
      { path: '/l~11/0', op: 'add', after: { key: 'new' } },
      { path: '/l~11/2/v', op: 'replace', before: 1, after: 2 },
    ]);
  });

  it('takes a new order for one change of the array, and other arrays as a whole', () => {
    const [before, after] = [
      [{ id: 1 }, { id: 2 }],
      [{ id: 2 }, { id: 1, v: 1 }],
    ];
    expect(diffValues(before, after)).toEqual([{ path: '', op: 'replace', before, after }]);
    expect(diffValues([1, 2], [1, 3])).toEqual([{ path: '', op: 'replace', before: [1, 2], after: [1, 3] }]);
    expect(diffValues([], {})).toEqual([{ path: '', op: 'replace', before: [], after: {} }]);
  });

  it('says nothing of equal values, and both sides as they are at the path of everything else', () => {
    fc.assert(
      fc.property(valueTriple, ({ base: before, ours: after }) => {
        expect(diffValues(before, before)).toEqual([]);
        const changes = diffValues(before, after);
        const same = canonicalize(before) === canonicalize(after);
        expect(changes.length === 0).toBe(same);
        for (const change of changes) {
          expect('before' in change).toBe(change.op !== 'add');
          expect('after' in change).toBe(change.op !== 'remove');
          expect(change.before).not.toEqual(change.after);
          if (change.op !== 'remove') expect(atPointer(after, change.path)).toEqual(change.after);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('leaves no difference untold', () => {
    fc.assert(
      fc.property(valueTriple, ({ base: before, ours: after }) => {
        const changes = diffValues(before, after);
        const [was, is] = [placesOf(before), placesOf(after)];
        const differing = [...new Set([...was.keys(), ...is.keys()])].filter(
          (at) => was.get(at) !== is.get(at),
        );
        const [old, now] = [ordersOf(before), ordersOf(after)];
        const turned = [...old.keys()].filter((pair) => now.has(pair) && now.get(pair) !== old.get(pair));
        expect(changes.length > 0).toBe(differing.length + turned.length > 0);
        // Every differing place is inside what some change shows, on the side where it is.
        const shown = changes
          .flatMap(({ before: a, after: b }) => [a, b])
          .filter((side) => side !== undefined);
        const contents = new Set(shown.flatMap((side) => [...placesOf(side).values()]));
        for (const at of differing) {
          if (was.has(at)) expect(contents).toContain(was.get(at));
          if (is.has(at)) expect(contents).toContain(is.get(at));
        }
      }),
      { numRuns: 500 },
    );
  });
});
