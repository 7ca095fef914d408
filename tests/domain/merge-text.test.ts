import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeText } from '../../src/domain/merge/merge-text.js';
import { decodeText, MAX_TEXT_BYTES } from '../../src/domain/merge/text-lines.js';
import { misplacedLines } from './support-merge/line-changes.js';
import { textTriple } from './support-merge/merge-texts.js';
import { processorTime } from './support-merge/processor-time.js';

const lines = (...all: (string | number)[]) => all.map((line) => `${line}\n`).join('');
const many = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

describe('mergeText', () => {
  it('takes the changes of both sides', () => {
    expect(mergeText(lines(1, 2, 3, 4, 5), lines('one', 2, 3, 4, 5), lines(1, 2, 3, 5, 6))).toEqual({
      text: lines('one', 2, 3, 5, 6),
    });
  });

  it('takes what only one side changed, and what both changed alike', () => {
    expect(mergeText('a', 'b', 'a')).toEqual({ text: 'b' });
    expect(mergeText('a', 'a', 'b')).toEqual({ text: 'b' });
    expect(mergeText('a', 'b', 'b')).toEqual({ text: 'b' });
    expect(mergeText(lines(1, 2, 3, 4, 5), lines('x', 2, 3, 4, 5), lines('x', 2, 3, 4, 'y'))).toEqual({
      text: lines('x', 2, 3, 4, 'y'),
    });
  });

  it('says which lines conflict, counted from 1 in each text', () => {
    const base = lines(1, 2, 3, 4, 5, 6, 7, 8);
    const ours = lines('new', 1, 2, 'ours', 4, 5, 6, 7, 'a', 8);
    const theirs = lines(1, 2, 'theirs', 'theirs too', 4, 5, 6, 7, 'b', 8);
    expect(mergeText(base, ours, theirs)).toEqual({
      conflicts: [
        { base: { first: 3, count: 1 }, ours: { first: 4, count: 1 }, theirs: { first: 3, count: 2 } },
        { base: { first: 8, count: 0 }, ours: { first: 9, count: 1 }, theirs: { first: 9, count: 1 } },
      ],
    });
  });

  it('counts lines in the whole text also where a long one is compared in pieces', () => {
    const base = many(8000, (index) => (index % 2 === 0 ? '\n' : `line ${index}\n`));
    const ours = `first\n${base.replace('line 4001\n', 'ours\n')}`;
    const theirs = base.replace('line 4001\n', 'theirs\n') + 'last\n';
    expect(mergeText(base, ours, theirs)).toEqual({
      conflicts: [
        {
          base: { first: 4002, count: 1 },
          ours: { first: 4003, count: 1 },
          theirs: { first: 4002, count: 1 },
        },
      ],
    });
    expect(mergeText(base, ours, `${base}last\n`)).toEqual({ text: `${ours}last\n` });
  });

  it('takes changes of touching lines for a conflict', () => {
    expect(mergeText(lines(1, 2), lines('one', 2), lines(1, 'two'))).toHaveProperty('conflicts');
  });

  it('keeps CRLF, mixed endings and a missing last newline', () => {
    expect(mergeText('a\r\nb\r\nc\nd', 'A\r\nb\r\nc\nd', 'a\r\nb\r\nc\nD')).toEqual({
      text: 'A\r\nb\r\nc\nD',
    });
    expect(mergeText('a\nb\nc\n', 'A\nb\nc\n', 'a\nb\nc')).toEqual({ text: 'A\nb\nc' });
  });

  it('takes lines that both sides moved, to different places, for a conflict instead of doubling them', () => {
    const base = lines(1, 2, 3, 'moved', 4, 5, 6);
    expect(mergeText(base, lines('moved', 1, 2, 3, 4, 5, 6), lines(1, 2, 3, 4, 5, 6, 'moved'))).toEqual({
      conflicts: [
        { base: { first: 1, count: 7 }, ours: { first: 1, count: 7 }, theirs: { first: 1, count: 7 } },
      ],
    });
    // Moved by one and removed by the other: to keep it and to drop it would both lose a change.
    expect(mergeText(base, lines('moved', 1, 2, 3, 4, 5, 6), lines(1, 2, 3, 4, 5, 6))).toHaveProperty(
      'conflicts',
    );
  });

  it('merges lines that are called like parts of objects', () => {
    expect(
      mergeText(
        lines('__proto__', 1, 'constructor'),
        lines('x', '__proto__', 1, 'constructor'),
        lines('__proto__', 1),
      ),
    ).toEqual({ text: lines('x', '__proto__', 1) });
  });

  it('is clean and equal to the side that changed, and the same with the sides swapped', () => {
    fc.assert(
      fc.property(textTriple, ({ base, ours, theirs }) => {
        expect(mergeText(base, ours, base)).toEqual({ text: ours });
        expect(mergeText(base, base, theirs)).toEqual({ text: theirs });
        expect(mergeText(base, ours, ours)).toEqual({ text: ours });
        const merged = mergeText(base, ours, theirs);
        const swapped = mergeText(base, theirs, ours);
        if ('conflicts' in merged && 'conflicts' in swapped)
          expect(swapped.conflicts.map((one) => ({ ...one, ours: one.theirs, theirs: one.ours }))).toEqual(
            merged.conflicts,
          );
        else expect(swapped).toEqual(merged);
      }),
      { numRuns: 300 },
    );
  });

  it('never drops or doubles a line in a clean merge', () => {
    fc.assert(
      fc.property(textTriple, (triple) => {
        const merged = mergeText(triple.base, triple.ours, triple.theirs);
        if ('text' in merged) expect(misplacedLines(triple, merged.text)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  const code = many(26_000, (index) =>
    index % 8 === 0 ? '\n' : index % 9 === 0 ? '}\n' : `call(${index});\n`,
  );
  const numbers = many(100_000, (index) => `${index}\n`);
  const few = (factor: number) => many(MAX_TEXT_BYTES / 2, (index) => `${(index * index * factor) % 7}\n`);
  const blank = (count: number) => '\n'.repeat(count);
  const FEW = { base: few(1), ours: few(2), theirs: few(3) };

  it.each([
    [
      'all blank lines',
      blank(MAX_TEXT_BYTES),
      `x\n${blank(9)}`,
      `${blank(MAX_TEXT_BYTES - 5)}y\n`,
      'tooCostly',
    ],
    ['few distinct lines', FEW.base, FEW.ours, FEW.theirs, 'tooCostly'],
    ['reversed lines', numbers, numbers.split('\n').reverse().join('\n'), `0\nx\n${numbers}`, 'tooCostly'],
    ['distinct lines, a few edits', numbers, `a\n${numbers}b\n`, numbers.replace('\n500\n', '\n'), 'text'],
    ['code, a few edits', code, `a\n${code}b\n`, code.replace('call(9001)', 'run()'), 'text'],
  ])('answers for 1 MiB of %s within 2 s', (_what, base, ours, theirs, answer) => {
    const { milliseconds, result: merged } = processorTime(() => mergeText(base, ours, theirs));
    expect(milliseconds).toBeLessThan(2000);
    expect(merged).toHaveProperty(answer);
  });
});

describe('decodeText', () => {
  const bytes = (...all: number[]) => Uint8Array.from(all);

  it('reads UTF-8, with a byte order mark if there is one', () => {
    expect(decodeText(new TextEncoder().encode('Größe 😀\r\n'))).toBe('Größe 😀\r\n');
    expect(decodeText(bytes(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
    expect(decodeText(bytes())).toBe('');
  });

  it.each([
    ['invalid UTF-8', bytes(0x61, 0xff)],
    ['half of a surrogate pair', bytes(0xed, 0xa0, 0x80)],
    ['a cut character', bytes(0x61, 0xc3)],
    ['a NUL byte', bytes(0x61, 0, 0x62)],
    ['more than 1 MiB', new Uint8Array(MAX_TEXT_BYTES + 1).fill(0x61)],
  ])('refuses %s', (_what, given) => {
    expect(decodeText(given)).toBeNull();
  });

  it('reads exactly 1 MiB', () => {
    expect(decodeText(new Uint8Array(MAX_TEXT_BYTES).fill(0x61))).toHaveLength(MAX_TEXT_BYTES);
  });
});
