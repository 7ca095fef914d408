import { diffLines, diffWordsWithSpace } from 'diff';

/** A run of words of a line. */
export interface Words {
  text: string;
  /** Whether it is on this side only. */
  changed: boolean;
}

/** A line of a comparison; each side counts its own lines, from 1. */
export interface DiffLine {
  kind: 'same' | 'removed' | 'added';
  before: number | null;
  after: number | null;
  words: Words[];
}

/** Lines that changed, with what stands around them; or how many same lines are left out here. */
export type DiffPart = { kind: 'lines'; lines: DiffLine[] } | { kind: 'skipped'; lines: DiffLine[] };

/**
 * Compares two texts by lines (Myers, "An O(ND) Difference Algorithm", as in `git diff`), and by words the removed
 * lines with the added lines that stand in their place.
 *
 * @returns null when they differ so much that finding the shortest way would take too long
 */
export function diffText(before: string, after: string): DiffLine[] | null {
  const changes = diffLines(before, after, { timeout: 2_000 });
  if (changes === undefined) return null;
  const lines: DiffLine[] = [];
  const count = { before: 1, after: 1 };
  let removed: string[] = [];
  const flushRemoved = (added: string[]) => {
    const pairs = removed.map((text, index) => diffWords(text, added[index]));
    for (const pair of pairs)
      lines.push({ kind: 'removed', before: count.before++, after: null, words: pair.before });
    for (const [index, text] of added.entries())
      lines.push({
        kind: 'added',
        before: null,
        after: count.after++,
        words: pairs[index]?.after ?? [{ text, changed: false }],
      });
    removed = [];
  };
  for (const change of changes) {
    const texts = splitLines(change.value);
    if (change.removed) {
      removed = texts;
    } else if (change.added) {
      flushRemoved(texts);
    } else {
      flushRemoved([]);
      for (const text of texts)
        lines.push({
          kind: 'same',
          before: count.before++,
          after: count.after++,
          words: [{ text, changed: false }],
        });
    }
  }
  flushRemoved([]);
  return lines;
}

/** Leaves out what stays the same, but for a few lines around every change. */
export function foldSame(lines: readonly DiffLine[], around = 3): DiffPart[] {
  const changed = lines.flatMap(({ kind }, index) => (kind === 'same' ? [] : [index]));
  const near = new Set(
    changed.flatMap((index) => Array.from({ length: 2 * around + 1 }, (_, step) => index - around + step)),
  );
  const parts: DiffPart[] = [];
  for (const [index, line] of lines.entries()) {
    const kind = near.has(index) ? 'lines' : 'skipped';
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  }
  return parts;
}

function splitLines(text: string): string[] {
  const lines = text.split(/\r?\n/);
  // What follows the last line break is no line.
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function diffWords(before: string, after: string | undefined): { before: Words[]; after: Words[] | null } {
  if (after === undefined) return { before: [{ text: before, changed: false }], after: null };
  const changes = diffWordsWithSpace(before, after);
  const side = (leftOut: 'added' | 'removed'): Words[] =>
    changes
      .filter((change) => !change[leftOut])
      .map((change) => ({ text: change.value, changed: change.added || change.removed }));
  return { before: side('added'), after: side('removed') };
}
