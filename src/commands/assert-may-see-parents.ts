import type { Knex } from 'knex';
import type { Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { mayRead } from '../directus/readable.js';
import { Forbidden } from '../errors/index.js';

/**
 * For versions that the answer to a request shows: it names their parents, and the hashes of all before those.
 *
 * @throws Forbidden when the caller may not read a version that one of these builds on
 */
export async function assertMaySeeParents(
  host: Host,
  caller: Caller,
  trx: Knex.Transaction,
  rows: Version[],
): Promise<void> {
  const own = new Set(rows.map(({ id }) => id));
  const parents = rows.flatMap(({ parent_id }) =>
    parent_id === null || own.has(parent_id) ? [] : [parent_id],
  );
  if (parents.length === 0 || (await mayRead(host, caller, 'artifact_versions', parents, trx))) return;
  throw new Forbidden({
    reason: 'The answer would tell of the version that this one builds on, which you may not read',
  });
}
