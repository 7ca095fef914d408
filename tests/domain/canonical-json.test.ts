import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assertStorableJson,
  assertStorableText,
  canonicalize,
  MAX_DEPTH,
  sameJson,
} from '../../src/domain/canonical-json.js';
import type { Json } from '../../src/domain/words.js';
import { codeOf, refusalOf } from './refusal.js';

/** The double with these 64 bits, as RFC 8785 writes its number samples. */
function double(hex: string): number {
  return Buffer.from(hex, 'hex').readDoubleBE();
}

describe('canonicalize', () => {
  it('gives the bytes of RFC 8785, section 3.2.4', () => {
    const sample = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`) as Json;
    const bytes = `
      7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 6d 62 65 72
      73 22 3a 5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31 65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32
      2c 31 65 2d 32 37 5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c
      5c 5c 5c 22 2f 22 7d`;
    expect(Buffer.from(canonicalize(sample)).toString('hex')).toBe(bytes.replaceAll(/\s/g, ''));
  });

  it('sorts keys by UTF-16 code units (RFC 8785, section 3.2.3)', () => {
    const sample = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalize(sample)) as object).sort()).toEqual(
      Object.values(sample).sort(),
    );
    expect(canonicalize(sample).match(/(?<=:")[^"]+/g)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555555', '333333333.3333333'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number %s of RFC 8785, appendix B, as %s', (hex, text) => {
    expect(canonicalize(double(hex))).toBe(text);
  });

  it('refuses what JSON has no form for', () => {
    expect(() => canonicalize(undefined as unknown as Json)).toThrow(TypeError);
    expect(() => canonicalize({ a: NaN })).toThrow(/NaN/);
    expect(() => canonicalize('\ud800')).toThrow(/surrogate/);
  });

  it('gives one text for one value, whatever the order of its keys', () => {
    const reversed = (value: Json): Json => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, child]) => [key, reversed(child)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalize(value as Json);
        expect(canonicalize(reversed(value as Json))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('sameJson', () => {
  it('looks at content, not at the order of keys or the sign of zero', () => {
    expect(sameJson({ a: 1, b: [0] }, { b: [-0], a: 1 })).toBe(true);
    expect(sameJson([1, 2], [2, 1])).toBe(false);
    expect(sameJson(null, {})).toBe(false);
  });

  it('finds nothing equal to what cannot be canonical', () => {
    expect(sameJson({ a: '\udc00' }, { a: '\udc00' })).toBe(false);
  });
});

describe('assertStorableJson', () => {
  it.each([
    ['U+0000 in a string', { a: ['x', 'y\u0000'] }, '"value.a[1]" contains the character U+0000'],
    [
      'U+0000 in a key',
      { a: { 'b\u0000': 1 } },
      String.raw`"value.a["b\u0000"]" is a key with the character U+0000`,
    ],
    ['a lone surrogate', ['\ud83d'], '"value[0]" contains half of a surrogate pair'],
    ['a lone surrogate in a key', { '\udc00': 1 }, String.raw`"value["\udc00"]" is a key with half of a`],
    [
      'an own __proto__ key',
      JSON.parse('{"a":{"__proto__":{"b":1}}}'),
      '"value.a.__proto__" is a key with this name',
    ],
    ['NaN', { a: NaN }, '"value.a" is not a finite number'],
    ['Infinity, as 1e400 is read', JSON.parse('[1e400]'), '"value[0]" is not a finite number'],
    ['undefined', { a: undefined }, '"value.a" is not a JSON value'],
    ['undefined itself', undefined, '"value" is not a JSON value'],
    ['a hole in a list', Array(2), '"value[0]" is not a JSON value'],
    ['a function', { toJSON: () => 1 }, 'is not a plain JSON object'],
    ['a method', { a: () => 1 }, '"value.a" is not a JSON value'],
    ['a bigint', [1n], '"value[0]" is not a JSON value'],
    ['a symbol', Symbol('x'), '"value" is not a JSON value'],
    ['a Date', { at: new Date(0) }, '"value.at" is not a plain JSON object'],
    ['a Map', new Map(), '"value" is not a plain JSON object'],
    ['a boxed string', Object('x'), '"value" is not a plain JSON object'],
  ])('refuses %s and says where', (_what, value: unknown, message) => {
    const refusal = refusalOf(() => assertStorableJson(value, 'value'));
    expect([refusal.status, refusal.code]).toEqual([400, 'INVALID_PAYLOAD']);
    expect(refusal.extensions).toMatchObject({ field: 'value' });
    expect(refusal.message).toContain(message);
  });

  it.each([
    ['a key that only looks special', { toJSON: 'x', constructor: 1, prototype: [], hasOwnProperty: null }],
    ['whole surrogate pairs', { '😀': '\ud83d\ude00' }],
    [
      'objects without a prototype, as GraphQL makes them',
      Object.assign(Object.create(null) as object, { a: 1 }),
    ],
    ['-0', -0],
    ['a long list', Array(300_000).fill(0)],
  ])('accepts %s', (_what, value: unknown) => {
    expect(() => assertStorableJson(value, 'value')).not.toThrow();
  });

  const nested = (open: string, close: string, levels: number) =>
    JSON.parse(open.repeat(levels) + '1' + close.repeat(levels)) as unknown;

  it('draws the line at 100 levels', () => {
    expect(() => assertStorableJson(nested('[', ']', MAX_DEPTH), 'value')).not.toThrow();
    expect(() => assertStorableJson(nested('{"a":', '}', MAX_DEPTH), 'value')).not.toThrow();
    expect(codeOf(() => assertStorableJson(nested('[', ']', MAX_DEPTH + 1), 'value'))).toEqual([
      400,
      'INVALID_PAYLOAD',
    ]);
  });

  it.each([
    ['[', ']'],
    ['{"a":', '}'],
    ['[[],', ']'],
  ])('answers 50,000 levels of %s with a 400 instead of a stack overflow', (open, close) => {
    const refusal = refusalOf(() => assertStorableJson(nested(open, close, 50_000), 'value'));
    expect(refusal.code).toBe('INVALID_PAYLOAD');
    expect(refusal.message).toContain('nested deeper than 100 levels');
  });

  it('refuses cycles, and keeps the message readable for huge keys', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(codeOf(() => assertStorableJson(cycle, 'value'))).toEqual([400, 'INVALID_PAYLOAD']);
    const huge = refusalOf(() => assertStorableJson({ ['k'.repeat(900_000)]: '\u0000' }, 'value'));
    expect(huge.message.length).toBeLessThan(300);
  });

  it('agrees with a plain search through all strings', () => {
    const unit = fc.constantFrom('a', '_', '\u0000', '\ud83d', '\ude00', 'é', '😀', '__proto__');
    const text = fc.string({ unit, maxLength: 2 });
    const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, 1.5),
        text,
        fc.array(tie('value'), { maxLength: 3 }),
        fc
          .array(fc.tuple(fc.oneof(text, fc.constant('__proto__')), tie('value')), { maxLength: 3 })
          .map((entries) => Object.fromEntries(entries)),
      ),
    }));
    let refused = 0;
    fc.assert(
      fc.property(anyValue, (value) => {
        const bad = JSON.stringify(['', value]).includes('"__proto__":') || hasUnstorableText(value);
        if (bad) refused++;
        const check = () => assertStorableJson(value, 'value');
        if (bad) expect(codeOf(check)).toEqual([400, 'INVALID_PAYLOAD']);
        else expect(check).not.toThrow();
      }),
      { numRuns: 500 },
    );
    expect(refused).toBeGreaterThan(20);
  });
});

/** Finds every string through JSON's own replacer, and lone surrogates through encodeURIComponent's refusal. */
function hasUnstorableText(value: Json): boolean {
  let found = false;
  const look = (text: unknown) => {
    if (typeof text !== 'string') return;
    try {
      if (encodeURIComponent(text).includes('%00')) found = true;
    } catch {
      found = true;
    }
  };
  JSON.stringify(value, (key, child: unknown) => {
    look(key);
    look(child);
    return child;
  });
  return found;
}

describe('assertStorableText', () => {
  it('refuses what no database column takes, and names the field', () => {
    const refusal = refusalOf(() => assertStorableText('a\u0000', 'summary'));
    expect(refusal.extensions).toMatchObject({ field: 'summary' });
    expect(refusal.message).toContain('"summary" contains the character U+0000');
    expect(codeOf(() => assertStorableText('\udfff', 'summary'))).toEqual([400, 'INVALID_PAYLOAD']);
    expect(() => assertStorableText('Größe 😀\n\t', 'summary')).not.toThrow();
  });
});
