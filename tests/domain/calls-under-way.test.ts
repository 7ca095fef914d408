import { expect, it } from 'vitest';
import { CallsUnderWay } from '../../src/domain/calls-under-way.js';

it('gives one address four places of twenty, however many calls it has', () => {
  const underWay = new CallsUnderWay();
  const taken = Array.from({ length: 10 }, () => underWay.begin('https://hangs.example'));
  expect(taken.filter(Boolean)).toHaveLength(4);
  expect(underWay.busy).toEqual(['https://hangs.example']);
  const others = Array.from({ length: 30 }, (_, nth) => underWay.begin(`https://${nth}.example`));
  expect(others.filter(Boolean)).toHaveLength(16);
  expect(underWay.room).toBe(0);
});

it('has room again for what has ended, and a copy is tried on without it', () => {
  const underWay = new CallsUnderWay();
  for (let nth = 0; nth < 4; nth++) underWay.begin('https://hangs.example');
  const copy = underWay.copy();
  copy.begin('https://other.example');
  expect([copy.room, underWay.room]).toEqual([15, 16]);
  underWay.end('https://hangs.example');
  expect(underWay.busy).toEqual([]);
  expect(underWay.begin('https://hangs.example')).toBe(true);
  expect(copy.busy).toEqual(['https://hangs.example']);
});
