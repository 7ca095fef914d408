/** @import { Row } from './compare.js' */

const WIDTH = 1100;
const LABELS = 600;
const LINE = 26;
const TOP = 40;

/**
 * An SVG of all rows that have a goal: how far each ratio is from it, on a logarithmic axis, with its quartiles. Right of
 * the middle is better than the goal.
 *
 * @param {Row[]} rows
 * @returns {string}
 */
export function plotRows(rows) {
  const drawn = rows.filter((row) => row.goal !== null && row.ratio > 0);
  const values = drawn.flatMap((row) => [row.ratio, ...row.spread].map((ratio) => margin(row, ratio)));
  const most = Math.max(1, ...values.filter(Number.isFinite).map(Math.abs));
  /** @param {number} value */
  const x = (value) => round(LABELS + ((value / most + 1) / 2) * (WIDTH - LABELS - 20));
  const height = TOP + drawn.length * LINE + 10;
  const lines = drawn.map((row, index) => {
    const y = TOP + index * LINE + LINE / 2;
    const [from, to] = row.spread.map((ratio) => x(clamp(margin(row, ratio), most)));
    const colour = row.met === true ? '#2b8a5a' : '#c2452d';
    return `  <text x="${LABELS - 10}" y="${y + 4}" text-anchor="end">${escape(row.name)}</text>
  <line x1="${from}" y1="${y}" x2="${to}" y2="${y}" stroke="${colour}" stroke-width="4" stroke-opacity="0.4"/>
  <circle cx="${x(clamp(margin(row, row.ratio), most))}" cy="${y}" r="5" fill="${colour}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" role="img" aria-label="Ratios and their goals">
  <rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
  <line x1="${x(0)}" y1="${TOP - 8}" x2="${x(0)}" y2="${height - 8}" stroke="#555555" stroke-dasharray="4 3"/>
  <text x="${x(0)}" y="20" text-anchor="middle">goal</text>
  <text x="${LABELS}" y="20">× ${round(2 ** most)} worse</text>
  <text x="${WIDTH - 20}" y="20" text-anchor="end">× ${round(2 ** most)} better</text>
${lines.join('\n')}
</svg>
`;
}

/**
 * How many doublings a ratio is better than the goal of its row; negative when it is worse.
 * @param {Row} row
 * @param {number} ratio
 */
function margin({ goal }, ratio) {
  if (goal === null) return 0;
  return goal.at === '<=' ? Math.log2(goal.ratio / ratio) : Math.log2(ratio / goal.ratio);
}

/**
 * @param {number} value
 * @param {number} most
 */
function clamp(value, most) {
  return Number.isFinite(value) ? Math.min(most, Math.max(-most, value)) : most;
}

/** @param {number} value */
function round(value) {
  return Number(value.toPrecision(4));
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
