/** @import { Results, Row } from './compare.js' */

const BEGIN = '<!-- results: written by npm run bench -->';
const END = '<!-- end of results -->';

/**
 * Puts the table of the results between the two markers of a page.
 *
 * @param {string} page
 * @param {Results} results
 * @throws {Error} when the page has no such markers
 */
export function putResults(page, results) {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`The page lacks ${BEGIN} … ${END}`);
  return `${before}${BEGIN}\n\n${describe(results)}\n${END}${after}`;
}

/** @param {Results} results */
function describe({ machine, versions, noise, rows }) {
  const about = [
    `${machine.cpu}, ${machine.cores} cores, ${machine.memory_gb} GB, ${machine.platform}`,
    `Node ${machine.node}`,
    ...(versions === undefined ? [] : [`Directus ${versions.directus}`, `commit ${versions.commit}`]),
    ...(noise === undefined ? [] : [`noise ±${Math.round(noise * 100)} %`]),
  ];
  return `${about.join('; ')}.

![Ratios and their goals](performance/ratios.svg)
${rows.some((row) => row.name.startsWith('growth: ')) ? '\n![Times against sizes](performance/growth.svg)\n' : ''}
| What | Ratio (quartiles) | Against | Goal | Figures |
| --- | --- | --- | --- | --- |
${rows.map(tableRow).join('\n')}
`;
}

/** @param {Row} row */
function tableRow({ name, ratio, spread, against, goal, met, figures }) {
  const wanted =
    goal === null ? '' : `${goal.at === '<=' ? '≤' : '≥'} ${goal.ratio}: ${met ? 'met' : '**missed**'}`;
  const behind = Object.entries(figures).map(([what, figure]) => `${what} ${figure}`);
  return `| ${name} | ${ratio} (${spread.join(' to ')}) | ${against} | ${wanted} | ${behind.join(', ')} |`;
}
