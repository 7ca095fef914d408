import type { Knex } from 'knex';
import { addMilliseconds } from '../../domain/callback-schedule.js';
import { type Circumstances, modeOf, recipients, settingsOf } from '../../domain/notifications/recipients.js';
import { nextLook } from '../../domain/notifications/review-settings.js';
import type { NamedVersion } from '../../domain/notifications/texts.js';
import type { Host } from '../../directus/host.js';
import { readClock } from '../../store/dialect.js';
import { noteTold, toldName, toldOf } from '../../store/notifications.js';
import { claimQueued, isQueued, leaveQueue } from '../../store/review-queue.js';
import { beginLooks } from '../../store/review-settings.js';
import { studioUsers } from '../../store/studio-users.js';
import { readVersions } from '../../store/versions.js';
import { inTransaction } from '../transaction.js';
import { assess, type Assessed } from './assess.js';
import { readCircumstances } from './circumstances.js';
import { send } from './send.js';

const MOST_AT_ONCE = 100;

/** How long taken versions are ours. A server that was killed leaves them to others after that. */
const LEASE_MS = 60_000;

/** What one user is told at once. */
interface Turn {
  versions: NamedVersion[];
  inPlaceOf: Set<string>;
}

/**
 * Tells reviewers of versions that were recorded since, all that a user is told in one notification.
 *
 * @returns whether there may be more to do
 * @throws what kept somebody from being told, after all others were; it is tried again
 */
export async function tellOfNew(host: Host): Promise<boolean> {
  const { database } = host;
  if (!(await isQueued(database, await readClock(database)))) return false;
  const ids = await inTransaction(database, async (trx) => {
    const now = await readClock(trx);
    return claimQueued(trx, { now, leaseUntil: addMilliseconds(now, LEASE_MS), limit: MOST_AT_ONCE });
  });
  if (ids.length === 0) return false;
  const schema = await host.getSchema();
  const circumstances = await readCircumstances(host);
  const users = (await studioUsers(database)).filter(({ id }) => modeOf(circumstances, id) !== 'off');
  const versions = await readVersions(database, ids);
  versions.sort((a, b) => (a.date_created ?? '').localeCompare(b.date_created ?? ''));
  const { now: turns, digests } = turnsOf(
    circumstances,
    await assess(host, schema, versions, users),
    await toldOf(database, ids),
  );
  await beginLooks(database, digests);
  const failures: unknown[] = [];
  const contested: string[] = [];
  for (const to of users) {
    const turn = turns.get(to.id);
    if (turn === undefined) continue;
    const told = turn.versions.map(({ id }) => id);
    const tidings = { ...turn, to, occasion: 'new' as const, more: false, inPlaceOf: [...turn.inPlaceOf] };
    const noteAll = async (trx: Knex) =>
      (await noteTold(trx, to.id, told, circumstances.now)) === told.length;
    try {
      if (!(await send(host, schema, tidings, noteAll))) contested.push(to.id);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  // Another server has told somebody some of it, and maybe not all: one of the two looks again.
  if (contested.length > 0) return false;
  await leaveQueue(database, ids);
  return ids.length === MOST_AT_ONCE;
}

function turnsOf(
  circumstances: Circumstances & { dated: Set<string> },
  assessed: Assessed[],
  told: Set<string>,
): { now: Map<string, Turn>; digests: Map<string, string> } {
  const now = new Map<string, Turn>();
  const digests = new Map<string, string>();
  for (const { version, concerned, namedFor } of assessed) {
    for (const { userId, inPlaceOf } of recipients(circumstances, concerned)) {
      const mode = modeOf(circumstances, userId);
      if (mode === 'digest') {
        const next = nextLook(settingsOf(circumstances, userId), mode, circumstances.now);
        if (next !== null && !circumstances.dated.has(userId)) digests.set(userId, next);
      } else if (!told.has(toldName(userId, version.id))) {
        const turn = now.get(userId) ?? { versions: [], inPlaceOf: new Set() };
        turn.versions.push(namedFor(userId));
        if (inPlaceOf !== null) turn.inPlaceOf.add(inPlaceOf);
        now.set(userId, turn);
      }
    }
  }
  return { now, digests };
}
