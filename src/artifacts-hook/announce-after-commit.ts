import type { Knex } from 'knex';
import { isTransaction } from '../commands/transaction.js';
import { announce, type Announcement } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';

/**
 * Announces at once when our own transaction has been committed, or when the transaction we joined is: nobody
 * may hear of what is rolled back later.
 */
export async function announceAfterCommit(
  host: Host,
  caller: Caller,
  database: Knex,
  announcements: Announcement[],
): Promise<void> {
  if (!isTransaction(database)) {
    await announce(host, caller, announcements);
    return;
  }
  database.executionPromise.then(
    () => announce(host, caller, announcements),
    () => undefined, // rolled back: there is nothing to tell
  );
}
