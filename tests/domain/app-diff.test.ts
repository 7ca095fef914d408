import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffText, foldSame } from '../../src/app/diff/text-diff.js';
import { valueLines } from '../../src/app/diff/value-lines.js';
import { diffValues } from '../../src/domain/json-diff.js';
import type { Json } from '../../src/domain/words.js';

const someLines = fc.array(fc.constantFrom('a b', 'a c', 'd', '', 'e f g'), { maxLength: 12 });
const asText = (lines: string[]) => lines.map((line) => `${line}\n`).join('');

describe('A comparison of texts', () => {
  test('tells each text again, line by line and word by word', () => {
    fc.assert(
      fc.property(someLines, someLines, (before, after) => {
        const lines = diffText(asText(before), asText(after))!;
        const side = (leftOut: string) =>
          lines
            .filter(({ kind }) => kind !== leftOut)
            .map(({ words }) => words.map(({ text }) => text).join(''));
        expect(side('added')).toEqual(before);
        expect(side('removed')).toEqual(after);
        const numbers = (of: 'before' | 'after') =>
          lines.map((line) => line[of]).filter((number) => number !== null);
        expect(numbers('before')).toEqual(before.map((_, index) => index + 1));
        expect(numbers('after')).toEqual(after.map((_, index) => index + 1));
      }),
    );
  });

  test('marks the word that changed, and no other', () => {
    const [removed, added] = diffText('plain and warm\n', 'clear and warm\n')!;
    expect(removed?.words.filter(({ changed }) => changed)).toEqual([{ text: 'plain', changed: true }]);
    expect(added?.words.filter(({ changed }) => changed)).toEqual([{ text: 'clear', changed: true }]);
  });

  test('leaves out what stays the same, but not around a change', () => {
    const before = Array.from({ length: 20 }, (_, index) => `line ${index}`);
    const after = before.with(10, 'another');
    const parts = foldSame(diffText(asText(before), asText(after))!);
    expect(parts.map(({ kind, lines }) => [kind, lines.length])).toEqual([
      ['skipped', 7],
      ['lines', 8],
      ['skipped', 6],
    ]);
  });
});

describe('The tree of a value', () => {
  const shown = (before: Json, after: Json) =>
    valueLines(after, diffValues(before, after)).map(({ name, depth, change, before: was, after: is }) =>
      [depth, name, change, was, is].join(' ').trimEnd(),
    );

  test('has changes in their places', () => {
    const before = { accent: '#E', neutral: { dark: '#1', gone: 0 }, old: [1] };
    const after = { accent: '#D', neutral: { dark: '#1', warm: { a: 1 } } };
    expect(shown(before, after)).toEqual([
      '0 accent replace "#E" "#D"',
      '0 neutral same',
      '1 dark same  "#1"',
      '1 warm add',
      '2 a add  1',
      '1 gone remove 0',
      '0 old remove [1]',
    ]);
  });

  test('is one line where a whole value was replaced', () => {
    expect(shown([1, 2], [2, 1])).toEqual(['0  replace [1,2] [2,1]']);
    expect(shown(null, 'text')).toEqual(['0  replace null "text"']);
  });

  test('shows every change that there is', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (before, after) => {
        const changes = diffValues(before as Json, after as Json);
        const lines = valueLines(after as Json, changes);
        for (const op of ['replace', 'remove'] as const)
          expect(lines.filter(({ change }) => change === op)).toHaveLength(
            changes.filter((c) => c.op === op).length,
          );
        for (const { path } of changes.filter(({ op }) => op === 'add'))
          expect(lines.some((line) => line.path === path && line.change === 'add')).toBe(true);
      }),
    );
  });
});
