import { randomNumbers } from '../helpers/random-history.js';

/** Draws that are the same for the same seed, in the same order. */
export interface Random {
  /** An integer from 0 to `below - 1`. */
  int(below: number): number;
  /** True in that share of the draws. */
  chance(share: number): boolean;
  /** One of them, each as often as the others. */
  one<T>(items: readonly T[]): T;
  /** One of the names, as often as its weight says. */
  weighted<T extends string>(weights: Record<T, number>): T;
}

/** A source of draws. Different `stream`s of one seed have nothing to do with each other. */
export function randomFrom(seed: number, stream = 0): Random {
  const next = randomNumbers(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) + Math.imul(stream + 1, 0xc2b2ae35));
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    chance: (share) => next() < share,
    one: (items) => {
      const item = items[int(items.length)];
      if (item === undefined) throw new Error('There is nothing to choose from.');
      return item;
    },
    weighted: <T extends string>(weights: Record<T, number>): T => {
      const names = Object.keys(weights) as T[];
      let left = next() * names.reduce((sum, name) => sum + weights[name], 0);
      const found = names.find((name) => (left -= weights[name]) < 0) ?? names.at(-1);
      if (found === undefined) throw new Error('There is nothing to choose from.');
      return found;
    },
  };
}
