import type { Knex } from 'knex';
import type { Sha256 } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { ContentChanged } from '../errors/index.js';
import { lockVersions } from '../store/versions.js';
import { refreshHashes } from './content.js';

/**
 * Locks versions that new content was made from, and refuses to go on if one of them, while it was open, has been
 * edited in the meantime: the new version would claim to come from what it was never made from.
 *
 * All at once, because two requests that lock the same versions one after the other could wait for each other.
 *
 * @throws ContentChanged
 */
export async function assertUnmoved(
  { host, caller, trx }: { host: Host; caller: Caller; trx: Knex.Transaction },
  sources: { id: string; content_hash: Sha256 }[],
): Promise<void> {
  if (sources.length === 0) return;
  const locked = await lockVersions(
    trx,
    sources.map((source) => source.id),
  );
  const now = new Map(
    (await refreshHashes(host, caller, trx, locked)).map((version) => [version.id, version]),
  );
  for (const { id, content_hash } of sources) {
    const current = now.get(id)?.content_hash ?? null;
    if (current !== content_hash) {
      throw new ContentChanged({ version_id: id, expected: content_hash, current });
    }
  }
}
