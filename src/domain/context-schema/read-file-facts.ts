import { fileTypeFromBuffer } from 'file-type';
import { imageSize } from 'image-size';
import type { FileFacts } from './words.js';

/** So much of a file is read: enough for the signature, and for the size of an image behind large colour profiles. */
export const HEAD_BYTES = 512 * 1024;

/** Types without a signature: of these the declared one is believed, once the content is known to be text. */
const TEXTUAL =
  /^(text\/[a-z0-9.+-]+|application\/([a-z0-9.+-]+\+)?(json|xml|yaml)|application\/(javascript|sql|toml|x-ndjson)|image\/svg\+xml)$/;

/**
 * The MIME type of a file by its content. A type with a signature is recognized by it; text without one is what the
 * file is declared to be, if that is a kind of text, else `text/plain`; everything else is `application/octet-stream`.
 *
 * @param head the first {@link HEAD_BYTES} bytes, or all of them
 */
export async function sniffMime(head: Uint8Array, declared: string | null): Promise<string> {
  const found = await fileTypeFromBuffer(head);
  const stated = (declared ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  // That text is XML says less than what kind of XML it is said to be.
  if (found !== undefined && found.mime !== 'application/xml') return found.mime;
  if (found === undefined && !isText(head)) return 'application/octet-stream';
  if (TEXTUAL.test(stated)) return stated;
  return found?.mime ?? 'text/plain';
}

/**
 * Width and height of a raster image as it is shown, in pixels; null when they cannot be read. Parses bytes of
 * strangers, so it is called under a time limit.
 */
export function measureImage(head: Uint8Array): FileFacts['dimensions'] {
  try {
    const { width, height, orientation = 1 } = imageSize(head);
    // Cameras store a picture as the sensor lay, and say how to turn it; from 5 on, by a quarter.
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    return null;
  }
}

/** UTF-8 without control characters; its last character may be cut off. */
function isText(head: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text);
  } catch {
    return false;
  }
}
