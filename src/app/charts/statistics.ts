/**
 * The value that a share of all does not exceed (nearest rank: always one of the values); null of nothing.
 *
 * @param share 0.5 for the median, 0.95 for p95
 */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

/** Round numbers from 0 up to at least a maximum, about `wanted` steps apart: 1, 2 or 5 times a power of ten. */
export function ticksUpTo(max: number, wanted = 4): number[] {
  const rough = Math.max(max, 1) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10));
  const count = Math.max(1, Math.ceil(max / step));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
