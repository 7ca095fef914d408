import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { previewOf, readEntry } from '../../src/review-module/project/entry.js';
import { buildTree, leavesOf, searchTree, type TreeNode } from '../../src/review-module/project/tree.js';
import { buildContext, contextEntry } from '../../src/domain/context.js';
import type { Json } from '../../src/domain/words.js';

const entryFor = (key: string, value: Json = { of: key }) =>
  contextEntry(
    {
      id: `id-of-${key}`,
      value,
      approved_at: '2026-01-01T00:00:00.000Z',
      version_number: 2,
      content_hash: 'c',
    },
    [],
  );
const contextOf = (...keys: string[]) =>
  buildContext(
    keys.map((schema_key) => ({ schema_key, entry: entryFor(schema_key) })),
    { context_version: 1 },
  );
const namesOf = (nodes: readonly TreeNode[]): unknown[] =>
  nodes.map((node) => (node.kind === 'branch' ? [node.name, namesOf(node.children)] : node.name));

/** Keys of which none lies above another. */
const keys = fc
  .uniqueArray(fc.array(fc.constantFrom('a', 'b', 'c-1', '10', '2'), { minLength: 3, maxLength: 3 }), {
    selector: (segments) => segments.join('.'),
    minLength: 1,
  })
  .map((list) => list.map((segments) => segments.join('.')));

describe('The tree of a context', () => {
  test('nests by segment, sorts numbers as numbers, and leaves out _meta', () => {
    const tree = buildTree(contextOf('slides.10', 'slides.2', 'brand.logo'));
    expect(namesOf(tree)).toEqual([
      ['brand', ['logo']],
      ['slides', ['2', '10']],
    ]);
  });

  test('has every key of the context once, with its version', () => {
    fc.assert(
      fc.property(keys, (all) => {
        const leaves = leavesOf(buildTree(contextOf(...all)));
        expect(leaves.map(({ key }) => key).sort()).toEqual([...all].sort());
        for (const { key, entry } of leaves) expect(entry.versionId).toBe(`id-of-${key}`);
      }),
    );
  });

  test('keeps _meta further down: only the one at the top is the registry’s own', () => {
    expect(namesOf(buildTree({ brand: { _meta: entryFor('x') } }))).toEqual([['brand', ['_meta']]]);
  });

  test('shows what no version has recorded as such, and does not count it', () => {
    const [brand] = buildTree({ brand: { logo: entryFor('brand.logo'), motto: 'From before' } });
    expect(brand).toMatchObject({
      entries: 1,
      children: [{ kind: 'entry' }, { kind: 'stray', key: 'brand.motto', value: 'From before' }],
    });
  });
});

describe('The search in a tree', () => {
  test('finds exactly the keys that have all words in them, in any case', () => {
    fc.assert(
      fc.property(
        keys,
        fc.array(fc.constantFrom('a', 'B', '1', 'c-', 'zz'), { maxLength: 3 }),
        (all, words) => {
          const found = leavesOf(searchTree(buildTree(contextOf(...all)), words.join('  ')));
          const expected = all.filter((key) => words.every((word) => key.includes(word.toLowerCase())));
          expect(found.map(({ key }) => key).sort()).toEqual(expected.sort());
        },
      ),
    );
  });

  test('counts what it has found, not what there is', () => {
    const tree = buildTree(contextOf('brand.logo', 'brand.colors'));
    expect(searchTree(tree, 'logo')).toMatchObject([{ name: 'brand', entries: 1 }]);
  });
});

describe('An entry', () => {
  test('gives back the value that was recorded, whatever kind it is', () => {
    for (const value of [{ a: 1 }, 'text', 3, null, ['list']]) {
      expect(readEntry(entryFor('k', value)).value).toEqual(value);
    }
  });

  test('knows its main file and how many it has', () => {
    const version = { id: 'v', value: 1, approved_at: null, version_number: 1, content_hash: null };
    const files = [
      { file_id: 'f1', primary: true },
      { file_id: 'f2', primary: false },
    ];
    expect(readEntry(contextEntry(version, files))).toMatchObject({ fileId: 'f1', files: 2 });
    expect(readEntry(contextEntry(version, files.slice(0, 1)))).toMatchObject({ fileId: 'f1', files: 1 });
    expect(readEntry(contextEntry(version, []))).toMatchObject({ fileId: null, files: 0 });
  });

  test('survives what somebody has done to it in the database', () => {
    expect(readEntry({ artifact_version_id: 'v', version: 'nine', file_id: 3 })).toMatchObject({
      number: null,
      fileId: null,
      approvedAt: null,
    });
  });

  test('is previewed in one line', () => {
    expect(previewOf({ text: 'Two\nlines', deep: { a: [1] } })).toBe('text: Two lines · deep: {"a":[1]}');
    expect(previewOf(null)).toBe('');
    expect(previewOf('x'.repeat(500))).toHaveLength(160);
  });
});
