import { describe, expect, test } from 'vitest';
import { bounds, meanValues } from '../../bench/simulate/closed-form.js';
import { simulate } from '../../bench/simulate/simulate.js';

const setting = {
  clients: 6,
  thinkMs: 20,
  // So many that two requests hardly ever meet at a lock.
  projects: 10_000,
  processes: 1,
  databaseCores: 1,
  beforeMs: 5,
  lockedMs: 4,
  databaseMs: 6,
};
/** To within two in a hundred. */
const length = { requests: 20_000 };

describe('the simulation of many servers', () => {
  test('agrees with mean value analysis where that is exact', () => {
    // One visit each to equal exponential servers: the two parts at the process are told apart by nobody.
    const even = { ...setting, beforeMs: 4, lockedMs: 4 };
    const exact = meanValues({ clients: 6, thinkMs: 20, demandsMs: [8, 6] });
    const { perSecond, responseMs } = simulate(even, length);
    expect(perSecond / exact.perSecond).toBeCloseTo(1, 1.4);
    expect(responseMs / exact.responseMs).toBeCloseTo(1, 1.4);
  });

  test('obeys Little’s law: clients are as many as throughput times the time of a round', () => {
    const { perSecond, responseMs } = simulate(setting, length);
    expect((perSecond / 1000) * (responseMs + setting.thinkMs)).toBeCloseTo(setting.clients, 0.7);
  });

  test.each([
    ['process', {}],
    ['lock', { projects: 1, processes: 8, databaseCores: 8 }],
    ['database', { processes: 8, databaseMs: 20 }],
  ] as const)('comes close to the bound of the %s, and never past it', (limit, change) => {
    const crowded = { ...setting, ...change, clients: 100, thinkMs: 0 };
    const most = bounds(crowded)[limit];
    const { perSecond, busy } = simulate(crowded, length);
    expect(perSecond).toBeLessThan(most * 1.02);
    expect(perSecond).toBeGreaterThan(most * 0.9);
    expect(busy[limit]).toBeGreaterThan(0.9);
  });
});
