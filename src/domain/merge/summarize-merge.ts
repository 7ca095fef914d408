import type { Taken } from './merge-outcome.js';

/** Longest summary, in UTF-16 code units. */
export const MAX_SUMMARY = 1000;

/** Longest name of a place in a summary, in characters. */
const MAX_LABEL = 50;

/** The groups of a summary, in order, and what introduces them. */
const GROUPS: [Taken['from'], string][] = [
  ['ours', 'from ours'],
  ['theirs', 'from theirs'],
  ['both', 'from both'],
  ['resolution', 'resolved'],
];

/**
 * Says what a merge took from where, in at most {@link MAX_SUMMARY} characters, e.g. `Merge of v7 into v5 (base v3).
 * From ours: /color; from theirs: /size, logo.png; resolved: /font.` Of each group it names what fits into its share,
 * and counts the rest.
 *
 * @param args.base null if no version is the base
 */
export function summarizeMerge(args: {
  ours: number;
  theirs: number;
  base: number | null;
  taken: Taken[];
}): string {
  const base = args.base === null ? 'no base' : `base v${args.base}`;
  const head = `Merge of v${args.theirs} into v${args.ours} (${base}).`;
  const groups = GROUPS.map(([from, title]) => ({
    title,
    taken: args.taken.filter((one) => one.from === from),
  }));
  const filled = groups.filter(({ taken }) => taken.length > 0);
  if (filled.length === 0) return `${head} Nothing changed.`;
  const share = Math.floor((MAX_SUMMARY - head.length - 2) / filled.length);
  const said = filled
    .map(({ title, taken }) => `${title}: ${listPlaces(taken, share - title.length - 4)}`)
    .join('; ');
  return `${head} ${said.charAt(0).toUpperCase()}${said.slice(1)}.`;
}

/** As many places as fit, and how many more there are. */
function listPlaces(taken: Taken[], room: number): string {
  const more = (count: number) => (count === 0 ? '' : ` and ${count} more`);
  let text = '';
  for (const [index, one] of taken.entries()) {
    const longer = index === 0 ? labelOf(one) : `${text}, ${labelOf(one)}`;
    if (longer.length + more(taken.length - index - 1).length > room)
      return text + more(taken.length - index);
    text = longer;
  }
  return text;
}

function labelOf({ path, name, removed }: Taken): string {
  const label = name ?? (path === '' ? 'the value' : path);
  // Line breaks would pretend to be other places.
  const characters = Array.from(label.replaceAll(/\p{Cc}+/gu, ' '));
  // By whole characters: half of a surrogate pair could not be stored.
  const short = characters.length > MAX_LABEL ? [...characters.slice(0, MAX_LABEL - 1), '…'] : characters;
  return `${short.join('')}${removed ? ' (removed)' : ''}`;
}
