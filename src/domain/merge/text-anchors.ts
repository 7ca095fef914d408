import { longestRising } from './longest-rising.js';
import type { Texts } from './text-lines.js';

/** Some lines of a text, and where in it they begin, from 0. */
export interface Run {
  start: number;
  lines: number[];
}

/** A stretch of the texts: equal in all three, or to be compared. */
export type Piece =
  { kind: 'common'; lines: number[] } | { kind: 'changed'; base: Run; ours: Run; theirs: Run };

/** What is compared as a whole without a thought; some hundredths of a second. */
const FEW_STEPS = 10_000_000;

/**
 * Cuts three texts at lines that belong together: the common beginning and end, and, where comparing the rest as a
 * whole is much work, lines that occur once in each of the three, in the same order (the anchors of B. Cohen's
 * patience diff). Comparing takes time that grows much faster than the number of lines, so pieces are what makes a
 * long file with a few changes cheap. Elsewhere there are no anchors, since they need not be in the shortest diff.
 */
export function cutTexts(texts: Texts): Piece[] {
  const pieces: Piece[] = [];
  const middle = trim(pieces, {
    base: { start: 0, lines: texts.base },
    ours: { start: 0, lines: texts.ours },
    theirs: { start: 0, lines: texts.theirs },
  });
  const anchors = stepsToCompare(middle) > FEW_STEPS ? findAnchors(middle) : [];
  const from = { base: 0, ours: 0, theirs: 0 };
  const end = {
    base: middle.base.lines.length,
    ours: middle.ours.lines.length,
    theirs: middle.theirs.lines.length,
  };
  for (const anchor of [...anchors, end]) {
    const between = {
      base: part(middle.base, from.base, anchor.base),
      ours: part(middle.ours, from.ours, anchor.ours),
      theirs: part(middle.theirs, from.theirs, anchor.theirs),
    };
    const { base, ours, theirs, tail } = trim(pieces, between);
    if (base.lines.length > 0 || ours.lines.length > 0 || theirs.lines.length > 0)
      pieces.push({ kind: 'changed', base, ours, theirs });
    pushCommon(pieces, tail);
    pushCommon(pieces, middle.base.lines.slice(anchor.base, anchor.base + 1));
    from.base = anchor.base + 1;
    from.ours = anchor.ours + 1;
    from.theirs = anchor.theirs + 1;
  }
  pushCommon(pieces, middle.tail);
  return pieces;
}

export interface Runs {
  base: Run;
  ours: Run;
  theirs: Run;
}

/**
 * Upper bound of the steps that node-diff3 needs to compare the base with both sides: for each pair of equal lines it
 * walks through the common subsequences found so far, of which there are at most as many as lines.
 */
export function stepsToCompare({ base, ours, theirs }: Runs): number {
  const occurrences = new Map<number, number>();
  for (const line of base.lines) occurrences.set(line, (occurrences.get(line) ?? 0) + 1);
  const steps = ({ lines }: Run) => {
    const pairs = lines.reduce((sum, line) => sum + (occurrences.get(line) ?? 0), 0);
    return pairs * Math.min(base.lines.length, lines.length) + base.lines.length + lines.length;
  };
  return steps(ours) + steps(theirs);
}

function part({ start, lines }: Run, from: number, to: number): Run {
  return { start: start + from, lines: lines.slice(from, to) };
}

function pushCommon(pieces: Piece[], lines: number[]): void {
  if (lines.length > 0) pieces.push({ kind: 'common', lines });
}

/** Pushes the common beginning, and gives what is between it and the common end, and that end. */
function trim(pieces: Piece[], { base, ours, theirs }: Runs): Runs & { tail: number[] } {
  const shortest = Math.min(base.lines.length, ours.lines.length, theirs.lines.length);
  const equalAt = (fromStart: number | null, fromEnd: number) => {
    const line = (run: Run) => run.lines[fromStart ?? run.lines.length - fromEnd];
    return line(base) === line(ours) && line(base) === line(theirs);
  };
  let head = 0;
  while (head < shortest && equalAt(head, 0)) head++;
  let tail = 0;
  while (tail < shortest - head && equalAt(null, tail + 1)) tail++;
  pushCommon(pieces, base.lines.slice(0, head));
  const inside = (run: Run) => part(run, head, run.lines.length - tail);
  return {
    base: inside(base),
    ours: inside(ours),
    theirs: inside(theirs),
    tail: base.lines.slice(base.lines.length - tail),
  };
}

type Anchor = { base: number; ours: number; theirs: number };

/** Lines that occur once in each text: as many as are in the same order in all three, or nearly. */
function findAnchors(runs: Runs): Anchor[] {
  const inOurs = placesOfUnique(runs.ours.lines);
  const inTheirs = placesOfUnique(runs.theirs.lines);
  const anchors: Anchor[] = [];
  for (const [line, base] of placesOfUnique(runs.base.lines)) {
    const ours = inOurs.get(line);
    const theirs = inTheirs.get(line);
    if (ours !== undefined && theirs !== undefined) anchors.push({ base, ours, theirs });
  }
  const inOrder = longestRising(anchors, (anchor) => anchor.ours);
  return longestRising(inOrder, (anchor) => anchor.theirs);
}

/** Where the lines are that occur only once, in their order. */
function placesOfUnique(lines: number[]): Map<number, number> {
  const places = new Map<number, number>();
  const repeated = new Set<number>();
  for (const [place, line] of lines.entries()) {
    if (places.has(line)) repeated.add(line);
    else places.set(line, place);
  }
  for (const line of repeated) places.delete(line);
  return places;
}
