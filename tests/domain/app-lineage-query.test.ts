import { describe, expect, it } from 'vitest';
import {
  readLineageQuery,
  togglePick,
  writeLineageQuery,
} from '../../src/review-module/lineage/lineage-query.js';

describe('The URL of the lineage page', () => {
  it('says what is shown, and nothing that is as usual', () => {
    const query = { project: '7', key: 'brand.logo', a: 'one', b: 'two', view: 'list', at: 'three' };
    expect(readLineageQuery(query)).toEqual({
      project: '7',
      key: 'brand.logo',
      picked: ['one', 'two'],
      view: 'list',
      at: 'three',
    });
    expect(writeLineageQuery(readLineageQuery(query))).toEqual(query);
    expect(writeLineageQuery(readLineageQuery({}))).toEqual({});
  });

  it('takes what makes no sense for not given', () => {
    const read = readLineageQuery({ project: '', key: ['a.b', 'c'], a: null, b: 'x', view: 'tree' });
    expect(read).toEqual({ project: null, key: 'a.b', picked: ['x'], view: 'graph', at: null });
    expect(readLineageQuery({ a: 'same', b: 'same' }).picked).toEqual(['same']);
  });

  it('picks two, and replaces the second by a third', () => {
    expect(togglePick([], 'a')).toEqual(['a']);
    expect(togglePick(['a'], 'b')).toEqual(['a', 'b']);
    expect(togglePick(['a', 'b'], 'c')).toEqual(['a', 'c']);
    expect(togglePick(['a', 'b'], 'a')).toEqual(['b']);
  });
});
