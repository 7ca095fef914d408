import type { Knex } from 'knex';
import type { Timestamp } from '../domain/words.js';
import { isPostgres, writeTimestamp } from './dialect.js';

const TABLE = 'artifact_review_queue';

/** Notes that reviewers are to be told of versions, in the transaction that records them. */
export async function queueVersions(knex: Knex, versionIds: string[], due: Timestamp): Promise<void> {
  if (versionIds.length === 0) return;
  const next_attempt_at = writeTimestamp(due);
  await knex(TABLE).insert(
    versionIds.map((artifact_version_id) => ({ artifact_version_id, next_attempt_at })),
  );
}

/**
 * Takes versions that nobody has been told of, the longest waiting first, so that no other server takes them before
 * `leaseUntil`. What a policy is about to decide stays where it is.
 *
 * Several servers may claim at once: on PostgreSQL each skips the rows that another one is about to take.
 */
export async function claimQueued(
  trx: Knex.Transaction,
  claim: { now: Timestamp; leaseUntil: Timestamp; limit: number },
): Promise<string[]> {
  const due = trx(`${TABLE} as queued`)
    .select('queued.artifact_version_id')
    .where('queued.next_attempt_at', '<=', writeTimestamp(claim.now))
    .whereNotExists(
      trx('artifact_policy_decisions as planned')
        .select('planned.id')
        .where('planned.artifact_version_id', trx.ref('queued.artifact_version_id'))
        .andWhere('planned.status', 'pending'),
    )
    .orderBy('queued.next_attempt_at')
    .limit(claim.limit);
  if (isPostgres(trx)) void due.forUpdate().skipLocked();
  const rows: { artifact_version_id: string }[] = await due;
  const ids = rows.map(({ artifact_version_id }) => artifact_version_id);
  if (ids.length > 0) {
    await trx(TABLE)
      .whereIn('artifact_version_id', ids)
      .update({ next_attempt_at: writeTimestamp(claim.leaseUntil) });
  }
  return ids;
}

/** Whether anything is due; asked without a transaction, which on SQLite would keep others from writing. */
export async function isQueued(knex: Knex, now: Timestamp): Promise<boolean> {
  const row: unknown = await knex(TABLE)
    .select('artifact_version_id')
    .where('next_attempt_at', '<=', writeTimestamp(now))
    .first();
  return row !== undefined;
}

/** Everybody who is to know of these versions does. */
export async function leaveQueue(knex: Knex, versionIds: string[]): Promise<void> {
  if (versionIds.length > 0) await knex(TABLE).whereIn('artifact_version_id', versionIds).delete();
}
