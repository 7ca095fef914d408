import { diff3MergeRegions } from 'node-diff3';
import { cutTexts, type Piece, type Run, type Runs, stepsToCompare } from './text-anchors.js';
import { keepsEachLine, numberLines } from './text-lines.js';

/** Lines of one text: the first, counted from 1, and how many; with none, the place before the first. */
interface LineRange {
  first: number;
  count: number;
}

/** Where two texts changed the same lines of their base, differently. */
export interface LineConflict {
  base: LineRange;
  ours: LineRange;
  theirs: LineRange;
}

/** Exactly one of: the merged text, the places that conflict, or that finding out would take too long. */
export type MergedText = { text: string } | { conflicts: LineConflict[] } | { tooCostly: true };

/**
 * Merges two texts that come from one base, line by line: diff3 (S. Khanna, K. Kunal, B. C. Pierce, "A Formal
 * Investigation of Diff3", 2007), by node-diff3, on the pieces between lines that are certainly the same. Lines keep
 * their endings (LF or CRLF), and the last one its lack of one. Changes to the same or to touching lines conflict
 * unless they are equal.
 *
 * What diff3 calls clean is a conflict nevertheless if it drops or doubles a line: both sides moved it, to different
 * places, or one moved what the other removed, or both added it in different places. That can be told of lines that
 * no text has twice; a blank line more or less is anybody's.
 */
export function mergeText(base: string, ours: string, theirs: string): MergedText {
  if (ours === theirs || base === theirs) return { text: ours };
  if (base === ours) return { text: theirs };
  const { texts, lines } = numberLines({ base, ours, theirs });

  const merged: number[] = [];
  const conflicts: LineConflict[] = [];
  const pieces = cutTexts(texts);
  let budget = MOST_STEPS;
  for (const piece of pieces) {
    if (piece.kind === 'common') {
      for (const line of piece.lines) merged.push(line);
      continue;
    }
    budget -= stepsToCompare(piece);
    if (budget < 0) return { tooCostly: true };
    mergePiece(piece, merged, conflicts);
  }
  if (conflicts.length === 0 && !keepsEachLine(texts, merged)) conflicts.push(wholeChange(pieces));
  return conflicts.length > 0 ? { conflicts } : { text: merged.map((line) => lines[line]).join('') };
}

/** What may be spent on comparing; about a second. */
const MOST_STEPS = 400_000_000;

/** What node-diff3 says of a stretch: `buffer` is where its lines come from, missing where the sides conflict. */
interface Region {
  buffer?: 'a' | 'o' | 'b';
  bufferContent?: number[];
  aStart?: number;
  aContent?: number[];
  oStart?: number;
  oContent?: number[];
  bStart?: number;
  bContent?: number[];
}

function mergePiece(piece: Runs, merged: number[], conflicts: LineConflict[]): void {
  const regions: Region[] = diff3MergeRegions(piece.ours.lines, piece.base.lines, piece.theirs.lines);
  for (const region of regions) {
    const { aContent: ours = [], oContent: base = [], bContent: theirs = [] } = region;
    const agreed = ours.length === theirs.length && ours.every((line, index) => line === theirs[index]);
    if (region.buffer === undefined && !agreed) {
      conflicts.push({
        base: rangeOf(piece.base, region.oStart, base),
        ours: rangeOf(piece.ours, region.aStart, ours),
        theirs: rangeOf(piece.theirs, region.bStart, theirs),
      });
    }
    for (const line of region.bufferContent ?? ours) merged.push(line);
  }
}

function rangeOf(run: Run, start = 0, lines: number[]): LineRange {
  return { first: run.start + start + 1, count: lines.length };
}

/** One conflict over everything between the common beginning and the common end. */
function wholeChange(pieces: Piece[]): LineConflict {
  const changed = pieces.filter((piece) => piece.kind === 'changed');
  const [first, last] = [changed[0], changed.at(-1)];
  const span = (side: 'base' | 'ours' | 'theirs'): LineRange => {
    const start = first?.[side].start ?? 0;
    const end = last === undefined ? start : last[side].start + last[side].lines.length;
    return { first: start + 1, count: end - start };
  };
  return { base: span('base'), ours: span('ours'), theirs: span('theirs') };
}
