import type { RegisterFunctions } from '@directus/types';
import { translateErrorWithin } from '../commands/database-unavailable.js';
import { isAnnouncement } from '../directus/announce.js';
import type { Host } from '../directus/host.js';
import type { Key } from '../domain/words.js';
import { AppendOnly } from '../errors/index.js';
import { updateTasks } from './complete-tasks.js';
import { createEntry } from './create-entry.js';
import { callerOf, keysOf, type Payload, transactionOf } from './event.js';
import { assertLinkKeys } from './related-key.js';
import { updateVersion } from './update-version.js';

/** Deciding: the status of a version, the audit log, and tasks that become done. */
export function onDecisions(host: Host, { filter }: RegisterFunctions): void {
  filter<Payload>('artifact_versions.items.update', async (payload, meta, event) => {
    if (isAnnouncement(event.accountability, 'artifact_versions')) return payload;
    return updateVersion(host, await callerOf(host, event), event.database, keysOf<string>(meta), payload);
  });
  filter<Payload>('artifact_approvals.items.create', async (payload, _meta, event) =>
    createEntry(host, await callerOf(host, event), transactionOf(event), payload),
  );
  filter<Payload>('tasks.items.create', (payload) => {
    assertLinkKeys(payload, 'artifacts');
    return payload;
  });
  filter<Payload>('tasks.items.update', async (payload, meta, event) => {
    assertLinkKeys(payload, 'artifacts');
    await updateTasks(host, await callerOf(host, event), event.database, keysOf<Key>(meta), payload);
    return payload;
  });
  for (const event of [
    'artifact_versions.items.delete',
    'artifact_approvals.items.update',
    'artifact_approvals.items.delete',
  ]) {
    filter(event, () => {
      throw new AppendOnly({ collection: event.slice(0, event.indexOf('.')) });
    });
  }
  filter('database.error', translateErrorWithin);
}
