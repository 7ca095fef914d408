import { performance } from 'node:perf_hooks';

/** One of the two things that are compared: runs once. Timed as a whole, unless it returns its own milliseconds. */
export type Contender = () => Promise<unknown>;

/** How long the one takes compared to the other. */
export interface Comparison {
  /** Median of the rounds' ratios, one / other. */
  ratio: number;
  /** First and third quartile of the rounds' ratios. */
  spread: [number, number];
  /** Median duration of each, in milliseconds. */
  one: number;
  other: number;
  rounds: number;
}

/**
 * Times two things side by side: in each round both, in turns the one first and the other first, so that whatever
 * else the machine does hits both alike. Only ratios of one run are worth comparing; the milliseconds are not.
 *
 * @param options.warmUp rounds that are not counted
 */
export async function sideBySide(
  one: Contender,
  other: Contender,
  options: { rounds: number; warmUp: number },
): Promise<Comparison> {
  const times: { one: number; other: number }[] = [];
  for (let round = -options.warmUp; round < options.rounds; round++) {
    const oneFirst = round % 2 === 0;
    const first = await time(oneFirst ? one : other);
    const second = await time(oneFirst ? other : one);
    if (round >= 0) times.push(oneFirst ? { one: first, other: second } : { one: second, other: first });
  }
  const ratios = times.map((round) => round.one / round.other);
  return {
    ratio: quantile(ratios, 0.5),
    spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    one: quantile(
      times.map((round) => round.one),
      0.5,
    ),
    other: quantile(
      times.map((round) => round.other),
      0.5,
    ),
    rounds: options.rounds,
  };
}

/** Linear interpolation between the closest ranks. */
export function quantile(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** Milliseconds that some work takes. */
export async function time(work: Contender): Promise<number> {
  const start = performance.now();
  const own = await work();
  return typeof own === 'number' ? own : performance.now() - start;
}
