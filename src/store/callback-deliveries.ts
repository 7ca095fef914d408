import type { Knex } from 'knex';
import { addMilliseconds } from '../domain/callback-schedule.js';
import type { Timestamp } from '../domain/words.js';
import { LISTENER, NEVER } from './callbacks.js';
import { isPostgres, readTimestamp, writeTimestamp } from './dialect.js';

/** A call that its claimer is to make now. */
export interface ClaimedCallback {
  id: string;
  artifact_version_id: string;
  subscription_id: string | null;
  url: string;
  body: string;
  /** How often it was begun, this time included. Nobody else has the call while this number stands. */
  attempts: number;
  expiresAt: Timestamp;
}

/**
 * Takes calls that are due, the longest waiting first, so that nobody else takes them before `leaseUntil`. A
 * version's later decision stays in the outbox while an earlier one has yet to reach the same address; two
 * subscriptions that name one address do not wait for each other.
 *
 * @param claim.farthest who is to be called after that was put off by a clock that has been set back, and is due
 * @param claim.busy addresses that no call is looked for
 * @param claim.take whether a call that was found is taken; the others stay as they are
 * Several servers may claim at once: on PostgreSQL each skips the rows that another one is about to take.
 */
export async function claimCallbacks(
  trx: Knex.Transaction,
  claim: {
    now: Timestamp;
    farthest: Timestamp;
    leaseUntil: Timestamp;
    limit: number;
    busy: string[];
    take: (url: string) => boolean;
  },
): Promise<ClaimedCallback[]> {
  const due = trx('artifact_callbacks as call')
    .select(
      'call.id',
      'call.artifact_version_id',
      'call.subscription_id',
      'call.url',
      'call.body',
      'call.attempts',
      'call.expires_at',
    )
    .where('call.status', 'pending')
    .andWhere((due) => {
      void due
        .where('call.next_attempt_at', '<=', writeTimestamp(claim.now))
        .orWhereBetween('call.next_attempt_at', [
          writeTimestamp(claim.farthest),
          writeTimestamp(addMilliseconds(NEVER, -1)),
        ]);
    })
    .andWhere('call.sequence', '>', LISTENER)
    .whereNotIn('call.url', claim.busy)
    .whereNotExists(
      trx('artifact_callbacks as earlier')
        .select('earlier.id')
        .where('earlier.artifact_version_id', trx.ref('call.artifact_version_id'))
        .andWhere('earlier.url', trx.ref('call.url'))
        .andWhere((same) => {
          void same.where('earlier.subscription_id', trx.ref('call.subscription_id')).orWhere((none) => {
            void none.whereNull('earlier.subscription_id').whereNull('call.subscription_id');
          });
        })
        .andWhere('earlier.status', 'pending')
        .andWhere('earlier.sequence', '>', LISTENER)
        .andWhere('earlier.sequence', '<', trx.ref('call.sequence')),
    )
    .orderBy('call.next_attempt_at')
    .limit(claim.limit);
  if (isPostgres(trx)) void due.forUpdate().skipLocked();
  const found: (Omit<ClaimedCallback, 'expiresAt'> & { expires_at: unknown })[] = await due;
  const rows = found.filter(({ url }) => claim.take(url));
  if (rows.length === 0) return [];
  await trx('artifact_callbacks')
    .whereIn(
      'id',
      rows.map((row) => row.id),
    )
    .update({ next_attempt_at: writeTimestamp(claim.leaseUntil), attempts: trx.raw('attempts + 1') });
  return rows.map(({ expires_at, ...row }) => ({
    ...row,
    attempts: row.attempts + 1,
    expiresAt: readTimestamp(expires_at) ?? claim.now,
  }));
}

/** Notes that a call arrived. True whoever else tried it in the meantime. */
export async function markDelivered(
  knex: Knex,
  id: string,
  result: { status: number; at: Timestamp },
): Promise<void> {
  await knex('artifact_callbacks')
    .where({ id })
    .update({
      status: 'delivered',
      delivered_at: writeTimestamp(result.at),
      last_status: result.status,
      last_error: null,
    });
}

/**
 * Notes that an attempt failed, and when the next one is due; `null` gives the call up. False: the claim had
 * run out and somebody else has the call, so this attempt no longer counts.
 */
export async function markFailed(
  knex: Knex,
  call: Pick<ClaimedCallback, 'id' | 'attempts'>,
  result: { status: number | null; error: string; nextAttemptAt: Timestamp | null },
): Promise<boolean> {
  const { status, error, nextAttemptAt } = result;
  const hit = await knex('artifact_callbacks')
    .where({ id: call.id, attempts: call.attempts, status: 'pending' })
    .update({
      last_status: status,
      last_error: error,
      ...(nextAttemptAt === null ? { status: 'failed' } : { next_attempt_at: writeTimestamp(nextAttemptAt) }),
    });
  return hit === 1;
}

/**
 * Deletes calls that were delivered or given up and are older than `before`, at most `limit` of them, and returns how
 * many. Listeners stay, and calls that are still to be made.
 */
export async function forgetCallbacks(knex: Knex, before: Timestamp, limit: number): Promise<number> {
  const old = knex('artifact_callbacks')
    .select('id')
    .whereIn('status', ['delivered', 'failed'])
    .andWhere('sequence', '>', LISTENER)
    .andWhere('date_created', '<', writeTimestamp(before))
    .limit(limit);
  return knex('artifact_callbacks').whereIn('id', old).delete();
}
