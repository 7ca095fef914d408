import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Knex } from 'knex';
import type { Sha256 } from '../domain/words.js';
import { elevated } from './elevated.js';
import type { Caller, Host } from './host.js';

/**
 * SHA-256 of a file's bytes, read as a stream from whatever storage Directus keeps it in.
 *
 * Elevated, because the digest is part of a hash that must not depend on who computes it; callers check
 * beforehand that the file may be used.
 *
 * @throws Directus' FORBIDDEN when the file's bytes are missing from the storage.
 */
export async function digestFile(host: Host, caller: Caller, fileId: string, knex: Knex): Promise<Sha256> {
  const { schema, accountability } = elevated(caller);
  const assets = new host.services.AssetsService({ knex, schema, accountability });
  const { stream } = (await assets.getAsset(fileId, { transformationParams: {} })) as { stream: Readable };
  const digest = createHash('sha256');
  await pipeline(stream, digest);
  return digest.digest('hex');
}
