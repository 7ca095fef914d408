import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash, orderFiles } from '../../src/domain/content-hash.js';
import type { Json } from '../../src/domain/words.js';

const sha256 = (bytes: string) => createHash('sha256').update(Buffer.from(bytes, 'utf8')).digest('hex');
const A = sha256('bytes of file a');
const B = sha256('bytes of file b');

describe('contentHash', () => {
  it('hashes the bytes that version 1 of the format pins', () => {
    expect(contentHash({ value: null, files: [] })).toBe(
      sha256('artifact-content:v1\n{"files":[],"value":null}'),
    );
    expect(
      contentHash({
        value: { primary: '#1A365D', accent: 'Grün €', sizes: [1.0, 1e21] },
        files: [
          { file_id: 'f1', sha256: A, primary: true },
          { file_id: 'f2', sha256: B, primary: false },
        ],
      }),
    ).toBe(
      sha256(
        `artifact-content:v1\n{"files":[{"primary":true,"sha256":"${A}"},{"primary":false,"sha256":"${B}"}],` +
          '"value":{"accent":"Grün €","primary":"#1A365D","sizes":[1,1e+21]}}',
      ),
    );
  });

  it('gives the known hash of the empty content, so that no release changes it unseen', () => {
    expect(contentHash({ value: null, files: [] })).toBe(
      'd63965da0c6921fe35dbef6fea972b02b86e66c7582748c9bb6d41e896d77552',
    );
  });

  const value = { a: 1, b: { c: [true] } };
  const files = [
    { file_id: 'f1', sha256: A, primary: true },
    { file_id: 'f2', sha256: B, primary: false },
  ];
  const same = contentHash({ value, files });

  it('leaves ids and the order of keys out', () => {
    const renamed = files.map((file, index) => ({ ...file, file_id: `other-${index}` }));
    expect(contentHash({ value: { b: { c: [true] }, a: 1 }, files: renamed })).toBe(same);
  });

  it.each<[string, Json, typeof files]>([
    ['the value', { ...value, a: 2 }, files],
    ['the order of files', value, [...files].reverse()],
    ['which file is primary', value, files.map((file) => ({ ...file, primary: !file.primary }))],
    ['a missing file', value, files.slice(0, 1)],
    ['the bytes of a file', value, files.map((file) => ({ ...file, sha256: B }))],
  ])('depends on %s', (_what, otherValue, otherFiles) => {
    expect(contentHash({ value: otherValue, files: otherFiles })).not.toBe(same);
  });
});

describe('orderFiles', () => {
  const link = (file_id: string, sort: number | null, id: string) => ({ file_id, sort, id });

  it('sorts by sort, rows without one last, ties by junction id', () => {
    const linked = [
      link('e', null, 'j5'),
      link('c', 2, 'j3'),
      link('b', 2, 'j2'),
      link('d', null, 'j4'),
      link('a', 0, 'j9'),
    ];
    expect(orderFiles(null, linked)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((file_id) => ({ file_id, primary: false })),
    );
  });

  it('puts the primary file first only if it is not linked, and never lists it twice', () => {
    expect(orderFiles('p', [])).toEqual([{ file_id: 'p', primary: true }]);
    expect(orderFiles('p', [link('a', 1, 'j1')])).toEqual([
      { file_id: 'p', primary: true },
      { file_id: 'a', primary: false },
    ]);
    expect(orderFiles('p', [link('p', 2, 'j2'), link('a', 1, 'j1'), link('p', 3, 'j3')])).toEqual([
      { file_id: 'a', primary: false },
      { file_id: 'p', primary: true },
    ]);
  });

  it('orders the same however the database returned the rows, and changes nothing it was given', () => {
    const links = fc.uniqueArray(
      fc.record({
        file_id: fc.constantFrom('a', 'b', 'c', 'd'),
        sort: fc.option(fc.integer({ min: 0, max: 3 })),
        id: fc.uuid(),
      }),
      { selector: (row) => row.id, maxLength: 8 },
    );
    fc.assert(
      fc.property(links, fc.option(fc.constantFrom('a', 'p')), (linked, primary) => {
        const before = structuredClone(linked);
        const ordered = orderFiles(primary, linked);
        expect(linked).toEqual(before);
        expect(orderFiles(primary, [...linked].reverse())).toEqual(ordered);
        expect(ordered.filter((file) => file.primary).map((file) => file.file_id)).toEqual(
          primary ? [primary] : [],
        );
        const wanted = new Set([...linked.map((row) => row.file_id), ...(primary ? [primary] : [])]);
        expect(ordered.map((file) => file.file_id).sort()).toEqual([...wanted].sort());
      }),
    );
  });
});
