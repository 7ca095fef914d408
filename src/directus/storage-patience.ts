import { ServiceUnavailableError } from '@directus/errors';
import type { Readable } from 'node:stream';
import { Forbidden } from '../errors/index.js';
import { isForbidden } from '../errors/is-forbidden.js';
import type { Host } from './host.js';

/**
 * Reads the bytes of a file, for as long as they keep coming: a storage that hangs would otherwise keep the request,
 * and what it has locked, without end.
 *
 * @param open begins to read, e.g. Directus' `getAsset`
 * @param take is given each chunk; false ends the reading
 * @throws Forbidden when the bytes are missing from the storage
 * @throws Directus' SERVICE_UNAVAILABLE when they cannot be read, or do not go on coming
 */
export async function readPatiently(
  host: Host,
  fileId: string,
  open: () => Promise<{ stream: Readable }>,
  take: (chunk: Uint8Array) => boolean,
): Promise<void> {
  const { storageTimeoutMs } = host.settings;
  let stream: Readable | undefined;
  let over = false;
  let timer: NodeJS.Timeout | undefined;
  let giveUp: (reason: Error) => void = () => undefined;
  const stalled = new Promise<never>((_resolve, reject) => (giveUp = reject));
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp(new Error(`no bytes for ${storageTimeoutMs} ms`)), storageTimeoutMs);
  };
  const read = async (): Promise<void> => {
    ({ stream } = await open());
    if (over) stream.destroy();
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      wait();
      if (!take(chunk)) return; // leaving the loop closes the stream
    }
  };
  wait();
  try {
    await Promise.race([read(), stalled]);
  } catch (error) {
    host.logger.warn(error, `artifacts: could not read the bytes of file ${fileId}`);
    if (isForbidden(error)) {
      // Not which one: whoever decides on a version need not be allowed to see its files.
      throw new Forbidden({
        reason: 'The bytes of a file are missing from the storage: an operator has to look',
      });
    }
    const reason = 'the bytes of a file cannot be read from it';
    throw new ServiceUnavailableError({ service: 'storage', reason }, { cause: error });
  } finally {
    over = true;
    clearTimeout(timer);
    stream?.destroy();
  }
}
