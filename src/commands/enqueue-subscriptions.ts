import type { Knex } from 'knex';
import { isHeldApproval } from '../domain/policies/words.js';
import { isSubscribable, isSubscribed, subscriptionBody } from '../domain/subscriptions.js';
import { subscriptionsOn } from '../store/subscriptions.js';
import { callbackRow, enqueue } from './enqueue-callbacks.js';
import type { Settled } from './settle-project.js';

/**
 * Writes an outbox row for every subscription that is about what happened, in the transaction in which it happened:
 * as late as the receiver makes it, but never lost, and never for what was rolled back.
 */
export async function enqueueSubscriptions(trx: Knex.Transaction, settled: Settled[]): Promise<void> {
  const happenings = settled.flatMap(({ entries, versions, contextVersion }) =>
    entries.flatMap((entry, nth) => {
      const version = versions[nth];
      return version === undefined || !isSubscribable(entry.action) || isHeldApproval(entry)
        ? []
        : [{ version, entry, contextVersion }];
    }),
  );
  if (happenings.length === 0) return;
  const subscriptions = await subscriptionsOn(
    trx,
    settled.map(({ project }) => project.id),
  );
  const rows = happenings.flatMap((happening) =>
    subscriptions
      .filter((subscription) => isSubscribed(subscription, happening))
      .map(({ id, url }) =>
        callbackRow({
          versionId: happening.version.id,
          sequence: happening.entry.sequence,
          url,
          body: subscriptionBody(id, happening),
          subscriptionId: id,
        }),
      ),
  );
  await enqueue(trx, rows);
}
