import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WINDOW } from '../../src/domain/lineage.js';
import { lastEqualAncestors } from '../../src/domain/shared-window.js';

/** The window of a version whose line, root first, has these contents. */
function windowOf(line: string[]) {
  return { hashes: line.slice(-WINDOW), depth: line.length - 1 };
}

describe('the last equal ancestors of two windows', () => {
  it('are the last before the contents differ', () => {
    expect(lastEqualAncestors(windowOf(['a', 'b', 'c', 'd']), windowOf(['a', 'b', 'x', 'd']))).toEqual({
      depth: 1,
      content_hash: 'b',
    });
  });

  it('do not include either version, whose own hash may lag behind', () => {
    expect(lastEqualAncestors(windowOf(['a', 'b']), windowOf(['a', 'b']))?.depth).toBe(0);
    expect(lastEqualAncestors(windowOf(['a', 'b', 'c']), windowOf(['a', 'b']))?.depth).toBe(0);
    expect(lastEqualAncestors(windowOf(['a']), windowOf(['a', 'b']))).toBeNull();
  });

  it('are none if the windows differ from the start or do not overlap', () => {
    expect(lastEqualAncestors(windowOf(['a', 'b', 'c']), windowOf(['x', 'b', 'c']))).toBeNull();
    const long = Array.from({ length: 600 }, () => 'a');
    expect(lastEqualAncestors(windowOf(long), windowOf(long.slice(0, 300)))).toBeNull();
  });

  it('are those of the whole lines wherever the windows overlap', () => {
    const hash = fc.constantFrom('a', 'b');
    const tail = fc.array(hash, { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), tail, tail, (trunk, ours, theirs) => {
        const shared = Array.from({ length: trunk }, (_, depth) => String(depth));
        const [one, other] = [
          [...shared, ...ours],
          [...shared, ...theirs],
        ];
        const both = Math.min(one.length, other.length) - 1;
        const differs = one.slice(0, both).findIndex((content, depth) => content !== other[depth]);
        const expected = (differs === -1 ? both : differs) - 1;
        expect(lastEqualAncestors(windowOf(one), windowOf(other))).toEqual({
          depth: expected,
          content_hash: one[expected],
        });
      }),
    );
  });
});
