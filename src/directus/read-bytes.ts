import type { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { elevated } from './elevated.js';
import type { Caller, Host } from './host.js';
import { readPatiently } from './storage-patience.js';

/**
 * A file's bytes, or null when they are more than `limit`: what is larger is never held in memory.
 *
 * Elevated like the digest; callers check beforehand that the file may be read.
 *
 * @throws what {@link readPatiently} throws: Forbidden when the bytes are missing
 */
export async function readBytes(
  host: Host,
  caller: Caller,
  file: { id: string; limit: number; knex: Knex },
): Promise<Uint8Array | null> {
  const { schema, accountability } = elevated(caller);
  const assets = new host.services.AssetsService({ knex: file.knex, schema, accountability });
  const open = () => assets.getAsset(file.id, { transformationParams: {} }) as Promise<{ stream: Readable }>;
  const chunks: Uint8Array[] = [];
  let size = 0;
  await readPatiently(host, file.id, open, (chunk) => {
    size += chunk.byteLength;
    if (size > file.limit) return false;
    chunks.push(chunk);
    return true;
  });
  return size > file.limit ? null : Buffer.concat(chunks);
}
