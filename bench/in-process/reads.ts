import { readContext } from '../../src/commands/read-context.js';
import { readHistory } from '../../src/commands/read-history.js';
import type { Caller, Host } from '../../src/directus/host.js';
import { itemsAs } from '../../src/directus/items.js';

export type Read = 'history' | 'context' | 'queue';

/** The first page of something, as its route or the Studio asks for it. */
export async function readFor(
  { host, caller }: { host: Host; caller: Caller },
  read: Read,
  projectId: string,
  schemaKey: string,
): Promise<void> {
  if (read === 'context') await readContext({ host, caller, projectId, paths: [schemaKey] });
  else if (read === 'history') await readHistory({ host, caller, projectId, limit: 50 });
  else {
    await itemsAs(host, caller, 'artifact_versions', host.database).readByQuery({
      filter: { status: { _eq: 'pending' } },
      sort: ['date_created', 'id'],
      limit: 50,
      fields: ['id', 'schema_key'],
    });
  }
}
