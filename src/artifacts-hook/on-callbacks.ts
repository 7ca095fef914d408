import type { RegisterFunctions } from '@directus/types';
import { onEnqueued } from '../commands/enqueue-callbacks.js';
import type { Host } from '../directus/host.js';
import { CallbackSender } from './callback-sender.js';

/** Callbacks: sent by servers only, not by the CLI, which loads this hook as well. */
export function onCallbacks(host: Host, { action, init }: RegisterFunctions): void {
  const sender = new CallbackSender(host);
  onEnqueued(() => sender.look());
  // Before the migrations have run there is no outbox, or an older one; the check of the guards says so, once and plainly.
  init('app.after', () => {
    host.database.schema
      .hasColumn('artifact_callbacks', 'subscription_id')
      .then((migrated) => migrated && sender.start())
      .catch((error: unknown) => host.logger.error(error, 'artifacts: callbacks are not being sent'));
  });
  action('server.stop', () => sender.stop());
}
