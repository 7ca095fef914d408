import type { Knex } from 'knex';
import type { Caller, Host } from './host.js';
import { readPatiently } from './storage-patience.js';
import { openFile } from './stored-file.js';

/**
 * The start of a file, and how many bytes the storage has of it. Elevated like the digest; callers check beforehand
 * that the file may be used.
 *
 * @param file.limit bytes that are read at most
 * @throws what {@link readPatiently} throws: Forbidden when the bytes are missing
 */
export async function readHead(
  host: Host,
  caller: Caller,
  file: { id: string; limit: number; knex: Knex },
): Promise<{ head: Uint8Array; size: number }> {
  let size = 0;
  const open = async () => {
    const opened = await openFile(host, caller, file.id, file.knex);
    ({ size } = opened);
    return opened;
  };
  const chunks: Uint8Array[] = [];
  let read = 0;
  await readPatiently(host, file.id, open, (chunk) => {
    chunks.push(chunk);
    read += chunk.byteLength;
    return read < file.limit;
  });
  return { head: Buffer.concat(chunks).subarray(0, file.limit), size };
}
