import { expect, test } from 'vitest';
import { growth, median, quantile } from '../chaos/soak/trend.js';

const every = (values: number[]) => values.map((value, index) => ({ at: index * 10, value }));

test('What stays as it is does not grow, whatever single seconds do', () => {
  const level = Array.from({ length: 60 }, (_, index) => 200 + (index % 3));
  expect(growth(every(level))).toBeCloseTo(0, 2);
  expect(growth(every(level.with(59, 900).with(30, 700)))).toBeCloseTo(0, 2);
});

test('A leak shows as the part by which it grew', () => {
  const leaking = Array.from({ length: 61 }, (_, index) => 200 + index);
  expect(growth(every(leaking))).toBeCloseTo(60 / 230, 5);
  const falling = Array.from({ length: 61 }, (_, index) => 260 - index);
  expect(growth(every(falling))).toBeLessThan(-0.2);
});

test('Nothing can be said of two moments', () => {
  expect(growth(every([1, 100]))).toBe(0);
});

test('Quantiles are values that were there', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(quantile([4, 3, 2, 1], 0.95)).toBe(4);
  expect(quantile([], 0.5)).toBeNaN();
});
