import type { RegisterFunctions } from '@directus/types';
import type { Host } from '../directus/host.js';
import { Forbidden } from '../errors/index.js';
import { PromotionScheduler } from './promotion-scheduler.js';

/** Directus lets administrators write to tables that it knows nothing of. */
const OURS = ['artifact_freezes', 'artifact_schedules'];

/** What goes live at its time, and what may not go live: by servers only, not by the CLI, which loads this hook as well. */
export function onSchedules(host: Host, { action, filter, init }: RegisterFunctions): void {
  const scheduler = new PromotionScheduler(host);
  // Before the migrations have run there is nothing to look at; the check of the guards says so, once and plainly.
  init('app.after', () => {
    host.database.schema
      .hasTable('artifact_schedules')
      .then((migrated) => migrated && scheduler.start())
      .catch((error: unknown) => host.logger.error(error, 'artifacts: nothing goes live at its time'));
  });
  action('server.stop', () => scheduler.stop());
  for (const collection of OURS) {
    for (const change of ['create', 'update', 'delete']) {
      // A stop must not begin or end beside the lock of its project, nor be rewritten.
      filter(`${collection}.items.${change}`, () => {
        throw new Forbidden({ reason: `"${collection}" changes only through the routes below /artifacts` });
      });
    }
  }
}
