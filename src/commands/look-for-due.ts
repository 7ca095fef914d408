import type { Key, Timestamp } from '../domain/words.js';
import type { Announcement } from '../directus/announce.js';
import type { Host } from '../directus/host.js';
import { systemCaller } from '../directus/system-caller.js';
import { readClock } from '../store/dialect.js';
import { expiredFreezes } from '../store/freezes.js';
import { dueVersions, nextMoment, projectsWithDue } from '../store/schedules.js';
import { liftFreeze } from './lift-freeze.js';
import { inTransaction } from './transaction.js';

const MOST_AT_ONCE = 1000;

/** What there is to do now, and when there will be more. */
interface DueNow {
  /** Freezes whose time is over. */
  expired: string[];
  /** Projects in which a version is due. */
  projects: Key[];
  /** The next moment at which something is due or over, as far as it is known now. */
  next: Timestamp | null;
}

/** What is over and what is due, by the clock that all servers share. Locks nothing. */
export async function lookForDue({ database }: Host): Promise<DueNow> {
  const now = await readClock(database);
  return {
    expired: await expiredFreezes(database, now, MOST_AT_ONCE),
    projects: await projectsWithDue(database, now, MOST_AT_ONCE),
    next: await nextMoment(database, now),
  };
}

/** Milliseconds until a moment, by the clock that all servers share; none if it is over, infinitely many without one. */
export async function millisecondsUntil({ database }: Host, moment: Timestamp | null): Promise<number> {
  if (moment === null) return Infinity;
  return Math.max(0, Date.parse(moment) - Date.parse(await readClock(database)));
}

/** The versions of a project that are due now, to be tried one by one. */
export async function dueNow({ database }: Host, projectId: Key): Promise<string[]> {
  const due = await dueVersions(database, projectId, await readClock(database));
  return due.map(({ id }) => id);
}

/** Lifts a freeze whose time is over, as the system, with all that follows from it. */
export async function liftExpired(host: Host, freezeId: string): Promise<Announcement[]> {
  const caller = await systemCaller(host);
  const { announcements } = await inTransaction(host.database, (trx) =>
    liftFreeze({ host, caller, trx, freezeId, reason: null }),
  );
  return announcements;
}
