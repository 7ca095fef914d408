import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalize } from '../../src/domain/canonical-json.js';
import type { Resolution, ValueConflict } from '../../src/domain/merge/merge-outcome.js';
import { mergeValues } from '../../src/domain/merge/merge-values.js';
import { type Triple, valueTriple } from '../domain/support-merge/merge-triples.js';
import {
  atPointer,
  placesOf,
  sortLists,
  wrongOrders,
  wrongPlaces,
} from '../domain/support-merge/value-changes.js';

const RUNS = { numRuns: 1500 };

function check(property: (triple: Triple) => void): void {
  fc.assert(fc.property(valueTriple, property), RUNS);
}

describe('mergeValues, of random values', () => {
  it('takes a change of one side alone, and the same change of both, exactly', () => {
    check(({ base, ours, theirs }) => {
      for (const [a, b, result] of [
        [ours, base, ours],
        [base, theirs, theirs],
        [ours, ours, ours],
      ] as const) {
        const merged = mergeValues({ base, ours: a, theirs: b });
        // Canonical text knows the order of arrays, and own keys that deep equality overlooks.
        expect(canonicalize(merged.value)).toBe(canonicalize(result));
        expect(merged.conflicts).toEqual([]);
      }
    });
  });

  it('loses no change of one side, and invents none', () => {
    let clean = 0;
    check((triple) => {
      const { value, conflicts } = mergeValues(triple);
      if (conflicts.length > 0) return;
      clean++;
      expect(wrongPlaces(triple, value)).toEqual([]);
      expect(wrongOrders(triple, value)).toEqual([]);
    });
    expect(clean).toBeGreaterThan(RUNS.numRuns / 10);
  });

  it('reports a conflict only where both sides changed something, differently', () => {
    let conflicting = 0;
    check((triple) => {
      const { value, conflicts } = mergeValues(triple);
      if (conflicts.length > 0) conflicting++;
      expect(new Set(conflicts.map(({ path }) => path)).size).toBe(conflicts.length);
      for (const { path, base, ours, theirs } of conflicts) {
        const [before, we, they] = [base, ours, theirs].map((side) =>
          side === undefined ? '' : canonicalize(side),
        );
        expect(new Set([before, we, they]).size).toBe(3);
        // The path leads to ours; or to theirs in an array that ours removed it from.
        const there = atPointer(value, path);
        if (ours !== undefined && there !== undefined && !Array.isArray(there)) expect(there).toEqual(ours);
        if (there === undefined) expect(ours).toBeUndefined();
      }
    });
    expect(conflicting).toBeGreaterThan(RUNS.numRuns / 10);
  });

  it('gives the same with the sides swapped, but for whose insertion comes first at the same place', () => {
    const mirrored = ({ reason, base, ours, theirs }: ValueConflict) => ({
      reason:
        { deleted_by_us: 'deleted_by_them', deleted_by_them: 'deleted_by_us' }[reason as string] ?? reason,
      ...(base !== undefined && { base }),
      ...(theirs !== undefined && { ours: theirs }),
      ...(ours !== undefined && { theirs: ours }),
    });
    const plain = ({ path: _path, ...conflict }: ValueConflict) => conflict;
    const texts = (all: object[]) => all.map((one) => canonicalize(one as never)).sort();
    check(({ base, ours, theirs }) => {
      const merged = mergeValues({ base, ours, theirs });
      const swapped = mergeValues({ base, ours: theirs, theirs: ours });
      expect(texts(swapped.conflicts.map(mirrored))).toEqual(texts(merged.conflicts.map(plain)));
      if (merged.conflicts.length > 0) return;
      expect(canonicalize(sortLists(swapped.value))).toBe(canonicalize(sortLists(merged.value)));
    });
  });

  it.each(['ours', 'theirs'] as const)('has no conflict left when all are resolved with %s', (side) => {
    check((triple) => {
      const { conflicts } = mergeValues(triple);
      const paths = conflicts.map(({ path }) => path);
      const resolutions = new Map<string, Resolution>(paths.map((path) => [path, { side }]));
      const resolved = mergeValues({ ...triple, resolutions });
      expect(resolved.conflicts).toEqual([]);
      expect(resolved.resolved.sort()).toEqual([...paths].sort());
      expect(resolved.taken.filter(({ from }) => from === 'resolution')).toHaveLength(paths.length);
      // Where the changes do not agree by themselves, the side that was chosen is there.
      const [now, chosen] = [placesOf(resolved.value), placesOf(triple[side])];
      for (const place of wrongPlaces(triple, resolved.value)) expect(now.get(place)).toBe(chosen.get(place));
    });
  });

  it('resolving one conflict leaves the others as they are, at their paths', () => {
    check((triple) => {
      const { conflicts } = mergeValues(triple);
      for (const side of ['ours', 'theirs'] as const) {
        for (const { path } of conflicts.slice(0, 3)) {
          const resolutions = new Map<string, Resolution>([[path, { side }]]);
          const others = conflicts.filter((conflict) => conflict.path !== path);
          expect(mergeValues({ ...triple, resolutions }).conflicts).toEqual(others);
        }
      }
    });
  });
});
