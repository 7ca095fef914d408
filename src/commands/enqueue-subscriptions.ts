import type { Knex } from 'knex';
import { isHeldApproval } from '../domain/policies/words.js';
import {
  type Happening,
  isSubscribable,
  isSubscribed,
  type Subscription,
  subscriptionBody,
} from '../domain/subscriptions.js';
import { subscriptionsOn } from '../store/subscriptions.js';
import { callbackRow, enqueue } from './enqueue-callbacks.js';
import type { Settled } from './settle-project.js';
import { becameStale } from './staleness/became-stale.js';

/**
 * Writes an outbox row for every subscription that is about what happened, in the transaction in which it happened:
 * as late as the receiver makes it, but never lost, and never for what was rolled back.
 */
export async function enqueueSubscriptions(trx: Knex.Transaction, settled: Settled[]): Promise<void> {
  const happenings = settled.flatMap(({ entries, versions, contextVersion }) =>
    entries.flatMap((entry, nth): Happening[] => {
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
  const happened = [...happenings, ...(await staleness(trx, settled, subscriptions))];
  const rows = happened.flatMap((happening) =>
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

/** What became stale by what happened; nothing is looked for that nobody asked for. */
async function staleness(
  trx: Knex.Transaction,
  settled: Settled[],
  subscriptions: Subscription[],
): Promise<Happening[]> {
  const happenings: Happening[] = [];
  for (const change of settled) {
    const last = change.entries.at(-1);
    const isAsked = subscriptions.some(
      ({ project_id, actions }) =>
        actions.includes('stale') &&
        (project_id === null || String(project_id) === String(change.project.id)),
    );
    if (last === undefined || !isAsked) continue;
    const { sequence, date_created } = last;
    for (const version of await becameStale(trx, change)) {
      const entry = { action: 'stale' as const, sequence, date_created };
      happenings.push({ version, entry, contextVersion: change.contextVersion });
    }
  }
  return happenings;
}
