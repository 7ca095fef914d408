import type { Knex } from 'knex';
import type { Caller, Host } from '../directus/host.js';
import { assertMayUpdate } from '../directus/may-update.js';
import { mayRead } from '../directus/readable.js';
import { Forbidden } from '../errors/index.js';

/**
 * Refuses to decide on versions for a caller that the answer must not show: it has them whole, and a refusal tells of
 * hash and status. The right to update does not include that of reading.
 *
 * @throws Directus' FORBIDDEN for what is missing or may not be updated, as without this; Forbidden for what may not be read
 */
export async function assertMayBeShown(
  { host, caller, trx }: { host: Host; caller: Caller; trx: Knex.Transaction },
  versionIds: string[],
): Promise<void> {
  if (caller.accountability === null || caller.accountability.admin) return;
  if (await mayRead(host, caller, 'artifact_versions', versionIds, trx)) return;
  await assertMayUpdate(host, caller, 'artifact_versions', versionIds, trx);
  throw new Forbidden({ reason: 'The answer would show versions that you may not read' });
}
