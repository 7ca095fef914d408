import type { Row } from './results.js';
import { round } from './results.js';

/** What one operation takes: milliseconds over HTTP, and rows that the database reads and writes. */
export type Measured = Record<string, { ms: number; rows: number }>;

/**
 * The time at the largest size against that at the smallest; the order is the power of the size that it grows with: 0
 * not at all, 1 in proportion.
 */
export function growthRows(of: string, measured: Map<number, Measured>): Row[] {
  const sizes = [...measured.keys()];
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  return Object.keys(measured.get(least) ?? {}).map((what) => {
    const at = (size: number) => measured.get(size)?.[what] ?? { ms: Number.NaN, rows: Number.NaN };
    const ratio = at(most).ms / at(least).ms;
    return {
      name: `growth: to ${what} with ${most} ${of}`,
      against: `with ${least}`,
      ratio: round(ratio),
      goal: null,
      met: null,
      spread: [round(ratio), round(ratio)],
      figures: {
        ...Object.fromEntries(sizes.map((size) => [`at ${size} ms`, round(at(size).ms)])),
        ...Object.fromEntries(sizes.map((size) => [`rows at ${size}`, at(size).rows])),
        order: round(Math.log(ratio) / Math.log(most / least)),
      },
    };
  });
}
