import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestCommonAncestors, type GraphVersion } from '../../src/domain/common-ancestors.js';
import { graphOf, idOf, stepOf } from '../helpers/history-graph.js';
import { randomHistory } from '../helpers/random-history.js';
import type { HistoryStep } from '../helpers/random-history.js';

/** A history from a drawing: each step lists its parents. */
function drawn(...parents: number[][]): GraphVersion[] {
  return graphOf(parents.map(([parent = null, mergeParent = null]) => ({ parent, mergeParent })));
}

const best = (graph: GraphVersion[], a: number, b: number): number[] =>
  bestCommonAncestors(graph, idOf(a), idOf(b)).map(stepOf);

const ascending = (steps: number[]): number[] => [...steps].sort((one, other) => one - other);

/** The definition, word by word: common ancestors that no other common ancestor descends from. */
function byDefinition(history: HistoryStep[], a: number, b: number): number[] {
  const ancestors: Set<number>[] = [];
  for (const [step, { parent, mergeParent }] of history.entries()) {
    const above = [parent, mergeParent].flatMap((one) => (one === null ? [] : [...(ancestors[one] ?? [])]));
    ancestors.push(new Set([step, ...above]));
  }
  const common = [...(ancestors[a] ?? [])].filter((step) => ancestors[b]?.has(step));
  return ascending(
    common.filter((step) => !common.some((other) => other !== step && ancestors[other]?.has(step))),
  );
}

describe('the best common ancestors', () => {
  it('of two branches are where they part, of a version and its ancestor the ancestor, of itself itself', () => {
    //  0 - 1 - 2
    //       \ 3 - 4
    const graph = drawn([], [0], [1], [1], [3]);
    expect(best(graph, 2, 4)).toEqual([1]);
    expect(best(graph, 4, 2)).toEqual([1]);
    expect(best(graph, 4, 0)).toEqual([0]);
    expect(best(graph, 3, 4)).toEqual([3]);
    expect(best(graph, 2, 2)).toEqual([2]);
  });

  it('are on the graph, not only on the first-parent line: what was merged before counts', () => {
    //  0 - 1 ----- 4 - 5     4 merges 2
    //   \ 2 - 3 - - - - 6
    const graph = drawn([], [0], [0], [2], [1, 2], [4], [3]);
    expect(best(graph, 5, 6)).toEqual([2]);
  });

  it('of lines merged crosswise are both: first the one of the higher generation, then the newer one', () => {
    //  0 - 1 - 3    3 = 1 + 2, 4 = 2 + 1
    //   \ 2 X 4
    expect(best(drawn([], [0], [0], [1, 2], [2, 1]), 3, 4)).toEqual([2, 1]);
    //  Ours is longer before the crossing: step 2 has the higher generation, step 3 the higher number.
    expect(best(drawn([], [0], [1], [0], [2, 3], [3, 2]), 4, 5)).toEqual([2, 3]);
  });

  it('are none where both sides have roots of their own', () => {
    expect(best(drawn([], [], [0], [1]), 2, 3)).toEqual([]);
    expect(best(drawn([], [], [0], [1], [2, 3]), 2, 4)).toEqual([2]);
  });

  it('are found whatever the order of the rows', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 }),
        (seed, order) => {
          const graph = graphOf(randomHistory(seed, 10));
          const shuffled = order.flatMap((step) => graph[step] ?? []);
          for (let other = 0; other < 10; other++)
            expect(best(shuffled, 9, other)).toEqual(best(graph, 9, other));
        },
      ),
    );
  });

  it('are by definition the common ancestors of which no other descends, on either side alike', () => {
    const histories = fc.tuple(fc.nat(), fc.integer({ min: 2, max: 40 }));
    fc.assert(
      fc.property(histories, fc.nat(), fc.nat(), ([seed, size], one, other) => {
        const history = randomHistory(seed, size);
        const [a, b] = [one % size, other % size];
        const found = best(graphOf(history), a, b);
        expect(ascending(found)).toEqual(byDefinition(history, a, b));
        expect(best(graphOf(history), b, a)).toEqual(found);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a graph that is damaged or old', () => {
  it('may miss rows: what lies behind them is not known', () => {
    const graph = drawn([], [0], [1], [1]);
    expect(
      best(
        graph.filter(({ id }) => id !== idOf(1)),
        2,
        3,
      ),
    ).toEqual([]);
    expect(
      best(
        graph.filter(({ id }) => id !== idOf(2)),
        2,
        3,
      ),
    ).toEqual([]);
    expect(best([], 2, 3)).toEqual([]);
  });

  it('may have rows from before this system, of generation 1', () => {
    const old = drawn([], [0], [0]).map((row, step) => (step === 0 ? { ...row, generation: null } : row));
    expect(best(old, 1, 2)).toEqual([0]);
  });

  it('ends for any rows whatever, with versions that were asked about or named as parents', () => {
    const id = fc.constantFrom(...[0, 1, 2, 3, 4, 5].map(idOf));
    const row = fc.record({
      id,
      parent_id: fc.option(id),
      merge_parent_id: fc.option(id),
      generation: fc.option(fc.integer({ min: -1, max: 4 })),
      version_number: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: (one) => one.id }), id, id, (graph, a, b) => {
        const found = bestCommonAncestors(graph, a, b);
        expect(new Set(found).size).toBe(found.length);
        const known = graph.map((one) => one.id);
        for (const one of found) expect(known).toContain(one);
      }),
    );
  });
});
