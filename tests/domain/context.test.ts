import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  buildContext,
  contextEntry,
  contextMeta,
  getEntry,
  pickPaths,
  removeEntry,
  RESERVED_KEYS,
  setEntry,
} from '../../src/domain/context.js';
import type { Json, JsonObject } from '../../src/domain/words.js';

const VERSION = {
  id: 'ver-103',
  approved_at: '2026-01-31T09:30:00.000Z',
  version_number: 3,
  content_hash: 'c'.repeat(64),
};
const SERVER_KEYS = {
  artifact_version_id: 'ver-103',
  approved_at: '2026-01-31T09:30:00.000Z',
  version: 3,
  content_hash: 'c'.repeat(64),
};
const file = (file_id: string, primary = false) => ({ file_id, primary });

describe('contextEntry', () => {
  it('has the shape of the example: the value’s keys, ids, file, date and number', () => {
    const value = { metadata: { dimensions: '1000x1000', format: 'PNG' } };
    expect(contextEntry({ ...VERSION, value }, [file('uuid-123', true)])).toEqual({
      ...value,
      ...SERVER_KEYS,
      file_id: 'uuid-123',
    });
  });

  it.each<[string, Json]>([
    ['a list', [1, 2]],
    ['a number', 0],
    ['a string', 'x'],
    ['false', false],
    ['null', null],
  ])('keeps %s under "value"', (_what, value) => {
    expect(contextEntry({ ...VERSION, value }, [])).toEqual({ value, ...SERVER_KEYS });
  });

  it('lists all files where there are several, in order', () => {
    const files = [file('f1'), file('f2', true), file('f3')];
    const entry = contextEntry({ ...VERSION, value: {} }, files);
    expect(entry).toEqual({ ...SERVER_KEYS, file_id: 'f2', file_ids: ['f1', 'f2', 'f3'] });
  });

  it('lets nothing in the value pass for a reserved key, even where there is nothing to put there', () => {
    const forged = Object.fromEntries(RESERVED_KEYS.map((key) => [key, 'forged']));
    expect(contextEntry({ ...VERSION, value: { ...forged, kept: 1 } }, [])).toEqual({
      ...SERVER_KEYS,
      kept: 1,
    });
    expect(
      JSON.stringify(contextEntry({ ...VERSION, value: forged }, [file('a', true), file('b')])),
    ).not.toContain('forged');
  });

  it('is not fooled by __proto__', () => {
    const value = JSON.parse('{"__proto__":{"polluted":true},"kept":1}') as Json;
    const entry = contextEntry({ ...VERSION, value }, []);
    expect(entry).toEqual({ ...SERVER_KEYS, kept: 1 });
    expect(Object.getPrototypeOf(entry)).toBe(Object.prototype);
    expect(Object.hasOwn(entry, '__proto__')).toBe(false);
  });

  it('takes a value key named "value" as any other', () => {
    expect(contextEntry({ ...VERSION, value: { value: 5 } }, [])).toEqual({ value: 5, ...SERVER_KEYS });
  });
});

describe('contextMeta', () => {
  it('has the pinned keys', () => {
    const state = { contextVersion: 5, lastUpdated: VERSION.approved_at, totalArtifacts: 3 };
    expect(contextMeta({ ...state, auditEntries: 9, auditHead: 'e'.repeat(64) })).toEqual({
      schema_version: '1.0.0',
      last_updated: VERSION.approved_at,
      context_version: 5,
      total_artifacts: 3,
      audit_entries: 9,
      audit_head: 'e'.repeat(64),
    });
  });
});

const entry = (id: string, more: JsonObject = {}): JsonObject => ({ ...more, artifact_version_id: id });
const META = { context_version: 1 };

describe('setEntry and removeEntry', () => {
  it('nest objects, never lists', () => {
    expect(setEntry({}, 'slides.10', entry('a'))).toEqual({ slides: { '10': entry('a') } });
    expect(Array.isArray(setEntry({}, 'slides.0', entry('a'))['slides'])).toBe(false);
  });

  it('share what they do not touch and change nothing they were given', () => {
    const context = {
      brand: { logo: entry('a'), colors: entry('b') },
      web: { home: entry('c') },
      _meta: META,
    };
    const before = structuredClone(context);
    const changed = setEntry(context, 'brand.logo', entry('d'));
    const removed = removeEntry(context, 'brand.logo');
    expect(context).toEqual(before);
    expect(changed).toEqual({ ...before, brand: { logo: entry('d'), colors: entry('b') } });
    expect(changed['web']).toBe(context.web);
    expect(removed).toEqual({ ...before, brand: { colors: entry('b') } });
  });

  it('leave no empty branch behind, and keep _meta', () => {
    const context = { a: { b: { c: entry('x') } }, _meta: META };
    expect(removeEntry(context, 'a.b.c')).toEqual({ _meta: META });
    expect(removeEntry({ ...context, a: { b: { c: entry('x') }, d: entry('y') } }, 'a.b.c')).toEqual({
      a: { d: entry('y') },
      _meta: META,
    });
  });

  it('remove nothing where nothing is, nor from inside an entry', () => {
    const context = { brand: entry('a', { logo: { size: 1 } }), _meta: META };
    for (const key of ['brand.logo', 'brand.logo.size', 'web', 'web.home', 'valueof', 'tostring.x']) {
      expect(removeEntry(context, key)).toEqual(context);
    }
  });

  it('replace what stands in the way of a branch', () => {
    expect(setEntry({ brand: [1] }, 'brand.logo', entry('a'))).toEqual({ brand: { logo: entry('a') } });
    expect(setEntry({ brand: 'x' }, 'brand.logo', entry('a'))).toEqual({ brand: { logo: entry('a') } });
  });
});

/** Keys of which none is a branch of another. */
const KEYS = ['a', 'b.c', 'b.d', 'b.e.f', 'g.h.i.j', 'g.h.k', 'slides.0', 'slides.10'];
const anyEntry = fc
  .tuple(fc.uuid(), fc.constantFrom({}, { logo: { x: 1 } }))
  .map(([id, more]) => entry(id, more));
const build = (entries: Map<string, JsonObject>) =>
  buildContext(
    [...entries].map(([schema_key, one]) => ({ schema_key, entry: one })),
    META,
  );

describe('a context', () => {
  it('is the same whether it was built at once or step by step', () => {
    const step = fc.tuple(fc.constantFrom(...KEYS), fc.option(anyEntry));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let context: JsonObject = { _meta: META };
        const entries = new Map<string, JsonObject>();
        for (const [key, one] of steps) {
          if (one === null) entries.delete(key);
          else entries.set(key, one);
          context = one === null ? removeEntry(context, key) : setEntry(context, key, one);
        }
        expect(isDeepStrictEqual(context, build(entries))).toBe(true);
        for (const key of KEYS) expect(getEntry(context, key)).toEqual(entries.get(key) ?? null);
      }),
    );
  });

  it('is built in a time that does not grow with the square of its width', () => {
    const wide = new Map(
      Array.from({ length: 20_000 }, (_, index) => [`wide.k${index}`, entry(`v${index}`)]),
    );
    const started = performance.now();
    expect(Object.keys(build(wide)['wide'] as object)).toHaveLength(20_000);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('getEntry', () => {
  const context = {
    brand: { logo: entry('a', { nested: entry('fake') }), artifact_version_id: entry('b') },
    _meta: META,
  };

  it('finds entries only: no branch, nothing inside an entry, nothing inherited', () => {
    expect(getEntry(context, 'brand.logo')).toEqual(context.brand.logo);
    for (const key of ['brand', 'brand.logo.nested', '_meta', 'brand.colors', 'constructor', 'valueOf', '']) {
      expect(getEntry(context, key)).toBeNull();
    }
    expect(getEntry(null, 'brand.logo')).toBeNull();
  });

  it('knows a branch from an entry even if a segment has the name of a reserved key', () => {
    expect(getEntry(context, 'brand.artifact_version_id')).toEqual(entry('b'));
  });
});

describe('pickPaths', () => {
  const context = {
    brand: { logo: entry('a', { size: { w: 1 } }), colors: { main: entry('b'), dark: entry('c') } },
    web: entry('d'),
    _meta: META,
  };

  it.each<[string[], JsonObject]>([
    [[], {}],
    [['brand.logo'], { brand: { logo: context.brand.logo } }],
    [['brand.colors'], { brand: { colors: context.brand.colors } }],
    [['web', 'brand.colors.dark'], { web: context.web, brand: { colors: { dark: entry('c') } } }],
    [['brand.logo', 'brand'], { brand: context.brand }],
    [['brand', 'brand.colors.main'], { brand: context.brand }],
    [['brand.logo.size', 'nothing', 'brand.x', '', 'valueOf', '__proto__'], {}],
    [['_meta'], {}],
  ])('%j', (paths, picked) => {
    const before = structuredClone(context);
    expect(pickPaths(context, paths)).toEqual({ ...picked, _meta: META });
    expect(context).toEqual(before);
  });

  it('makes up no _meta', () => {
    expect(pickPaths({ web: entry('d') }, ['web'])).toEqual({ web: entry('d') });
  });
});
