import { vendors } from '../helpers/vendors.js';
import type { Vendor } from '../helpers/vendors.js';
import type { Plan } from './history.js';

const SECONDS_IN_ALL = 180;
/** Of those, how much is for clients and kills on each database, and for hostile requests to each. */
const SHARES = { postgres: 0.5, sqlite: 0.2, fuzz: 0.15 };
/** A killed server takes about half of that until it is back. */
const SECONDS_PER_KILL = 10;

/** The run on that database, from what `scripts/test-chaos.js` was asked for. */
export function planFor(vendor: Vendor): Plan {
  const seed = numberFrom('ARTIFACTS_CHAOS_SEED', 1);
  const all = numberFrom('ARTIFACTS_CHAOS_SECONDS', SECONDS_IN_ALL);
  const share = vendors.length === 1 ? 1 : SHARES[vendor];
  return {
    vendor,
    seed,
    seconds: Math.round(all * share),
    clients: vendor === 'postgres' ? 8 : 4,
    servers: vendor === 'postgres' ? 2 : 1,
  };
}

/** How many kills a run of that length must have seen to say anything. */
export function killsFor({ seconds }: Plan): number {
  return Math.max(1, Math.floor(seconds / SECONDS_PER_KILL));
}

/** How long hostile requests are sent to each database. */
export function fuzzPlan(): { seed: number; seconds: number } {
  const all = numberFrom('ARTIFACTS_CHAOS_SECONDS', SECONDS_IN_ALL);
  return { seed: numberFrom('ARTIFACTS_CHAOS_SEED', 1), seconds: Math.round(all * SHARES.fuzz) };
}

/** A steady load on one server: 15 seconds unless asked for more by `scripts/test-soak.js`, to see that it can be run. */
export function soakPlan(): Plan & { rate: number } {
  return {
    vendor: 'postgres',
    seed: numberFrom('ARTIFACTS_CHAOS_SEED', 1),
    seconds: numberFrom('ARTIFACTS_SOAK_SECONDS', 15),
    clients: 24,
    servers: 1,
    rate: numberFrom('ARTIFACTS_SOAK_RATE', 10),
  };
}

function numberFrom(name: string, otherwise: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return otherwise;
  const number = Number(text);
  if (!(number > 0)) throw new Error(`${name} is "${text}"; it takes a number greater than 0.`);
  return number;
}
