import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildContext, compareContext, diffContexts } from '../../src/domain/context.js';
import type { Json, JsonObject } from '../../src/domain/words.js';

const entry = (id: string, more: JsonObject = {}): JsonObject => ({ ...more, artifact_version_id: id });
const META = { context_version: 1 };
const build = (entries: Map<string, JsonObject>) =>
  buildContext(
    [...entries].map(([schema_key, one]) => ({ schema_key, entry: one })),
    META,
  );

describe('diffContexts', () => {
  it('gives both sides of what was added, changed and removed, by key', () => {
    const from = new Map([
      ['z', entry('a')],
      ['gone', entry('b')],
      ['kept', entry('c', { x: 1, y: 2 })],
    ]);
    const to = new Map([
      ['z', entry('d')],
      ['added', entry('e')],
      ['kept', entry('c', { y: 2, x: 1 })],
    ]);
    expect(diffContexts(from, to)).toEqual([
      { schema_key: 'added', from: null, to: entry('e') },
      { schema_key: 'gone', from: entry('b'), to: null },
      { schema_key: 'z', from: entry('a'), to: entry('d') },
    ]);
    expect(diffContexts(from, from)).toEqual([]);
  });
});

describe('compareContext', () => {
  const expected = new Map([
    ['brand.logo', entry('a')],
    ['brand.colors.main', entry('b')],
    ['web', entry('c')],
  ]);
  const good = build(expected);
  const drift = (actual: Json) => compareContext(expected, META, actual);
  const stray = (schema_key: string, actual: Json) => ({ schema_key, expected: null, actual });
  const brand = good['brand'] as JsonObject;

  it('finds nothing in the context that the versions give', () => {
    expect(drift(good)).toEqual([]);
    expect(compareContext(new Map(), null, null)).toEqual([]);
    expect(compareContext(new Map(), null, {})).toEqual([]);
  });

  it('reports what is missing and what was changed at its schema key', () => {
    expect(drift({ ...good, web: entry('c', { forged: 1 }), brand: { logo: entry('a') } })).toEqual([
      { schema_key: 'brand.colors.main', expected: entry('b'), actual: null },
      { schema_key: 'web', expected: entry('c'), actual: entry('c', { forged: 1 }) },
    ]);
    expect(drift({ ...good, web: null })).toEqual([
      { schema_key: 'web', expected: entry('c'), actual: null },
    ]);
  });

  it('reports a context that is gone altogether', () => {
    expect(drift(null).map((one) => one.schema_key)).toEqual([
      '_meta',
      'brand.colors.main',
      'brand.logo',
      'web',
    ]);
    expect(drift(['x'])[0]).toEqual(stray('', ['x']));
  });

  it('looks at _meta as well', () => {
    expect(drift({ ...good, _meta: { context_version: 2 } })).toEqual([
      { schema_key: '_meta', expected: META, actual: { context_version: 2 } },
    ]);
    expect(compareContext(new Map(), null, { _meta: META })).toEqual([stray('_meta', META)]);
  });

  it.each<[string, JsonObject, ReturnType<typeof stray>]>([
    [
      'an entry beside others',
      { ...good, brand: { ...brand, old: entry('x') } },
      stray('brand.old', entry('x')),
    ],
    ['an entry in branches of its own', { ...good, p: { q: { r: entry('x') } } }, stray('p.q.r', entry('x'))],
    ['an object that is no entry', { ...good, p: { q: { n: 1, r: {} } } }, stray('p.q', { n: 1, r: {} })],
    ['an empty branch', { ...good, p: {} }, stray('p', {})],
    ['a plain value', { ...good, p: 0 }, stray('p', 0)],
    ['null', { ...good, p: null }, stray('p', null)],
    ['a key that spells a path', { ...good, 'brand.logo': entry('x') }, stray('brand.logo', entry('x'))],
    ['a key from a careless merge', withProto(good), stray('__proto__', 1)],
  ])('reports %s that no version explains', (_what, actual, report) => {
    expect(drift(actual)).toEqual([report]);
  });

  it('reports several strays under one branch each for itself', () => {
    expect(drift({ ...good, p: { q: entry('x'), r: entry('y') } })).toEqual([
      stray('p.q', entry('x')),
      stray('p.r', entry('y')),
    ]);
  });

  it('reports what stands in the place of a branch, and what is missing below', () => {
    expect(drift({ ...good, brand: entry('x') })).toEqual([
      stray('brand', entry('x')),
      { schema_key: 'brand.colors.main', expected: entry('b'), actual: null },
      { schema_key: 'brand.logo', expected: entry('a'), actual: null },
    ]);
  });

  it('stands a context nested beyond all keys', () => {
    const deep = JSON.parse('{"p":'.repeat(20_000) + '1' + '}'.repeat(20_000)) as JsonObject;
    const [first, ...others] = drift({ ...good, ...deep });
    expect(first?.schema_key).toMatch(/^p(\.p)+$/);
    expect(others).toEqual([]);
  });

  it('reports something exactly if the context is not what its versions say', () => {
    const key = fc.constantFrom('a', 'b.c', 'b.d', 'e.f.g');
    const anyEntry = fc.constantFrom('1', '2').map((id) => entry(id));
    const anyEntries = fc.array(fc.tuple(key, anyEntry), { maxLength: 4 }).map((pairs) => new Map(pairs));
    const { node } = fc.letrec<{ node: Json }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<Json>(null, 1, {}, []),
        anyEntry,
        fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'b.c', 'e', 'f', 'g'), tie('node'), {
          maxKeys: 3,
          // The comparison of the test tells such objects from others; JSON has none.
          noNullPrototype: true,
        }),
      ),
    }));
    const damage = fc.option(fc.tuple(fc.constantFrom('a', 'b', 'e', '_meta', 'b.c', 'x'), node), {
      freq: 3,
    });
    let clean = 0;
    fc.assert(
      fc.property(anyEntries, damage, (entries, damaged) => {
        const whole = build(entries);
        const actual = damaged === null ? whole : { ...whole, [damaged[0]]: damaged[1] };
        const same = isDeepStrictEqual(actual, whole);
        if (same) clean++;
        const found = compareContext(entries, META, actual);
        expect(found.length === 0).toBe(same);
        expect(
          found.every((one) => !isDeepStrictEqual(one.expected, one.actual) || one.actual === null),
        ).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(clean).toBeGreaterThan(20);
  });
});

/** The context with an own key `__proto__`, which a literal would not make. */
function withProto(context: JsonObject): JsonObject {
  return Object.defineProperty({ ...context }, '__proto__', { value: 1, enumerable: true });
}
