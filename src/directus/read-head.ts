import type { Knex } from 'knex';
import type { Caller, Host } from './host.js';
import { openFile } from './stored-file.js';

/**
 * The start of a file, and how many bytes the storage has of it. Elevated like the digest; callers check beforehand
 * that the file may be used.
 *
 * @param file.limit bytes that are read at most
 * @throws Directus' FORBIDDEN when the file's bytes are missing from the storage
 */
export async function readHead(
  host: Host,
  caller: Caller,
  file: { id: string; limit: number; knex: Knex },
): Promise<{ head: Uint8Array; size: number }> {
  const { stream, size } = await openFile(host, caller, file.id, file.knex);
  const chunks: Uint8Array[] = [];
  let read = 0;
  // Leaving the loop closes the stream.
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    read += chunk.byteLength;
    if (read >= file.limit) break;
  }
  return { head: Buffer.concat(chunks).subarray(0, file.limit), size };
}
