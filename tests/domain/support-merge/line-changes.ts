import type { TextTriple } from './merge-texts.js';

/** Independent of the merge: what a line-by-line merge of these texts must and may say. */

const split = (text: string) => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/**
 * Lines that a merged text has dropped or doubled: of the lines that no text has twice, those that are not there
 * exactly as often as the changes of both sides say.
 */
export function misplacedLines({ base, ours, theirs }: TextTriple, merged: string): string[] {
  const times = (line: string, text: string) => split(text).filter((one) => one === line).length;
  const all = new Set([base, ours, theirs, merged].flatMap(split));
  return [...all].filter((line) => {
    const [before, we, they] = [times(line, base), times(line, ours), times(line, theirs)];
    if (Math.max(before, we, they) > 1) return false;
    const wanted = we === before ? they : we; // Whoever changed it; both did so in the same way if both did.
    return times(line, merged) !== wanted;
  });
}

/** True if there is more than one shortest way to say what changed, so that two diffs may rightly differ. */
export function isAmbiguous(before: string, after: string): boolean {
  const [a, b] = [split(before), split(after)];
  const early = matches(a, b).map(([i, j]) => `${i}:${j}`);
  const late = matches(a.reverse(), b.reverse()).map(([i, j]) => `${a.length - 1 - i}:${b.length - 1 - j}`);
  return early.sort().join() !== late.sort().join();
}

/** A longest common subsequence by the textbook's table, matching as early as possible. */
function matches(a: string[], b: string[]): [number, number][] {
  const longest = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i]![j] =
        a[i] === b[j] ? longest[i + 1]![j + 1]! + 1 : Math.max(longest[i + 1]![j]!, longest[i]![j + 1]!);
  const found: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) found.push([i++, j++]);
    else if (longest[i + 1]![j]! >= longest[i]![j + 1]!) i++;
    else j++;
  }
  return found;
}
