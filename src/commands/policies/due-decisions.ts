import type { Host } from '../../directus/host.js';
import { readClock } from '../../store/dialect.js';
import { duePolicyDecisions } from '../../store/policy-decisions.js';

/** How many are taken up in one look. */
const AT_ONCE = 50;

/** Versions with an automatic decision that nobody has carried out in time. */
export async function dueDecisions({ database }: Host): Promise<string[]> {
  return duePolicyDecisions(database, await readClock(database), AT_ONCE);
}
