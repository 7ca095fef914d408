import { describe, expect, it } from 'vitest';
import { bestCommonAncestors, type GraphVersion } from '../../src/domain/common-ancestors.js';
import { writeToGit } from '../helpers/git-history.js';
import { graphOf, idOf, stepOf } from '../helpers/history-graph.js';
import { randomHistory, randomPairs } from '../helpers/random-history.js';

const best = (graph: GraphVersion[], a: number, b: number): number[] =>
  bestCommonAncestors(graph, idOf(a), idOf(b)).map(stepOf);

const ascending = (steps: number[]): number[] => [...steps].sort((one, other) => one - other);

describe('git as oracle', () => {
  const SIZES = [2, 3, 5, 8, 12, 20, 40, 80, 150, 300, 600, 1200, 2000];
  const samples = SIZES.flatMap((size) => [1, 2, 3].map((round) => ({ size, seed: 1000 * round + size })));
  /** How many pairs had so many equally good ancestors. */
  const seen = new Map<number, number>();

  it.each(samples)(
    'agrees on every sampled pair of a history of $size versions (seed $seed)',
    ({ size, seed }) => {
      const history = randomHistory(seed, size);
      const graph = graphOf(history);
      const pairs = randomPairs(seed, size, 60);
      const git = writeToGit(history);
      try {
        const expected = git.mergeBases(pairs);
        expect(pairs.map(([a, b]) => ascending(best(graph, a, b)))).toEqual(expected);
        for (const { length } of expected) seen.set(length, (seen.get(length) ?? 0) + 1);
      } finally {
        git.remove();
      }
    },
    30_000,
  );

  it('was asked for pairs without, with one and with several equally good ancestors', () => {
    for (const count of [0, 1, 2, 3]) expect(seen.get(count), `${count} ancestors`).toBeGreaterThan(10);
  });
});
