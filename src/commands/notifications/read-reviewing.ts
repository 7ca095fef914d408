import { modeOf } from '../../domain/notifications/recipients.js';
import {
  DIGEST_HOUR,
  type NotificationMode,
  type ReviewSettings,
  USUAL_SETTINGS,
} from '../../domain/notifications/modes.js';
import { shownSettings } from '../../domain/notifications/review-settings.js';
import type { Caller, Host } from '../../directus/host.js';
import { Forbidden } from '../../errors/index.js';
import { type Person, readNames } from '../../store/people.js';
import { type StudioUser, studioUsers } from '../../store/studio-users.js';
import { readCircumstances } from './circumstances.js';
import { mayDecideAny } from './rights.js';
import { whatWaits } from './what-waits.js';

const MOST_IDS = 100;
const MOST_DELEGATES = 200;

/** What somebody has set, and what waits for them. */
export interface Reviewing {
  settings: ReviewSettings & { digest_hour: number };
  /** How they are told: what they have set, or what the operator has; `off` where the operator wants none of it. */
  mode: NotificationMode;
  /** What holds for those who have set no mode. */
  usual_mode: NotificationMode;
  waiting: {
    count: number;
    /** There are pending versions beyond those that were looked at. */
    more: boolean;
    /** Of the first of them, the longest waiting first. */
    ids: string[];
  };
  /** Who could be told in their place. */
  delegates: Person[];
}

/**
 * The settings of the caller, what waits for them, and whom they could name as a delegate.
 *
 * @throws Forbidden for callers without access to the Studio
 */
export async function readReviewing(host: Host, caller: Caller): Promise<Reviewing> {
  const userId = reviewerOf(caller);
  const circumstances = await readCircumstances(host);
  const users = await studioUsers(host.database);
  const user = users.find(({ id }) => id === userId);
  const settings = shownSettings(circumstances.settings.get(userId) ?? USUAL_SETTINGS, circumstances.now);
  const waiting =
    user === undefined ? null : await whatWaits(host, caller.schema, circumstances, { user, users });
  const ids = waiting?.versions.map(({ version }) => version.id) ?? [];
  const delegates = (await possibleDelegates(host, caller, users)).slice(0, MOST_DELEGATES);
  return {
    settings: { ...settings, digest_hour: settings.digest_hour ?? DIGEST_HOUR },
    mode: modeOf(circumstances, userId),
    usual_mode: host.settings.notifications,
    waiting: { count: ids.length, more: waiting?.more ?? false, ids: ids.slice(0, MOST_IDS) },
    delegates: await readNames(
      host.database,
      delegates.map(({ id }) => id),
    ),
  };
}

/**
 * Whom the caller could name as a delegate: people who may decide versions, and only to those who may as well. Their names
 * are nobody else's business.
 */
export async function possibleDelegates(
  host: Host,
  caller: Caller,
  users: StudioUser[],
): Promise<StudioUser[]> {
  const own = reviewerOf(caller);
  const able = await mayDecideAny(host, caller.schema, users);
  return able.some(({ id }) => id === own) ? able.filter(({ id }) => id !== own) : [];
}

/**
 * The id of a caller who may have something to review.
 *
 * @throws Forbidden for API-only users and Flows: nobody is there to be told
 */
export function reviewerOf({ accountability }: Caller): string {
  if (accountability?.app === true && accountability.user) return accountability.user;
  throw new Forbidden({ reason: 'Only users with access to the Studio are told what waits for them' });
}
