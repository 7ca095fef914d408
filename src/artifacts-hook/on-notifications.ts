import type { RegisterFunctions } from '@directus/types';
import { forgetOldTold } from '../commands/notifications/forget-told.js';
import type { Host } from '../directus/host.js';
import { claimNotification } from '../directus/notify.js';
import { Forbidden } from '../errors/index.js';
import { NotificationSender } from './notification-sender.js';

/** Directus lets administrators write to tables that it knows nothing of. */
const OURS = ['artifact_review_settings', 'artifact_notifications', 'artifact_review_queue'];

const EVERY_HOUR = '41 * * * *';

/** What waits for people: told by servers only, not by the CLI, which loads this hook as well. */
export function onNotifications(host: Host, { action, filter, init, schedule }: RegisterFunctions): void {
  const sender = new NotificationSender(host);
  // Before the migrations have run there is nothing to look at; the check of the guards says so, once and plainly.
  init('app.after', () => {
    if (host.settings.notifications === 'off') return;
    host.database.schema
      .hasTable('artifact_review_queue')
      .then((migrated) => migrated && sender.start())
      .catch((error: unknown) => host.logger.error(error, 'artifacts: nobody is told what waits for them'));
  });
  action('server.stop', () => sender.stop());
  schedule(EVERY_HOUR, () => forgetOldTold(host));
  filter('notifications.create', async (payload, _meta, { database, accountability }) => {
    await claimNotification(accountability, database);
    return payload;
  });
  for (const collection of OURS) {
    for (const change of ['create', 'update', 'delete']) {
      // Settings that were not checked could keep the server from telling anybody.
      filter(`${collection}.items.${change}`, () => {
        throw new Forbidden({ reason: `"${collection}" changes only through the routes below /artifacts` });
      });
    }
  }
}
