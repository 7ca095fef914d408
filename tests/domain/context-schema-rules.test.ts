import { describe, expect, test } from 'vitest';
import { checkFiles } from '../../src/domain/context-schema/check-files.js';
import { findRule } from '../../src/domain/context-schema/find-rule.js';
import { checkContextSchema } from '../../src/domain/context-schema/read-context-schema.js';
import { measureImage, sniffMime } from '../../src/domain/context-schema/read-file-facts.js';
import { SchemaFlaw } from '../../src/domain/context-schema/schema-flaw.js';
import { drawPng } from '../../scripts/lib/draw.js';
import type { Json } from '../../src/domain/words.js';

/** Pointer and flaw of what is refused, null for what is taken. */
function flawOf(schema: Json): { pointer: string; flaw: string } | null {
  try {
    checkContextSchema(schema);
    return null;
  } catch (error) {
    if (!(error instanceof SchemaFlaw)) throw error;
    return { pointer: error.pointer, flaw: error.flaw };
  }
}

describe('The rule of a key', () => {
  const patterns = [
    '**',
    '*',
    'slides.**',
    'slides.*',
    'slides.*.title',
    'slides.s*',
    'slides.se*',
    'slides.1',
    'brand.**',
  ];
  const schema = Object.fromEntries(patterns.map((pattern) => [pattern, { title: pattern }]));

  test.each([
    ['slides.1', 'slides.1'],
    ['slides.2', 'slides.*'],
    ['slides.summary', 'slides.s*'],
    ['slides.second', 'slides.se*'],
    ['slides.2.title', 'slides.*.title'],
    ['slides.2.body', 'slides.**'],
    ['slides', 'slides.**'],
    ['brand', 'brand.**'],
    ['logo', '*'],
    ['a.b', '**'],
  ])('%s is that of %s', (key, pattern) => {
    expect(findRule(schema, key)).toEqual({ pattern, rule: { title: pattern } });
    // A database may return the keys in another order.
    const turned = Object.fromEntries(Object.entries(schema).reverse());
    expect(findRule(turned, key)?.pattern).toBe(pattern);
  });

  test('is none where nothing fits, and of what is no object', () => {
    expect(findRule({ 'brand.*': true }, 'brand')).toBeNull();
    for (const odd of [null, [], 'brand', 7]) expect(findRule(odd, 'brand')).toBeNull();
    expect(findRule({}, 'valueof')).toBeNull();
  });
});

describe('A context_schema', () => {
  test('may be plain JSON Schemas, rules, and both', () => {
    expect(
      flawOf({
        'brand.colors': {
          type: 'object',
          required: ['primary'],
          properties: { primary: { $ref: '#/$defs/c' } },
          $defs: { c: { type: 'string', pattern: '^#[0-9A-Fa-f]{6}$' } },
        },
        'copy.**': true,
        'brand.logo': {
          artifact: {
            required: true,
            description: 'The logo',
            value: 'optional',
            schema: { type: 'object' },
            files: { min: 1, mime: ['image/*'], image: { min_width: 10, aspect_ratio: '1:1' } },
          },
        },
      }),
    ).toBeNull();
    expect(flawOf(null)).toBeNull();
  });

  test.each<[string, Json, string]>([
    ['a list', [], ''],
    ['a key that is none', { 'Brand Logo': {} }, '/Brand Logo'],
    ['a glob that is none', { 'brand..*': {} }, '/brand..*'],
    ['a schema that is none', { a: 7 }, '/a'],
    ['a wrong type', { a: { properties: { x: { type: 'strnig' } } } }, '/a/properties/x/type'],
    ['an unknown keyword', { a: { items: { requird: ['x'] } } }, '/a/items/requird'],
    ['an unknown format', { a: { format: 'colour' } }, '/a/format'],
    ['another dialect', { a: { $schema: 'http://json-schema.org/draft-07/schema#' } }, '/a/$schema'],
    ['a reference to elsewhere', { a: { items: { $ref: 'https://example.com/x.json' } } }, '/a/items/$ref'],
    ['a reference to nothing', { a: { $ref: '#/$defs/x~1y' } }, '/a/$ref'],
    ['a reference to itself', { a: { $ref: '#' } }, '/a'],
    ['lookaround', { a: { artifact: { schema: { pattern: '(?=a)b' } } } }, '/a/artifact/schema/pattern'],
    ['back-references', { a: { patternProperties: { '(a)\\1': true } } }, '/a/patternProperties/(a)\\1'],
    ['a class that means something else', { a: { pattern: '[[:alpha:]]' } }, '/a/pattern'],
    ['a pattern nobody refers to', { a: { $defs: { x: { pattern: '(' } } } }, '/a/$defs/x/pattern'],
    ['an asynchronous schema, which would let everything pass', { a: { $async: true } }, '/a/$async'],
    ['an unknown rule', { a: { artifact: { requierd: true } } }, '/a/artifact/requierd'],
    ['rules beside a schema', { a: { artifact: {}, type: 'string' } }, '/a/type'],
    [
      'a MIME type that is none',
      { a: { artifact: { files: { mime: ['png'] } } } },
      '/a/artifact/files/mime/0',
    ],
    [
      'a range the wrong way round',
      { a: { artifact: { files: { image: { min_width: 9, max_width: 8 } } } } },
      '/a/artifact/files/image/min_width',
    ],
    ['too much', { a: { description: 'x'.repeat(300_000) } }, ''],
    ['too many keys', Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`k${index}`, true])), ''],
  ])('is refused with %s, and the place is named', (_what, schema, pointer) => {
    expect(flawOf(schema)?.pointer).toBe(pointer);
  });
});

describe('A file', () => {
  const png = drawPng([{ color: '#000000', circle: { x: 50, y: 50, r: 50 } }], 64);
  const text = (content: string) => new TextEncoder().encode(content);

  test.each<[string, Uint8Array, string | null, string]>([
    ['PNG that is declared a text', png, 'text/plain', 'image/png'],
    ['text that is declared a PNG', text('Hello'), 'image/png', 'text/plain'],
    ['Markdown', text('# Hällo'), 'text/markdown', 'text/markdown'],
    [
      'Markdown, cut inside a letter',
      text('# Hä').subarray(0, 4),
      'text/markdown; charset=utf-8',
      'text/markdown',
    ],
    ['JSON', text('{}'), 'application/json', 'application/json'],
    [
      'SVG',
      text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
      'image/svg+xml',
      'image/svg+xml',
    ],
    ['PDF', text('%PDF-1.7\n'), null, 'application/pdf'],
    ['control characters', new Uint8Array([1, 2, 3]), 'text/plain', 'application/octet-stream'],
    ['half of a letter', new Uint8Array([0x41, 0xc3, 0x41]), 'text/plain', 'application/octet-stream'],
    ['nothing', new Uint8Array(), null, 'text/plain'],
  ])('is known by its content: %s', async (_what, head, declared, mime) => {
    expect(await sniffMime(head, declared)).toBe(mime);
  });

  test('has the size of its picture, or none that can be read', () => {
    expect(measureImage(png)).toEqual({ width: 64, height: 64 });
    expect(measureImage(png.subarray(0, 10))).toBeNull();
  });

  const file = {
    file_id: 'f',
    name: 'logo.png',
    size: 100,
    mime: 'image/png',
    dimensions: { width: 160, height: 90 },
  };
  test.each<[object, string[]]>([
    [
      {
        min: 1,
        max: 1,
        mime: ['image/png'],
        max_bytes: 100,
        image: { min_width: 160, max_width: 160, min_height: 90, max_height: 90, aspect_ratio: '16:9' },
      },
      [],
    ],
    [{ min: 2 }, ['files.min']],
    [{ max: 0 }, ['files.max']],
    [{ mime: ['image/jpeg', 'text/*'], max_bytes: 99 }, ['files.mime', 'files.max_bytes']],
    [
      { image: { min_width: 161, max_height: 89, aspect_ratio: 1 } },
      ['files.image.min_width', 'files.image.max_height', 'files.image.aspect_ratio'],
    ],
  ])('is held against %j', (rules, keywords) => {
    expect(checkFiles(rules, [file], true).map(({ keyword }) => keyword)).toEqual(keywords);
  });

  test('that follows later is not missing yet', () => {
    expect(checkFiles({ min: 1 }, [], false)).toEqual([]);
    expect(checkFiles({ min: 1 }, [], true)).toHaveLength(1);
  });

  test('that cannot be measured does not pass for measured, while an SVG has no pixels', () => {
    const rules = { image: { min_width: 1 } };
    expect(checkFiles(rules, [{ ...file, dimensions: null }], true)).toMatchObject([
      { keyword: 'files.image', file_id: 'f' },
    ]);
    expect(checkFiles(rules, [{ ...file, mime: 'image/svg+xml', dimensions: null }], true)).toEqual([]);
  });
});
