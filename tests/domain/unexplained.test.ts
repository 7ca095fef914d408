import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setEntry } from '../../src/domain/context.js';
import { lostByNewMeta, lostBySetting } from '../../src/domain/unexplained.js';
import type { Json, JsonObject } from '../../src/domain/words.js';

const entry: JsonObject = { primary: '#ff0000', artifact_version_id: 'v1', version: 1, content_hash: 'aa' };

describe('what an entry would overwrite', () => {
  it.each<[string, Json, string | null]>([
    ['an empty project', null, null],
    ['an empty context', {}, null],
    ['a neighbour', { brand: { logo: { a: 1 } } }, null],
    ['a place that was kept free', { brand: { colors: null } }, null],
    ['an empty object', { brand: { colors: {} } }, null],
    ['the same without bookkeeping', { brand: { colors: { primary: '#ff0000' } } }, null],
    [
      'the same of an older system',
      {
        brand: {
          colors: { primary: '#ff0000', artifact_version_id: 'old', version: 7, approved_at: 'then' },
        },
      },
      null,
    ],
    ['something else', { brand: { colors: { primary: '#00ff00' } } }, 'brand.colors'],
    ['the same with a file', { brand: { colors: { primary: '#ff0000', file_id: 'f' } } }, 'brand.colors'],
    ['a branch with things below', { brand: { colors: { dark: { primary: '#ff0000' } } } }, 'brand.colors'],
    ['an entry above', { brand: { artifact_version_id: 'old', name: 'x' } }, 'brand'],
    ['a text above', { brand: 'see the wiki' }, 'brand'],
    ['a list above', { brand: [1] }, 'brand'],
    ['a context that is a list', [1], ''],
    ['a context that is a text', 'see the wiki', ''],
  ])('%s', (_what, context, lost) => {
    expect(lostBySetting(context, 'brand.colors', entry)).toBe(lost);
  });

  it('a value that is no object counts as what its entry calls "value"', () => {
    expect(lostBySetting({ size: 3 }, 'size', { value: 3, version: 1 })).toBeNull();
    expect(lostBySetting({ size: 3 }, 'size', { value: 4, version: 1 })).toBe('size');
  });

  it('nothing that was said before is gone where nothing is reported', () => {
    const key = fc.constantFrom('a', 'b', 'artifact_version_id');
    const { context } = fc.letrec<{ context: JsonObject; node: Json }>((tie) => ({
      context: fc.dictionary(key, tie('node'), { maxKeys: 3, noNullPrototype: true }),
      node: fc.oneof({ maxDepth: 4 }, fc.constantFrom<Json>(null, 1, 'x', [2], {}), tie('context')),
    }));
    const path = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(context, path, fc.constantFrom(1, 'x'), (before, segments, value) => {
        const schemaKey = segments.join('.');
        const set = { value, artifact_version_id: 'new', version: 1 };
        if (lostBySetting(before, schemaKey, set) !== null) return;
        const after = leaves(setEntry(before, schemaKey, set));
        // Where the entry says the same, its value moves under "value".
        const same = `${schemaKey} = ${JSON.stringify(value)}`;
        for (const leaf of leaves(before)) {
          if (leaf !== same && !leaf.startsWith(`${schemaKey}.artifact_version_id `))
            expect(after).toContain(leaf);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('what a new _meta would overwrite', () => {
  it.each<[string, Json, string | null]>([
    ['no context', null, null],
    ['no _meta', {}, null],
    ['that of the older system', { _meta: { schema_version: '1.0.0', context_version: 5 } }, null],
    ['keys of somebody else', { _meta: { schema_version: '1.0.0', owner: 'me' } }, '_meta.owner'],
    ['something else of that name', { _meta: 'x' }, '_meta'],
  ])('%s', (_what, context, lost) => {
    expect(lostByNewMeta(context)).toBe(lost);
  });
});

/** `path = value` of everything in a context that says something: no nulls, no empty objects. */
function leaves(node: Json, path = ''): string[] {
  if (node === null) return [];
  if (typeof node !== 'object' || Array.isArray(node)) return [`${path} = ${JSON.stringify(node)}`];
  return Object.entries(node).flatMap(([key, child]) => leaves(child, path === '' ? key : `${path}.${key}`));
}
