import { addMilliseconds } from '../domain/callback-schedule.js';
import type { Host } from '../directus/host.js';
import { forgetCallbacks } from '../store/callback-deliveries.js';
import { readClock } from '../store/dialect.js';
import { giveWay } from './give-way.js';
import { inTransaction } from './transaction.js';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Few enough that nobody who writes has to wait for long, on SQLite, which has one writer. */
const BATCH = 500;

/**
 * Deletes calls from the outbox that were delivered or given up and are older than the operator's setting, batch by
 * batch. Several servers may do so at once.
 *
 * @returns how many
 */
export async function forgetOldCallbacks(host: Host): Promise<number> {
  const { database, settings } = host;
  const before = addMilliseconds(await readClock(database), -settings.callbackKeepDays * DAY_MS);
  for (let total = 0; ;) {
    const since = Date.now();
    const deleted = await inTransaction(database, (trx) => forgetCallbacks(trx, before, BATCH));
    total += deleted;
    if (deleted < BATCH) return total;
    await giveWay(database, since);
  }
}
