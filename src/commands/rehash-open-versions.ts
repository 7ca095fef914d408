import type { Caller, Host } from '../directus/host.js';
import { lockVersions, unhashedVersions } from '../store/versions.js';
import { refreshHashes } from './content.js';
import { inTransaction } from './transaction.js';

const AT_ONCE = 100;

/**
 * Gives open versions their hash back after an edit made the guards drop it. A hash that stays missing, because
 * the server died first, is harmless: it is computed before anybody decides on the version or builds on it.
 */
export async function rehashOpenVersions(host: Host, caller: Caller): Promise<void> {
  const ids = await unhashedVersions(host.database, AT_ONCE);
  for (const id of ids) {
    await inTransaction(host.database, async (trx) => {
      await refreshHashes(host, caller, trx, await lockVersions(trx, [id]));
    });
  }
}
