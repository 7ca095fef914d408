import type { Knex } from 'knex';
import { orderFiles } from '../domain/content-hash.js';
import { withOwnHash } from '../domain/lineage.js';
import type { Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { type LinkedFile, linkedFiles } from '../store/files.js';
import { writeHash } from '../store/version-marks.js';
import { hashContent } from './content.js';
import { followContent } from './policies/plan-automatic.js';

/**
 * Writes the hash that a locked, unsealed version will have with one more file, before that link is inserted in
 * the same transaction.
 */
export async function hashWithLink(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  version: Version;
  link: Omit<LinkedFile, 'artifact_version_id'>;
}): Promise<void> {
  const { host, caller, trx, version, link } = args;
  const files = orderFiles(version.primary_file_id, [...(await linkedFiles(trx, [version.id])), link]);
  const content_hash = await hashContent(host, caller, trx, { value: version.value, files });
  const version_lineage =
    version.version_lineage === null ? null : withOwnHash(version.version_lineage, content_hash);
  await writeHash(trx, version.id, { content_hash, version_lineage });
  await followContent(trx, version.id, content_hash);
}
