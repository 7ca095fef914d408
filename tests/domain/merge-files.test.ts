import { describe, expect, it } from 'vitest';
import { diffFiles } from '../../src/domain/file-diff.js';
import { filesPrefix } from '../../src/domain/merge/file-slots.js';
import type { FileResolution, MergeFile } from '../../src/domain/merge/file-outcome.js';
import { mergeFiles } from '../../src/domain/merge/merge-files.js';

const file = (name: string, sha256: string, file_id = `${name} ${sha256}`): MergeFile => ({
  file_id,
  role: 'attachment',
  name,
  sha256,
});
const primary = (name: string, sha256: string): MergeFile => ({ ...file(name, sha256), role: 'primary' });
const merge = (
  base: MergeFile[],
  ours: MergeFile[],
  theirs: MergeFile[],
  resolutions: Record<string, FileResolution> = {},
) => mergeFiles({ base, ours, theirs, prefix: '$files', resolutions: new Map(Object.entries(resolutions)) });

const A1 = file('a', '1');
const A2 = file('a', '2');
const A3 = file('a', '3');
const B = file('b', '1');
const C = file('c', '1');

describe('mergeFiles', () => {
  it('takes what one side changed, added or removed, and says from where', () => {
    expect(merge([A1, B], [A2, B, C], [A1])).toEqual({
      files: [A2, C],
      conflicts: [],
      taken: [
        { path: '/$files/attachment/a', from: 'ours', name: 'a' },
        { path: '/$files/attachment/b', from: 'theirs', name: 'b', removed: true },
        { path: '/$files/attachment/c', from: 'ours', name: 'c' },
      ],
      resolved: [],
    });
    expect(merge([A1, B], [A1, B], [B, A2]).files).toEqual([B, A2]);
  });

  it('takes files with an equal digest for equal, and prefers ours', () => {
    const copy = file('a', '1', 'copy');
    expect(merge([A1], [copy], [A1])).toMatchObject({ files: [copy], taken: [] });
    expect(merge([A1], [copy], [A2]).files).toEqual([A2]);
    expect(merge([], [copy], [A1])).toMatchObject({ files: [copy], taken: [{ from: 'both' }] });
  });

  it.each([
    ['both changed', [A1], [A2], [A3], 'both_changed', 'a', [A2]],
    ['both added', [], [A2], [A3], 'both_added', null, [A2]],
    ['ours deleted', [A1], [], [A3], 'deleted_by_us', null, [A3]],
    ['theirs deleted', [A1], [A2], [], 'deleted_by_them', null, [A2]],
  ] as const)('reports what %s as a conflict', (_what, base, ours, theirs, reason, mergedName, files) => {
    const merged = merge([...base], [...ours], [...theirs]);
    const sides = {
      ...(base[0] && { base: base[0] }),
      ...(ours[0] && { ours: ours[0] }),
      ...(theirs[0] && { theirs: theirs[0] }),
    };
    expect(merged.conflicts).toEqual([{ path: '/$files/attachment/a', reason, mergedName, ...sides }]);
    expect(merged.files).toEqual(files);
  });

  it('takes the primary file for one slot, whatever its name', () => {
    const logo = primary('logo.svg', '1');
    const renamed = primary('mark.svg', '1');
    const edited = primary('logo.svg', '2');
    expect(merge([logo], [renamed], [logo])).toMatchObject({
      files: [renamed],
      taken: [{ path: '/$files/primary', from: 'ours', name: 'mark.svg' }],
    });
    expect(merge([logo], [logo], [renamed]).files).toEqual([renamed]);
    // No file has both the new name and the new content, until it is made.
    expect(merge([logo], [renamed], [edited]).conflicts).toMatchObject([
      { path: '/$files/primary', reason: 'both_changed', mergedName: 'mark.svg' },
    ]);
    expect(merge([logo], [edited], [renamed]).conflicts).toMatchObject([{ mergedName: 'mark.svg' }]);
    expect(merge([logo], [renamed], [primary('x.svg', '1')]).conflicts).toMatchObject([{ mergedName: null }]);
  });

  it('takes attachments of one name apart by their occurrence, and escapes names', () => {
    const twins = [file('x/y', '1'), file('x/y', '2')];
    const changed = [file('x/y', '1'), file('x/y', '3')];
    expect(merge(twins, changed, twins)).toMatchObject({
      files: changed,
      taken: [{ path: '/$files/attachment/x~1y/2' }],
    });
  });

  it('merges the order, and reports two different new ones', () => {
    expect(merge([A1, B, C], [C, A1, B], [A1, B, C])).toMatchObject({
      files: [C, A1, B],
      taken: [{ path: '/$files', from: 'ours' }],
    });
    const differing = [
      [A1, B, C],
      [C, B, A1],
      [B, A1, C],
    ] as const;
    const resolve = (resolutions: Record<string, FileResolution>) =>
      merge([...differing[0]], [...differing[1]], [...differing[2]], resolutions);
    expect(resolve({})).toMatchObject({
      files: [C, B, A1],
      conflicts: [{ path: '/$files', reason: 'reordered' }],
    });
    expect(resolve({ '/$files': { side: 'theirs' } })).toMatchObject({
      files: [B, A1, C],
      conflicts: [],
      resolved: ['/$files'],
    });
    expect(resolve({ '/$files': { side: 'ours' } })).toMatchObject({ files: [C, B, A1], conflicts: [] });
    expect(resolve({ '/$files': { file: A3 } })).toMatchObject({
      conflicts: [{ path: '/$files' }],
      resolved: [],
    });
  });

  it('applies resolutions to conflicts, and to nothing else', () => {
    const path = '/$files/attachment/a';
    const other = { file_id: 'other', name: 'other.png', sha256: '9' };
    const settled = (resolution: FileResolution) => merge([A1], [A2], [A3], { [path]: resolution });
    expect(settled({ side: 'ours' })).toMatchObject({ files: [A2], conflicts: [], resolved: [path] });
    expect(settled({ side: 'theirs' }).files).toEqual([A3]);
    expect(settled({ file: other })).toMatchObject({
      files: [{ ...other, role: 'attachment' }],
      taken: [{ path, from: 'resolution', name: 'other.png' }],
    });
    expect(merge([A1], [], [A3], { [path]: { side: 'ours' } })).toMatchObject({
      files: [],
      taken: [{ path, from: 'resolution', name: 'a', removed: true }],
    });
    expect(merge([A1], [A2], [A1], { [path]: { side: 'theirs' } })).toMatchObject({
      files: [A2],
      resolved: [],
    });
  });

  it('puts a merged text in the place of its conflict, but of no other', () => {
    const made = { file_id: 'made', name: 'a', sha256: '4' };
    const merged = new Map([['/$files/attachment/a', made]]);
    const sides = { ours: [B, A2], theirs: [B, A3], prefix: '$files', merged };
    expect(mergeFiles({ base: [B, A1], ...sides })).toMatchObject({
      files: [B, { ...made, role: 'attachment' }],
      conflicts: [],
      taken: [{ from: 'both', name: 'a' }],
    });
    expect(mergeFiles({ base: [B], ...sides }).conflicts).toHaveLength(1);
  });

  it('lists a file once that one side made primary and the other added: as primary', () => {
    const logo = { ...primary('l', '1'), file_id: 'f' };
    const attached = { ...logo, role: 'attachment' } as const;
    expect(merge([A1], [A1, logo], [attached, A1]).files).toEqual([A1, logo]);
  });
});

describe('filesPrefix', () => {
  it('is no key of any of the values', () => {
    expect(filesPrefix([null, [1], { files: 1 }])).toBe('$files');
    expect(filesPrefix([{ $files: 1 }, {}, { $$files: 1 }])).toBe('$$$files');
    expect(filesPrefix([{ a: { $files: 1 } }, { $$files: 1 }])).toBe('$files');
  });
});

describe('diffFiles', () => {
  it('tells what was added, removed, replaced and renamed', () => {
    const [logo, renamed] = [primary('logo', '1'), primary('mark', '1')];
    expect(diffFiles([logo, A1, B], [renamed, file('a', '1', 'copy'), C], '$files')).toEqual([
      { path: '/$files/primary', op: 'rename', before: logo, after: renamed },
      { path: '/$files/attachment/b', op: 'remove', before: B },
      { path: '/$files/attachment/c', op: 'add', after: C },
    ]);
    expect(diffFiles([A1, B], [B, A2], '$$files')).toEqual([
      { path: '/$$files/attachment/a', op: 'replace', before: A1, after: A2 },
    ]);
  });
});
