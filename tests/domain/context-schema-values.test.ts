import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LeastRecent } from '../../src/domain/least-recent.js';
import { TookTooLong, withTimeLimit } from '../../src/commands/context-schema/time-limit.js';
import { compileValueSchema } from '../../src/domain/context-schema/compile-value-schema.js';
import { checkContextSchema } from '../../src/domain/context-schema/read-context-schema.js';
import type { Json } from '../../src/domain/words.js';

const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const name = fc.constantFrom('a', 'b', 'c');

/** Schemas of a part of the dialect: types, ranges, patterns, objects, lists and combinations, with references. */
const { schema } = fc.letrec<{ schema: Json }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<Json>(true, false, {}, { $ref: '#/$defs/text' }, { uniqueItems: true }),
    fc.record({ type: fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object') }),
    fc.record({ pattern: fc.constantFrom('^a+$', '[0-9]', '^\\w*$', 'b|c', '^(a+)+$', '\\u0061') }),
    fc.record({ minimum: fc.integer({ min: -9, max: 9 }), maximum: fc.integer({ min: -9, max: 9 }) }),
    fc.record({ minLength: fc.nat(3), maxLength: fc.nat(6) }),
    fc.record({ const: value }),
    fc.record({
      enum: fc.uniqueArray(value, { minLength: 1, maxLength: 3, selector: (one) => JSON.stringify(one) }),
    }),
    fc.record({
      properties: fc.dictionary(name, tie('schema')),
      required: fc.uniqueArray(name),
      additionalProperties: fc.boolean(),
    }),
    fc.record({ items: tie('schema'), minItems: fc.nat(2), uniqueItems: fc.boolean() }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('schema') }),
  ),
}));
const document = schema.map((root): Json => ({ allOf: [root], $defs: { text: { type: 'string' } } }));

describe('A value', () => {
  test('is accepted exactly if plain ajv accepts it', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(document, fc.array(value, { minLength: 1, maxLength: 5 }), (given, values) => {
        const plain = new Ajv2020({ logger: false, strict: false, validateSchema: false }).compile(
          given as object,
        );
        const ours = compileValueSchema(given);
        for (const one of values) {
          expect(ours.accepts(one)).toBe(plain(one));
          expect(ours.allFlaws(one).length > 0).toBe(!plain(one));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('that is refused is told of where and why, at most twenty times', () => {
    const ours = compileValueSchema({
      type: 'object',
      properties: { colors: { items: { type: 'string' } }, kind: { enum: ['x', 'y'] } },
      additionalProperties: false,
    });
    expect(ours.allFlaws({ colors: ['a', 2], kind: 'z', more: 1 })).toEqual([
      {
        pointer: '',
        keyword: 'additionalProperties',
        message: 'must NOT have additional properties: "more"',
      },
      { pointer: '/colors/1', keyword: 'type', message: 'must be string' },
      { pointer: '/kind', keyword: 'enum', message: 'must be equal to one of the allowed values: "x", "y"' },
    ]);
    expect(ours.firstFlaw({ kind: 1 })).toHaveLength(1);
    expect(ours.allFlaws({ colors: Array.from({ length: 50 }, () => 1) })).toHaveLength(20);
    const [longest] = compileValueSchema({ const: 'x'.repeat(9000) }).firstFlaw(1);
    expect(longest!.message.length).toBeLessThanOrEqual(500);
  });
});

describe('A hostile schema', () => {
  /** Milliseconds that something takes. */
  const took = (work: () => unknown): number => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };

  test('cannot make a pattern catastrophic', () => {
    const ours = compileValueSchema({ pattern: '^(a+)+$' });
    const text = `${'a'.repeat(50_000)}b`;
    expect(took(() => expect(ours.accepts(text)).toBe(false))).toBeLessThan(2000);
    expect(ours.accepts('aaa')).toBe(true);
  });

  test('cannot make the comparison of items quadratic', () => {
    const ours = compileValueSchema({ uniqueItems: true });
    const items = Array.from({ length: 10_000 }, (_, id) => ({ id, deep: { list: [id] } }));
    expect(took(() => expect(ours.accepts(items)).toBe(true))).toBeLessThan(2000);
    expect(ours.accepts([...items, { deep: { list: [5] }, id: 5 }])).toBe(false);
    expect(ours.accepts([1, '1', [1], { a: 1 }])).toBe(true);
    expect(ours.accepts(['a', 'b', 'a'])).toBe(false);
    expect(ours.accepts([0, -0])).toBe(false);
  });

  test('cannot keep anybody busy with references to references', () => {
    const $defs: Record<string, Json> = { d0: { type: 'string' } };
    for (let level = 1; level <= 40; level++) {
      const below = { $ref: `#/$defs/d${level - 1}` };
      $defs[`d${level}`] = { anyOf: [below, below] };
    }
    const bomb = { $ref: '#/$defs/d40', $defs };
    expect(() => withTimeLimit(300, () => checkContextSchema({ a: bomb }))).toThrow(TookTooLong);
    const ours = compileValueSchema(bomb);
    expect(() => withTimeLimit(100, () => ours.accepts(1))).toThrow(TookTooLong);
  });

  test('may follow a tree down by $ref and $dynamicRef, which ends where the value does', () => {
    const tree = { properties: { left: { $ref: '#' }, right: { $ref: '#' } }, required: ['id'] };
    const dynamic = { $dynamicAnchor: 'node', items: { $dynamicRef: '#node' }, type: 'array' };
    checkContextSchema({ tree, dynamic });
    expect(compileValueSchema(tree).accepts({ id: 1, left: { id: 2 } })).toBe(true);
    expect(compileValueSchema(tree).accepts({ id: 1, left: {} })).toBe(false);
    expect(compileValueSchema(dynamic).accepts([[], [[]]])).toBe(true);
    expect(compileValueSchema(dynamic).accepts([[], [1]])).toBe(false);
  });

  test('with the names of JavaScript’s own things changes nothing but what it says', () => {
    const ours = compileValueSchema({
      properties: { constructor: false, toString: { type: 'string' }, hasOwnProperty: { minLength: 2 } },
      patternProperties: { '^__proto__$': { type: 'string' } },
    });
    expect(ours.accepts({})).toBe(true);
    expect(ours.accepts({ constructor: 1 })).toBe(false);
    expect(ours.accepts({ toString: 1, hasOwnProperty: 'x' })).toBe(false);
    expect(ours.accepts(JSON.parse('{"__proto__": 1}') as Json)).toBe(false);
    expect(compileValueSchema({ required: ['toString'] }).accepts({})).toBe(false);
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });

  test('made of code stays text', () => {
    const code = '"); globalThis.injected = true; ("';
    const ours = compileValueSchema({
      properties: { [code]: { const: code } },
      required: [code],
      description: code,
      patternProperties: { [`\\(${code.replaceAll(/[()"]/g, '.')}`]: true },
    });
    expect(ours.accepts({ [code]: code })).toBe(true);
    expect('injected' in globalThis).toBe(false);
  });
});

describe('The time limit', () => {
  test('ends loops and backtracking, hands on errors, and may be nested', () => {
    const forever = (): never => {
      for (;;);
    };
    expect(() => withTimeLimit(50, forever)).toThrow(TookTooLong);
    expect(() => withTimeLimit(50, () => /^(a+)+$/.test(`${'a'.repeat(60)}b`))).toThrow(TookTooLong);
    expect(() =>
      withTimeLimit(50, () => {
        throw new RangeError('mine');
      }),
    ).toThrow(RangeError);
    expect(withTimeLimit(1000, () => withTimeLimit(1000, () => 1) + withTimeLimit(1000, () => 2))).toBe(3);
  });
});

test('A cache forgets what was asked for the longest time ago, by weight', () => {
  const cache = new LeastRecent<number>(10);
  cache.set('a', 1, 4);
  cache.set('b', 2, 4);
  expect(cache.get('a')).toBe(1);
  cache.set('c', 3, 4);
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([1, undefined, 3]);
  cache.set('huge', 4, 11);
  expect(['a', 'c', 'huge'].map((key) => cache.get(key))).toEqual([undefined, undefined, undefined]);
});
