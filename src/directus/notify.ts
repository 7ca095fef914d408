import { existsSync } from 'node:fs';
import type { Accountability, SchemaOverview } from '@directus/types';
import type { Knex } from 'knex';
import { envText } from './env-text.js';
import type { Host } from './host.js';
import type { Items } from './items.js';

/** A notification in the Studio, which Directus also sends by e-mail to those who want that. */
export interface Notification {
  recipient: string;
  subject: string;
  /** Markdown. */
  message: string;
  /** What it is about, when that is one thing. */
  collection: string | null;
  item: string | null;
}

/** Notes, in the transaction that writes a notification, that it is this server that gives it; false if it may not. */
export type Claim = (trx: Knex) => Promise<boolean>;

/** What {@link notify} waits for, by the accountability that Directus hands on to its filter. */
const claims = new Map<Accountability, Claim>();

class NotOurs extends Error {}

/** May write anything and is nobody. Not null: Flows that run as `$trigger` would inherit that, and be unrestricted. */
const NOTIFIER: Accountability = { user: null, role: null, roles: [], admin: true, app: false, ip: null };

/**
 * Gives somebody a notification, if the claim succeeds: both are written in one transaction of Directus, so that there is
 * neither without the other, whenever a server is killed. The e-mail, if there is one, leaves after the commit.
 *
 * @returns false if the claim failed, and nothing was written
 */
export async function notify(
  host: Host,
  schema: SchemaOverview,
  notification: Notification,
  claim: Claim,
): Promise<boolean> {
  const accountability = { ...NOTIFIER };
  claims.set(accountability, claim);
  try {
    const options = { knex: host.database, schema, accountability };
    const service = sendsMail(host)
      ? new host.services.NotificationsService(options)
      : new host.services.ItemsService('directus_notifications', options);
    // No entry in the activity log for each: nobody did anything.
    await (service as Items).createOne({ ...notification, sender: null }, { skipTracking: true });
    return true;
  } catch (error) {
    if (error instanceof NotOurs) return false;
    throw error;
  } finally {
    claims.delete(accountability);
  }
}

/**
 * Runs the claim of a notification that is about to be written. Called by the create filter of notifications, with the
 * transaction of Directus; others than ours pass.
 */
export async function claimNotification(accountability: Accountability | null, trx: Knex): Promise<void> {
  const claim = accountability === null ? undefined : claims.get(accountability);
  if (claim !== undefined && !(await claim(trx))) throw new NotOurs('Somebody else has told this user');
}

/**
 * Whether Directus can send e-mail. Unless it is told otherwise it tries a program that most containers lack, and would
 * complain in the log at each notification.
 */
function sendsMail({ env }: Host): boolean {
  const transport = envText(env, 'EMAIL_TRANSPORT', 'sendmail').toLowerCase();
  if (transport !== 'sendmail') return true;
  return existsSync(envText(env, 'EMAIL_SENDMAIL_PATH', '/usr/sbin/sendmail'));
}
