/** Three texts as lists of line numbers: equal lines have equal numbers. */
export interface Texts {
  base: number[];
  ours: number[];
  theirs: number[];
}

/** Largest file that is merged by line, in bytes. */
export const MAX_TEXT_BYTES = 1024 * 1024;

/**
 * The text in a file's bytes, with its byte order mark if it has one.
 *
 * @returns null if it is no text (not UTF-8, or with a NUL byte, which no text has), or more than 1 MiB
 */
export function decodeText(bytes: Uint8Array): string | null {
  if (bytes.length > MAX_TEXT_BYTES || bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Gives every distinct line a number, because comparing numbers does not read the lines; `lines` leads back. */
export function numberLines(of: { base: string; ours: string; theirs: string }): {
  texts: Texts;
  lines: string[];
} {
  const lines: string[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (line: string) => {
    const known = numbers.get(line);
    if (known !== undefined) return known;
    numbers.set(line, lines.length);
    return lines.push(line) - 1;
  };
  const number = (text: string) => splitLines(text).map(numberOf);
  return { texts: { base: number(of.base), ours: number(of.ours), theirs: number(of.theirs) }, lines };
}

/** Lines with their endings; a last line without one is a different line from the same text with one. */
function splitLines(text: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n', start);
    const next = end === -1 ? text.length : end + 1;
    lines.push(text.slice(start, next));
    start = next;
  }
  return lines;
}

/**
 * True if every line that no text has twice is in the merged text once or not at all, as the changes of both sides
 * say: where they agree, as they have it; else as the one that changed it has it.
 */
export function keepsEachLine(texts: Texts, merged: number[]): boolean {
  const [base, ours, theirs] = [countLines(texts.base), countLines(texts.ours), countLines(texts.theirs)];
  const found = countLines(merged);
  return [...base.keys(), ...ours.keys(), ...theirs.keys()].every((line) => {
    const [before, we, they] = [base.get(line) ?? 0, ours.get(line) ?? 0, theirs.get(line) ?? 0];
    if (before > 1 || we > 1 || they > 1) return true;
    return (found.get(line) ?? 0) === (we === they ? we : we + they - before);
  });
}

function countLines(numbers: number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}
