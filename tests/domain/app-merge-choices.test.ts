import { describe, expect, it } from 'vitest';
import {
  type Conflict,
  isAboutFiles,
  nextOpen,
  openConflicts,
  optionsFor,
  readEdited,
  readKept,
  resolutionsOf,
} from '../../src/review-module/merge/choices.js';

const FILE = { file_id: 'f', role: 'primary', name: 'logo.png', sha256: 'abc' };
const COLOR: Conflict = {
  path: '/color',
  reason: 'both_changed',
  base: 'black',
  ours: 'red',
  theirs: 'blue',
};
const FINISH: Conflict = { path: '/finish', reason: 'both_added', ours: 'matt', theirs: null };
const LOGO: Conflict = {
  path: '/$files/primary',
  reason: 'both_changed',
  base: FILE,
  ours: FILE,
  theirs: FILE,
};
const ORDER: Conflict = { path: '/$files', reason: 'reordered' };
const ALL = [COLOR, FINISH, LOGO, ORDER];

describe('Settling conflicts', () => {
  it('offers what there is: base only where it has something, an own value only for values', () => {
    expect(ALL.map(optionsFor)).toEqual([
      ['base', 'ours', 'theirs', 'edit'],
      ['ours', 'theirs', 'edit'],
      ['base', 'ours', 'theirs'],
      ['ours', 'theirs'],
    ]);
  });

  it('tells a file from a key of the value that looks like one', () => {
    expect(ALL.map(isAboutFiles)).toEqual([false, false, true, true]);
    expect(isAboutFiles({ path: '/$files/x', reason: 'both_added', ours: 1, theirs: 2 })).toBe(false);
  });

  it('sends sides by name, base and own values as values, and the file of base by its id', () => {
    const choices = {
      '/color': { from: 'base' },
      '/finish': { from: 'edit', value: null },
      '/$files/primary': { from: 'base' },
      '/$files': { from: 'theirs' },
      '/gone': { from: 'ours' },
    } as const;
    expect(resolutionsOf(ALL, choices)).toEqual({
      '/color': 'black',
      '/finish': null,
      '/$files/primary': 'f',
      '/$files': 'theirs',
    });
    expect(resolutionsOf(ALL, { '/color': { from: 'ours' } })).toEqual({ '/color': 'ours' });
  });

  it('counts what is open, and goes on to the next one, round the end', () => {
    const choices = { '/finish': { from: 'ours' } } as const;
    expect(openConflicts(ALL, choices)).toEqual([COLOR, LOGO, ORDER]);
    expect([nextOpen(ALL, choices, 0), nextOpen(ALL, choices, 3), nextOpen([FINISH], choices, 0)]).toEqual([
      2,
      0,
      null,
    ]);
  });

  it('takes only JSON, and not the words that name a side', () => {
    expect(readEdited(' {"a": [1]} ')).toEqual({ value: { a: [1] } });
    expect(readEdited('null')).toEqual({ value: null });
    expect(readEdited('teal')).toEqual({ problem: 'no_json' });
    expect(readEdited('"ours"')).toEqual({ problem: 'reserved' });
  });

  it('brings back kept choices that still fit, and nothing else', () => {
    const kept = {
      '/color': { from: 'edit', value: 'teal' },
      '/finish': { from: 'base' },
      '/gone': { from: 'ours' },
      '/$files': { from: 'nobody' },
    };
    expect(readKept(JSON.stringify(kept), ALL)).toEqual({ '/color': { from: 'edit', value: 'teal' } });
    for (const text of [null, '', 'null', '[1', '7']) expect(readKept(text, ALL)).toEqual({});
  });
});
