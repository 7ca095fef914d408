import type { Caller, Host } from '../directus/host.js';
import { deleteSubscription } from '../store/subscriptions.js';
import { readSubscription } from './read-subscriptions.js';
import { inTransaction } from './transaction.js';

/**
 * Ends a subscription of the caller's, an administrator anybody's. Calls that wait are not made any more; one that is
 * on its way arrives.
 *
 * @throws Forbidden for what is somebody else's as for what is missing
 */
export async function unsubscribe(args: { host: Host; caller: Caller; id: string }): Promise<void> {
  const { host, caller, id } = args;
  await inTransaction(host.database, async (trx) => {
    await readSubscription({ caller, knex: trx, id });
    await deleteSubscription(trx, id);
  });
}
