import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DRIFT_STATES, type DriftState, driftState, nearestBase } from '../../src/domain/drift.js';

const side = (content_hash: string | null | undefined) =>
  content_hash === undefined ? null : { content_hash };

describe('the drift of an artifact', () => {
  // ours, base, upstream; undefined: there is no such version
  it.each<[string, string | null | undefined, string | null | undefined, string | null, DriftState]>([
    ['nobody changed anything', 'A', 'A', 'A', 'unchanged'],
    ['both changed in the same way', 'B', 'A', 'B', 'unchanged'],
    ['both are equal, though nothing was taken from there', 'A', undefined, 'A', 'unchanged'],
    ['neither has anything', undefined, undefined, null, 'unchanged'],
    ['the source changed', 'A', 'A', 'B', 'outdated'],
    ['we changed', 'B', 'A', 'A', 'modified'],
    ['both changed, differently', 'B', 'A', 'C', 'conflict'],
    ['they differ, and nothing was taken from there', 'A', undefined, 'B', 'conflict'],
    ['the source removed what we changed', 'B', 'A', null, 'conflict'],
    ['the source has nothing, and never had', 'A', undefined, null, 'conflict'],
    ['only the source has it', undefined, undefined, 'A', 'added'],
    ['the source removed what we did not change', 'A', 'A', null, 'removed'],
    ['ours is older than any hash', null, undefined, 'A', 'conflict'],
    ['ours is older than any hash and the source has nothing', null, undefined, null, 'conflict'],
    ['ours and base are older than any hash', null, null, 'A', 'conflict'],
    ['only the base is older than any hash', 'A', null, null, 'conflict'],
  ])('when %s (%j, %j, %j): %s', (_case, ours, base, upstream, state) => {
    expect(driftState({ ours: side(ours), base: side(base), upstream })).toBe(state);
  });

  it('says of two histories who changed what, as one who watched them change does', () => {
    const change = fc.constantFrom('keep', 'edit to X', 'edit to Y', 'remove');
    const apply = (what: string): string | null =>
      what === 'keep' ? 'O' : what === 'remove' ? null : what.slice(-1);
    fc.assert(
      fc.property(change, change, (weDo, theyDo) => {
        const ours = apply(weDo);
        const state = driftState({
          ours: ours === null ? null : side(ours),
          base: ours === null ? null : side('O'),
          upstream: apply(theyDo),
        });
        // A withdrawn version is no edit that anybody has to keep: what the source has is simply new to us.
        const expected =
          weDo === theyDo
            ? 'unchanged'
            : weDo === 'remove'
              ? 'added'
              : theyDo === 'keep'
                ? 'modified'
                : weDo !== 'keep'
                  ? 'conflict'
                  : theyDo === 'remove'
                    ? 'removed'
                    : 'outdated';
        expect(state).toBe(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('depends on which hashes are equal and on nothing else about them', () => {
    const hash = fc.constantFrom('A', 'B', 'C');
    const maybe = fc.option(hash, { nil: undefined });
    fc.assert(
      fc.property(maybe, maybe, fc.option(hash), (ours, base, upstream) => {
        const renamed = (one: string) => ({ A: 'C', B: 'A', C: 'B' })[one];
        const state = driftState({ ours: side(ours), base: side(base), upstream });
        expect(DRIFT_STATES).toContain(state);
        const other = driftState({
          ours: ours === undefined ? null : side(renamed(ours)),
          base: base === undefined ? null : side(renamed(base)),
          upstream: upstream === null ? null : (renamed(upstream) ?? null),
        });
        expect(other).toBe(state);
      }),
    );
  });
});

describe('the nearest base', () => {
  it('is none where nothing came from the source', () => {
    expect(nearestBase([])).toBeNull();
  });

  it.each([
    ['the highest generation', [2, 9], [5, 4], [5, 4]],
    ['the last recorded among equals', [5, 4], [5, 6], [5, 6]],
  ])('is %s, in whatever order they are given', (_name, one, other, nearest) => {
    const [a, b] = [one, other].map(([generation = 1, version_number = 1]) => ({
      generation,
      version_number,
    }));
    for (const given of [
      [a!, b!],
      [b!, a!],
    ]) {
      expect(nearestBase(given)).toEqual({ generation: nearest[0], version_number: nearest[1] });
    }
  });

  it('takes a version without a generation, from before this system, for a root', () => {
    const [old, root, child] = [
      { generation: null, version_number: 1 },
      { generation: 1, version_number: 2 },
      { generation: 2, version_number: 3 },
    ];
    expect(nearestBase([old, root])).toBe(root);
    expect(nearestBase([child, old])).toBe(child);
    expect(nearestBase([{ ...old, version_number: 4 }, root])).toEqual({ ...old, version_number: 4 });
  });

  it('comes first when all are sorted', () => {
    const candidate = fc.record({
      generation: fc.integer({ min: 1, max: 4 }),
      version_number: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 1 }), (candidates) => {
        const ranks = candidates.map(({ generation, version_number }) => generation * 10 + version_number);
        const { generation, version_number } = nearestBase(candidates)!;
        expect(generation * 10 + version_number).toBe(Math.max(...ranks));
      }),
    );
  });
});
