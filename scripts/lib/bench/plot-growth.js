/** @import { Row } from './compare.js' */

const WIDTH = 1000;
const PANEL = 260;
const LEFT = 60;
const RIGHT = 640;
const COLOURS = ['#1b6ca8', '#c2452d', '#2b8a5a', '#8a5a00', '#6b3fa0', '#555555'];

/** What a row of growth is called, and the sizes among its figures. */
const NAME = /^growth: to (.*) with \d+ (.*)$/;
const SIZE = /^at (\d+) ms$/;

/**
 * An SVG with one panel for each thing that grows: milliseconds of every operation against the size, both logarithmic, so
 * that what does not depend on the size is level and what is proportional rises with it.
 *
 * @param {Row[]} rows
 * @returns {string}
 */
export function plotGrowth(rows) {
  /** @type {Map<string, { what: string, points: { size: number, ms: number }[] }[]>} */
  const panels = new Map();
  for (const row of rows) {
    const [, what, of] = NAME.exec(row.name) ?? [];
    if (what === undefined || of === undefined) continue;
    const points = Object.entries(row.figures).flatMap(([figure, ms]) => {
      const size = SIZE.exec(figure)?.[1];
      return size === undefined ? [] : [{ size: Number(size), ms }];
    });
    panels.set(of, [...(panels.get(of) ?? []), { what, points }]);
  }
  const drawn = [...panels].map(([of, lines], index) => drawPanel(of, lines, index * PANEL));
  const height = Math.max(1, panels.size) * PANEL;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" role="img" aria-label="Times against sizes">
  <rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${drawn.join('\n')}
</svg>
`;
}

/**
 * @param {string} of
 * @param {{ what: string, points: { size: number, ms: number }[] }[]} lines
 * @param {number} top
 */
function drawPanel(of, lines, top) {
  const all = lines.flatMap(({ points }) => points);
  const x = scale(
    all.map(({ size }) => size),
    LEFT,
    RIGHT,
  );
  const y = scale([1, ...all.map(({ ms }) => ms)], top + PANEL - 50, top + 30);
  const sizes = [...new Set(all.map(({ size }) => size))];
  const most = Math.max(1, ...all.map(({ ms }) => ms));
  const grid = [1, 10, 100, 1000, 10_000]
    .filter((ms) => ms <= most)
    .map(
      (ms) => `  <line x1="${LEFT}" y1="${y(ms)}" x2="${RIGHT}" y2="${y(ms)}" stroke="#dddddd"/>
  <text x="${LEFT - 8}" y="${y(ms) + 4}" text-anchor="end">${ms.toLocaleString('en-US')}</text>`,
    );
  const ticks = sizes.map(
    (size) =>
      `  <text x="${x(size)}" y="${top + PANEL - 30}" text-anchor="middle">${size.toLocaleString('en-US')}</text>`,
  );
  const curves = lines.map(({ what, points }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const path = points.map(({ size, ms }) => `${x(size)},${y(ms)}`).join(' ');
    const last = points.at(-1);
    const label = top + 40 + index * 18;
    return `  <polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>
  <text x="${RIGHT + 20}" y="${label}" fill="${colour}">${what}: ${last?.ms ?? ''} ms at ${last?.size.toLocaleString('en-US') ?? ''}</text>`;
  });
  return `  <text x="${LEFT}" y="${top + 18}" font-weight="bold">milliseconds, by number of ${of}</text>
${[...grid, ...ticks, ...curves].join('\n')}`;
}

/**
 * @param {number[]} values
 * @param {number} from where the least is drawn
 * @param {number} to where the largest is drawn
 * @returns {(value: number) => number}
 */
function scale(values, from, to) {
  const [least, most] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  const span = most - least || 1;
  return (value) => Number((from + ((Math.log(value) - least) / span) * (to - from)).toFixed(1));
}
