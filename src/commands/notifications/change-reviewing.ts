import { modeOf } from '../../domain/notifications/recipients.js';
import { type ReviewSettings, USUAL_SETTINGS } from '../../domain/notifications/modes.js';
import { changeSettings, isAway, nextLook } from '../../domain/notifications/review-settings.js';
import type { Caller, Host } from '../../directus/host.js';
import { InvalidPayload } from '../../errors/index.js';
import { readClock } from '../../store/dialect.js';
import { readSettings, writeSettings } from '../../store/review-settings.js';
import { studioUsers } from '../../store/studio-users.js';
import { inTransaction } from '../transaction.js';
import { possibleDelegates, reviewerOf } from './read-reviewing.js';

/**
 * Changes how the caller is told of what waits for them.
 *
 * @throws Forbidden for callers without access to the Studio
 * @throws InvalidPayload naming the field, also for a delegate who is not there as for one who may decide nothing
 */
export async function changeReviewing(
  host: Host,
  caller: Caller,
  changes: Partial<ReviewSettings>,
): Promise<void> {
  const own = reviewerOf(caller);
  const { delegate_to: delegate } = changes;
  // Before the transaction: Directus is asked on a connection of its own, and SQLite has only one.
  if (typeof delegate === 'string' && delegate !== own) await assertPossible(host, caller, delegate);
  await inTransaction(host.database, async (trx) => {
    const now = await readClock(trx);
    const [row] = await readSettings(trx, [own]);
    const before = row?.settings ?? USUAL_SETTINGS;
    const settings = changeSettings(before, changes, { own, now });
    const usual = host.settings.notifications;
    const mode = modeOf({ settings: new Map([[own, settings]]), usual, now }, own);
    const isBack = isAway(before, now) && !isAway(settings, now) && mode === 'each';
    const nextLookAt = isBack ? now : nextLook(settings, mode, now);
    await writeSettings(trx, { userId: own, settings, nextLookAt });
  });
}

async function assertPossible(host: Host, caller: Caller, delegate: string): Promise<void> {
  const possible = await possibleDelegates(host, caller, await studioUsers(host.database));
  if (possible.some(({ id }) => id === delegate)) return;
  throw new InvalidPayload({
    field: 'delegate_to',
    reason: '"delegate_to" must be a user with access to the Studio who may decide on versions',
  });
}
