import type { Readable } from 'node:stream';
import type { Knex } from 'knex';
import { elevated } from './elevated.js';
import type { Caller, Host } from './host.js';

/**
 * A file's bytes, or null when they are more than `limit`: what is larger is never held in memory.
 *
 * Elevated like the digest; callers check beforehand that the file may be read.
 *
 * @throws Directus' FORBIDDEN when the file's bytes are missing from the storage
 */
export async function readBytes(
  host: Host,
  caller: Caller,
  file: { id: string; limit: number; knex: Knex },
): Promise<Uint8Array | null> {
  const { schema, accountability } = elevated(caller);
  const assets = new host.services.AssetsService({ knex: file.knex, schema, accountability });
  const { stream } = (await assets.getAsset(file.id, { transformationParams: {} })) as { stream: Readable };
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop closes the stream.
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > file.limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
