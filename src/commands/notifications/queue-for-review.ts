import type { Knex } from 'knex';
import { addMilliseconds } from '../../domain/callback-schedule.js';
import type { Host } from '../../directus/host.js';
import { readClock } from '../../store/dialect.js';
import { queueVersions } from '../../store/review-queue.js';

/** Rules decide by themselves in the meantime, files are linked, and what is recorded one by one is told as one. */
const HEAD_START_MS = 3000;

/** Notes, in the transaction that records versions, that reviewers are to be told of them. */
export async function queueForReview(
  { settings }: Host,
  trx: Knex.Transaction,
  versions: { id: string }[],
): Promise<void> {
  if (settings.notifications === 'off') return;
  const due = addMilliseconds(await readClock(trx), HEAD_START_MS);
  await queueVersions(
    trx,
    versions.map(({ id }) => id),
    due,
  );
}
