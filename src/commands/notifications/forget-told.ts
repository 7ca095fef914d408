import { addMilliseconds } from '../../domain/callback-schedule.js';
import type { Host } from '../../directus/host.js';
import { readClock } from '../../store/dialect.js';
import { forgetTold } from '../../store/notifications.js';
import { giveWay } from '../give-way.js';
import { inTransaction } from '../transaction.js';

const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/** Few enough that nobody who writes has to wait for long, on SQLite, which has one writer. */
const BATCH = 500;

/**
 * Forgets who was told of what, a month later, where nothing waits any more: there is a row for each user and version.
 * Several servers may do so at once.
 */
export async function forgetOldTold({ database }: Host): Promise<void> {
  const before = addMilliseconds(await readClock(database), -KEPT_MS);
  for (;;) {
    const since = Date.now();
    const forgotten = await inTransaction(database, (trx) => forgetTold(trx, before, BATCH));
    if (forgotten < BATCH) return;
    await giveWay(database, since);
  }
}
