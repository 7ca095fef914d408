import type { Knex } from 'knex';
import { readFutureMoment } from '../domain/schedule.js';
import { itemsAs, QUIETLY } from '../directus/items.js';
import { decide, type DecideArguments } from './decide.js';
import type { Decided } from './report-decisions.js';
import type { Announcement } from '../directus/announce.js';
import { InvalidPayload } from '../errors/index.js';
import { readClock } from '../store/dialect.js';
import type { DecisionInput } from './plan-decision.js';

/**
 * {@link decide} where no update of Directus is under way: writes the status itself, and has the versions
 * announced with it after the commit, as an update through Directus would have done.
 *
 * @throws what `decide` throws, and InvalidPayload for a moment to go live at that cannot be one
 */
export async function decideOnRequest(
  args: Omit<DecideArguments, 'writeStatus'>,
): Promise<{ decided: Decided[]; announcements: Announcement[] }> {
  const versions = itemsAs(args.host, args.caller, 'artifact_versions', args.trx);
  const { report, writes, announcements } = await decide({
    ...args,
    decisions: await readMoments(args.trx, args.decisions),
    writeStatus: async (ids, payload) => {
      await versions.updateMany([...ids], payload, QUIETLY);
    },
  });
  const echoes = writes.map(({ ids, payload }) => ({ collection: 'artifact_versions', keys: ids, payload }));
  return { decided: await report(), announcements: [...echoes, ...announcements] };
}

/** Moments in UTC, compared with the clock that all servers share. Decisions without one cost no look at it. */
async function readMoments(trx: Knex.Transaction, decisions: DecisionInput[]): Promise<DecisionInput[]> {
  const timed = decisions.filter(({ promote_at }) => promote_at !== undefined);
  if (timed.length === 0) return decisions;
  if (timed.some(({ action }) => action !== 'approve')) {
    throw new InvalidPayload({
      field: 'promote_at',
      reason: '"promote_at" says when an approved version goes live; leave it out of other decisions',
    });
  }
  const now = await readClock(trx);
  return decisions.map((given) =>
    given.promote_at === undefined
      ? given
      : { ...given, promote_at: readFutureMoment(given.promote_at, 'promote_at', now) },
  );
}
