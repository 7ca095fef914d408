/**
 * How much a figure grew over a run, as a part of its median: 0.1 is ten percent. The line is Theil–Sen's (Sen, "Estimates
 * of the Regression Coefficient Based on Kendall's Tau", 1968: the median of the slopes of all pairs), which single
 * outliers, a garbage collection or a slow second, do not move.
 *
 * @param points moments and figures, in the order of time; 0 for fewer than three
 */
export function growth(points: { at: number; value: number }[]): number {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 3) return 0;
  const slopes = points.flatMap((one, index) =>
    points.slice(index + 1).map((other) => (other.value - one.value) / (other.at - one.at)),
  );
  return (median(slopes) * (last.at - first.at)) / median(points.map(({ value }) => value));
}

/** The value that so much of the values (0 to 1) are not above; NaN when there are none. */
export function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

/** The middle value; NaN when there are none. */
export function median(values: number[]): number {
  return quantile(values, 0.5);
}
