import { randomUUID } from 'node:crypto';

/** A body of `multipart/form-data`, and the header that goes with it. */
export interface Multipart {
  body: Buffer;
  contentType: string;
}

/**
 * One file for `POST /files` of Directus. The fields come before the file, because Directus takes only those that it
 * has read when the file begins.
 */
export function multipart(
  file: { bytes: Uint8Array; name: string; type: string },
  fields: Record<string, string>,
): Multipart {
  const boundary = `artifacts-${randomUUID()}`;
  const part = (disposition: string, more = ''): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n`;
  const before = Object.entries(fields).map(
    ([name, value]) => `${part(`name="${quoted(name)}"`)}${value}\r\n`,
  );
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(file.type) ? file.type : 'application/octet-stream';
  const head = part(`name="file"; filename="${quoted(file.name)}"`, `Content-Type: ${type}\r\n`);
  return {
    body: Buffer.concat([
      Buffer.from(before.join('') + head),
      file.bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** A name inside quotation marks, as Directus reads it: browsers would write them in percent, which it keeps as they are. */
function quoted(name: string): string {
  return name.replace(/[\r\n]+/g, ' ').replace(/["\\]/g, '\\$&');
}
