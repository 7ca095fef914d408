import type { Accountability } from '@directus/types';
import type { Key } from '../domain/words.js';
import type { Caller, Host } from './host.js';
import { itemsAs } from './items.js';

/** Rows of one collection that a command changed, and the change to tell the listeners about. */
export interface Announcement {
  collection: string;
  keys: Key[];
  /** Empty, or the same values once more (an echo): the guards skip an echo that has become stale. */
  payload: Record<string, unknown>;
}

/**
 * May update anything, yet is not null: a null accountability is inherited by Flow operations that run as
 * `$trigger`, which would then be unrestricted.
 */
const ANNOUNCER: Accountability = { user: null, role: null, roles: [], admin: true, app: false, ip: null };

/** Announcements on their way to the filters, each known by an accountability of its own. */
const underWay = new Map<Accountability, string>();

/**
 * True in a filter that our own announcement has reached: there is nothing to decide about it. Once only: Flows that
 * the announcement triggers inherit its accountability, and what they write is no announcement.
 *
 * @param collection what the filter is about
 */
export function isAnnouncement(accountability: Accountability | null, collection: string): boolean {
  if (accountability === null || underWay.get(accountability) !== collection) return false;
  underWay.delete(accountability);
  return true;
}

/**
 * Tells Directus about rows that a command changed by itself: emits the core `items.update` event (Flows,
 * WebSocket subscribers) and clears the cache. Call it after the commit.
 *
 * A listener's failure must not turn a committed command into an error, so failures are logged, not thrown.
 */
export async function announce(host: Host, caller: Caller, announcements: Announcement[]): Promise<void> {
  // First of all: inside somebody's transaction nobody waits for us, and a read may follow at once.
  await purgeCache(host, caller);
  // What Directus writes into fields that keep who changed a row last, and when: the caller, not the announcer.
  const stamp = { _user: caller.accountability?.user ?? null, _date: new Date().toISOString() };
  for (const { collection, keys, payload } of together(announcements)) {
    const accountability = { ...ANNOUNCER };
    underWay.set(accountability, collection);
    try {
      const items = itemsAs(host, { ...caller, accountability }, collection, host.database);
      await items.updateMany([...keys], { ...payload }, { skipTracking: true, overwriteDefaults: stamp });
    } catch (error) {
      host.logger.error(error, `artifacts: could not announce a change of ${collection}`);
    } finally {
      underWay.delete(accountability);
    }
  }
  // Again, for what was read and kept while the rows were being announced.
  await purgeCache(host, caller);
}

/** One event for all rows of a collection of which nothing is told but that they changed: each costs a transaction. */
function together(announcements: Announcement[]): Announcement[] {
  const told = announcements.filter(({ payload }) => Object.keys(payload).length > 0);
  const changed = new Map<string, Set<Key>>();
  for (const { collection, keys, payload } of announcements) {
    if (Object.keys(payload).length > 0) continue;
    changed.set(collection, new Set([...(changed.get(collection) ?? []), ...keys]));
  }
  const untold = [...changed].map(([collection, keys]) => ({ collection, keys: [...keys], payload: {} }));
  return [...told, ...untold].filter(({ keys }) => keys.length > 0);
}

/**
 * With CACHE_ENABLED but without CACHE_AUTO_PURGE Directus keeps serving the old row until its TTL ends;
 * a context that was just promoted must be read fresh all the same.
 */
async function purgeCache(host: Host, caller: Caller): Promise<void> {
  if (host.env['CACHE_ENABLED'] !== true) return;
  try {
    const utils = new host.services.UtilsService({ schema: caller.schema, accountability: ANNOUNCER });
    await utils.clearCache({ system: false });
  } catch (error) {
    host.logger.error(error, 'artifacts: could not clear the cache');
  }
}
