import { createHash } from 'node:crypto';

/** Keeps these ids apart from whatever else is made of the same words. */
const NAMESPACE = 'artifacts-legacy:v1\n';

/**
 * A uuid (version 8 of RFC 9562: made of a hash) that is the same for the same words, in every run and everywhere.
 */
export function stableId(...words: string[]): string {
  const digest = createHash('sha256')
    .update(NAMESPACE + JSON.stringify(words), 'utf8')
    .digest('hex');
  const variant = ((parseInt(digest.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
