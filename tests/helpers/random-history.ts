/** A version of a history that is not in any database yet: its parents are indexes of earlier steps. */
export interface HistoryStep {
  parent: number | null;
  mergeParent: number | null;
}

/** Numbers from 0 (included) to 1 (excluded), the same ones for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A random history of `size` versions: trunk and branches, merges, criss-cross merges, now and then another root. How
 * often each comes and how far back a branch starts differ from seed to seed.
 */
export function randomHistory(seed: number, size: number): HistoryStep[] {
  const random = randomNumbers(seed);
  const rates = { root: random() * 0.03, merge: random() * 0.4, crissCross: random() * 0.15 };
  const reach = 2 + Math.floor(random() * random() * 60);
  const steps: HistoryStep[] = [];
  const recent = (): number => {
    const back = Math.floor(random() * Math.min(reach, steps.length));
    return steps.length - 1 - back;
  };
  const two = (): [number, number] | null => {
    const [one, other] = [recent(), recent()];
    return one === other ? null : [one, other];
  };
  while (steps.length < size) {
    if (steps.length === 0 || random() < rates.root) {
      steps.push({ parent: null, mergeParent: null });
      continue;
    }
    const pair = random() < rates.merge ? two() : null;
    if (pair === null) {
      steps.push({ parent: recent(), mergeParent: null });
      continue;
    }
    const [ours, theirs] = pair;
    steps.push({ parent: ours, mergeParent: theirs });
    if (random() < rates.crissCross) steps.push({ parent: theirs, mergeParent: ours });
  }
  return steps.slice(0, size);
}

/** The generation of every step: 1 for a root, else 1 more than the greater of the parents'. */
export function generationsOf(history: HistoryStep[]): number[] {
  const generations: number[] = [];
  for (const { parent, mergeParent } of history) {
    const above = [parent, mergeParent].map((step) => (step === null ? 0 : (generations[step] ?? 0)));
    generations.push(1 + Math.max(...above));
  }
  return generations;
}

/** `count` random pairs of steps, among them ones that are close to each other. */
export function randomPairs(seed: number, size: number, count: number): [number, number][] {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, (_, index) => {
    const one = Math.floor(random() * size);
    const near = Math.max(0, one - Math.floor(random() * 12));
    return [one, index % 2 === 0 ? Math.floor(random() * size) : near];
  });
}
