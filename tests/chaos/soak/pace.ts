import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Lets its callers go on at a steady rate, one after the other. Who cannot keep up does not make good for it later: the
 * rate is an upper bound, and nothing piles up.
 *
 * @param rate how many go on in a second
 */
export function paceOf(rate: number): () => Promise<void> {
  const gap = 1000 / rate;
  let next = performance.now();
  return async () => {
    const now = performance.now();
    const turn = Math.max(next, now);
    next = turn + gap;
    if (turn > now) await sleep(turn - now);
  };
}
