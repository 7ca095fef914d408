import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Knex } from 'knex';
import type { Sha256 } from '../domain/words.js';
import { elevated } from './elevated.js';
import type { Caller, Host } from './host.js';
import { readPatiently } from './storage-patience.js';

/**
 * SHA-256 of a file's bytes, read as a stream from whatever storage Directus keeps it in.
 *
 * Elevated, because the digest is part of a hash that must not depend on who computes it; callers check
 * beforehand that the file may be used.
 *
 * @throws what {@link readPatiently} throws: Forbidden when the bytes are missing
 */
export async function digestFile(host: Host, caller: Caller, fileId: string, knex: Knex): Promise<Sha256> {
  const { schema, accountability } = elevated(caller);
  const assets = new host.services.AssetsService({ knex, schema, accountability });
  const open = () => assets.getAsset(fileId, { transformationParams: {} }) as Promise<{ stream: Readable }>;
  const digest = createHash('sha256');
  await readPatiently(host, fileId, open, (chunk) => {
    digest.update(chunk);
    return true;
  });
  return digest.digest('hex');
}
