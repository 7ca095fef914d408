import type { RegisterFunctions } from '@directus/types';
import { onEnqueued } from '../commands/enqueue-callbacks.js';
import type { Host } from '../directus/host.js';
import { CallbackSender } from './callback-sender.js';

/** Callbacks: sent by servers only, not by the CLI, which loads this hook as well. */
export function onCallbacks(host: Host, { action, init }: RegisterFunctions): void {
  const sender = new CallbackSender(host);
  onEnqueued(() => sender.look());
  init('app.after', () => sender.start());
  action('server.stop', () => sender.stop());
}
