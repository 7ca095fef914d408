import { sharedInstance, vendors } from '../../tests/helpers/instance.js';
import type { Instance, Vendor } from '../../tests/helpers/instance.js';

/** A first look instead of a result: fewer rounds, shorter histories. */
export const quick = process.env['ARTIFACTS_BENCH_QUICK'] === 'true';

/** The goals are about PostgreSQL, which comes first; SQLite is told beside it, but not at a first look. */
export const benchVendors: Vendor[] = (
  quick ? (['postgres'] as const) : (['postgres', 'sqlite'] as const)
).filter((one) => vendors.includes(one));

/** The server to measure, alone on the machine as far as we can see to it. */
export function benchInstance(vendor: Vendor = 'postgres'): Instance {
  return sharedInstance(vendor);
}

/** How many rounds: few for a first look, and on SQLite a third of those that a goal is judged by. */
export function roundsOf(vendor: Vendor, { first, full }: { first: number; full: number }): number {
  const rounds = quick ? first : full;
  return vendor === 'sqlite' ? Math.max(2, Math.ceil(rounds / 3)) : rounds;
}

/** One of twenty keys, in turns: a project with as many lines, each of some versions, and no single line of hundreds. */
export function keyOf(turn: number): string {
  return `brand.k${turn % 20}`;
}

/** Numbers from 0 to below `count`. */
export function times(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
