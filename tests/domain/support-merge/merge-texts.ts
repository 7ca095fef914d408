import fc from 'fast-check';

/** A base text and two texts that come from it, with the generator's name. */
export interface TextTriple {
  kind: string;
  base: string;
  ours: string;
  theirs: string;
}

type Lines = string[];
/** Changes lines; `fresh` makes a line that neither the base nor the other side has. */
type Edit = (lines: Lines, fresh: (label: string) => string) => Lines;

const at = (place: number, lines: Lines) => place % (lines.length + 1);
const splice = (lines: Lines, from: number, count: number, ...inserted: Lines): Lines => [
  ...lines.slice(0, from),
  ...inserted,
  ...lines.slice(from + count),
];

const insertion = (line: fc.Arbitrary<string | null>) =>
  fc.tuple(fc.nat(), line).map(
    ([place, text]): Edit =>
      (lines, fresh) =>
        splice(lines, at(place, lines), 0, text ?? fresh('added')),
  );
const deletion = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 3 })).map(
  ([place, count]): Edit =>
    (lines) =>
      splice(lines, at(place, lines), count),
);
const replacement = (line: fc.Arbitrary<string | null>) =>
  fc.tuple(fc.nat(), line).map(
    ([place, text]): Edit =>
      (lines, fresh) =>
        splice(lines, at(place, lines), 1, text ?? fresh('changed')),
  );
const move = fc
  .tuple(fc.nat(), fc.integer({ min: 1, max: 5 }), fc.nat())
  .map(([from, count, to]): Edit => (lines) => {
    const start = at(from, lines);
    const block = lines.slice(start, start + count);
    const rest = splice(lines, start, block.length);
    return splice(rest, at(to, rest), 0, ...block);
  });

const FRESH = fc.constant(null);
const REPEATED = ['', '', '  }', '}', '---', '  return;', 'end'];
const sparse = fc.oneof(insertion(FRESH), deletion, replacement(FRESH));
const edits = (edit: fc.Arbitrary<Edit>, maxLength: number) => fc.array(edit, { minLength: 1, maxLength });

interface Recipe {
  base: fc.Arbitrary<Lines>;
  edit: fc.Arbitrary<Edit>;
  most: number;
}

const distinctLines = (minLength: number, maxLength: number) =>
  fc.integer({ min: minLength, max: maxLength }).map((n) => Array.from({ length: n }, (_, i) => `line ${i}`));
/** Like source code: mostly distinct lines, and many that occur again and again. */
const codeLines = fc
  .array(fc.oneof({ weight: 2, arbitrary: FRESH }, { weight: 1, arbitrary: fc.constantFrom(...REPEATED) }), {
    minLength: 20,
    maxLength: 150,
    size: 'max',
  })
  .map((kinds) => kinds.map((line, i) => line ?? `statement ${i}`));

const RECIPES: Record<string, Recipe> = {
  'sparse edits': { base: distinctLines(0, 150), edit: sparse, most: 4 },
  'repeated lines': {
    base: codeLines,
    edit: fc.oneof(
      sparse,
      insertion(fc.constantFrom(...REPEATED)),
      replacement(fc.constantFrom(...REPEATED)),
    ),
    most: 4,
  },
  'moved blocks': { base: distinctLines(20, 150), edit: fc.oneof(move, sparse), most: 3 },
};

function applyAll(base: Lines, side: string, changes: Edit[]): Lines {
  let made = 0;
  const fresh = (label: string) => `${label} by ${side} ${made++}`;
  return changes.reduce((lines, change) => change(lines, fresh), base);
}

const ENDINGS: Record<string, (lines: Lines) => string> = {
  LF: (lines) => lines.map((line) => `${line}\n`).join(''),
  CRLF: (lines) => lines.map((line) => `${line}\r\n`).join(''),
  'no last newline': (lines) => lines.join('\n'),
};

/** Random triples of one of {@link RECIPES}; a part of the edits is made by both sides. */
export const textTriple: fc.Arbitrary<TextTriple> = fc
  .tuple(fc.constantFrom(...Object.entries(RECIPES)), fc.constantFrom(...Object.entries(ENDINGS)))
  .chain(([[kind, { base, edit, most }], [ending, join]]) =>
    fc
      .tuple(base, fc.option(edit, { freq: 2 }), edits(edit, most), edits(edit, most))
      .map(([lines, shared, ours, theirs]) => {
        const start = shared === null ? lines : applyAll(lines, 'both', [shared]);
        return {
          kind: `${kind}, ${ending}`,
          base: join(lines),
          ours: join(applyAll(start, 'ours', ours)),
          theirs: join(applyAll(start, 'theirs', theirs)),
        };
      }),
  );
