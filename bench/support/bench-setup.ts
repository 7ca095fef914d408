import { vendorBed } from '../../tests/helpers/test-bed.js';
import { sharedInstance } from '../../tests/helpers/instance.js';
import type { Instance } from '../../tests/helpers/instance.js';

/** A first look instead of a result: fewer rounds, shorter histories. */
export const quick = process.env['ARTIFACTS_BENCH_QUICK'] === 'true';

/** The server to measure: on PostgreSQL, alone on the machine as far as we can see to it. */
export function benchInstance(): Instance {
  vendorBed('postgres');
  return sharedInstance('postgres');
}

/** Numbers from 0 to below `count`. */
export function times(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
