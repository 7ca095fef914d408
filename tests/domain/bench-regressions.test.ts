import { expect, test } from 'vitest';
import { findRegressions } from '../../scripts/lib/bench/compare.js';

const machine = { cpu: 'any', cores: 2, memory_gb: 8, node: 'v22', platform: 'linux' };

/** Results of one row whose quartiles lie a tenth beside its ratio. */
function results(ratio: number, at: '<=' | '>=', noise = 0.1) {
  const spread: [number, number] = [ratio * 0.9, ratio * 1.1];
  const row = {
    name: 'a row',
    against: 'another',
    ratio,
    spread,
    met: true,
    goal: { at, ratio: 1 },
    figures: {},
  };
  return { machine, noise, rows: [row] };
}

test('a ratio that became worse by more than quartiles and noise is a regression', () => {
  expect(findRegressions(results(1, '<='), results(1.6, '<='))).toEqual([
    'a row: 1.6 × another, was 1 (noise 10 %)',
  ]);
  expect(findRegressions(results(2, '>='), results(1.2, '>='))).toHaveLength(1);
});

test('what is within the noise is none, and neither is what became better', () => {
  expect(findRegressions(results(1, '<='), results(1.2, '<='))).toEqual([]);
  expect(findRegressions(results(1, '<=', 0.8), results(1.6, '<='))).toEqual([]);
  expect(findRegressions(results(1, '<='), results(0.2, '<='))).toEqual([]);
  expect(findRegressions(results(2, '>='), results(9, '>='))).toEqual([]);
});

test('rows without a goal and rows of one side only have no better and worse', () => {
  const told = results(9, '<=');
  expect(findRegressions({ ...told, rows: [] }, told)).toEqual([]);
  const goalless = { ...told, rows: told.rows.map((row) => ({ ...row, goal: null })) };
  expect(findRegressions(results(1, '<='), goalless)).toEqual([]);
});
