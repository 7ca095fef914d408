import type { Knex } from 'knex';
import type { Subscription } from '../domain/subscriptions.js';
import type { Caller, Host } from '../directus/host.js';
import { Forbidden } from '../errors/index.js';
import { findSubscription, listSubscriptions } from '../store/subscriptions.js';

/** The caller's subscriptions; to administrators everybody's. The oldest first. */
export async function readSubscriptions(host: Host, caller: Caller): Promise<Subscription[]> {
  const { admin = false, user = null } = caller.accountability ?? {};
  if (!admin && user === null) return [];
  return listSubscriptions(host.database, admin ? null : user);
}

/**
 * One subscription of the caller's; to administrators anybody's.
 *
 * @throws Forbidden for what is somebody else's as for what is missing
 */
export async function readSubscription(args: {
  caller: Caller;
  knex: Knex;
  id: string;
}): Promise<Subscription> {
  const { caller, knex, id } = args;
  const subscription = await findSubscription(knex, id);
  const { admin = false, user = null } = caller.accountability ?? {};
  if (subscription === null || (!admin && subscription.user_id !== user)) {
    throw new Forbidden({ reason: `There is no subscription ${id}, or it is not yours` });
  }
  return subscription;
}
