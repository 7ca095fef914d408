import type { RegisterFunctions } from '@directus/types';
import { isAnnouncement } from '../directus/announce.js';
import type { Host } from '../directus/host.js';
import { assertMayCreate } from '../directus/may-create.js';
import { assertMayUpdate } from '../directus/may-update.js';
import { mayRead } from '../directus/readable.js';
import type { Key } from '../domain/words.js';
import { AppendOnly } from '../errors/index.js';
import { isReferenced } from '../store/versions.js';
import { checkSavedSchema } from './check-saved-schema.js';
import { callerOf, keysOf, type Payload, transactionOf } from './event.js';
import { assertPrintable } from './printable-values.js';
import { protectContext, protectNewContext } from './protect-context.js';

/** What versions point to: it stays, since nothing recorded is ever deleted. */
const REFERENCED = [
  ['projects', 'project_id'],
  ['tasks', 'source_task_id'],
  ['task_executions', 'execution_id'],
] as const;

/** Projects: their context is written by promotions alone, and what has versions cannot be deleted. */
export function onProjects(host: Host, { filter }: RegisterFunctions): void {
  filter<Payload>('projects.items.create', async (payload, _meta, event) => {
    assertPrintable((await callerOf(host, event)).schema, 'projects', payload);
    return checkSavedSchema(protectNewContext(payload), async () =>
      assertMayCreate(host, await callerOf(host, event), 'projects', transactionOf(event)),
    );
  });
  filter<Payload>('projects.items.update', async (payload, meta, event) => {
    if (isAnnouncement(event.accountability, 'projects')) return payload;
    const caller = await callerOf(host, event);
    const keys = keysOf<Key>(meta);
    assertPrintable(caller.schema, 'projects', payload);
    return checkSavedSchema(await protectContext(host, caller, event.database, keys, payload), () =>
      assertMayUpdate(host, caller, 'projects', keys, event.database),
    );
  });
  for (const [collection, column] of REFERENCED) {
    filter<Key[]>(`${collection}.items.delete`, async (keys, _meta, event) => {
      const caller = await callerOf(host, event);
      const visible = await mayRead(host, caller, collection, keys, event.database);
      if (visible && (await isReferenced(event.database, column, keys))) throw new AppendOnly({ collection });
      return keys;
    });
  }
}
