/**
 * A row of bench/results/latest.json; see bench/support/results.ts.
 *
 * @typedef {{
 *   name: string, against: string, ratio: number, spread: [number, number], met: boolean | null,
 *   goal: { at: '<=' | '>=', ratio: number } | null, figures: Record<string, number>,
 * }} Row
 * @typedef {{
 *   machine: { cpu: string, cores: number, memory_gb: number, node: string, platform: string },
 *   versions?: { directus: string, commit: string }, noise?: number, rows: Row[],
 * }} Results
 */

/** Less than this is never a regression, however quiet the machine was when the results were kept. */
const LEAST_NOISE = 0.1;

/**
 * Rows that have become worse than the kept ones by more than noise: the quartiles of the two do not touch even when
 * the noise is added to them. Rows without a goal have no better and worse, and rows of one side only are left out.
 *
 * @param {Results} kept
 * @param {Results} now
 * @returns {string[]} a sentence for each
 */
export function findRegressions(kept, now) {
  const noise = Math.max(LEAST_NOISE, kept.noise ?? 0, now.noise ?? 0);
  const before = new Map(kept.rows.map((row) => [row.name, row]));
  return now.rows.flatMap((row) => {
    const old = before.get(row.name);
    if (old === undefined || row.goal === null) return [];
    const worse =
      row.goal.at === '<='
        ? row.spread[0] > old.spread[1] * (1 + noise)
        : row.spread[1] < old.spread[0] / (1 + noise);
    return worse
      ? [`${row.name}: ${row.ratio} × ${row.against}, was ${old.ratio} (noise ${Math.round(noise * 100)} %)`]
      : [];
  });
}
