import { createHash } from 'node:crypto';
import { readMembers } from '../../../archive-format/read-archive.js';
import { Problem } from '../problem.js';

/**
 * @import { Member } from '../../../archive-format/read-archive.js'
 * @import { Part } from '../../../archive-format/words.js'
 */

/**
 * One digest for a whole archive, to tell it from another one at the same path.
 *
 * @param {readonly Part[]} parts
 * @returns {string} hex
 */
export function digestOfParts(parts) {
  const lines = parts.map(({ name, size, sha256 }) => JSON.stringify([name, size, sha256]));
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/**
 * Reads an archive that was verified before, and makes sure in the end that it was the same.
 *
 * @param {string} path
 * @param {string} expected what {@link digestOfParts} said of the archive that was verified
 * @param {(part: Member) => Promise<void>} use
 * @throws {Problem} when it has changed since; nothing that was read counts then
 */
export async function readParts(path, expected, use) {
  /** @type {Part[]} */
  const parts = [];
  for await (const { name, size, bytes } of readMembers(path)) {
    const hash = createHash('sha256');
    const seen = hashing(bytes, hash);
    await use({ name, size, bytes: seen });
    // What was not of use counts as well.
    for await (const _ of seen);
    parts.push({ name, size, sha256: hash.digest('hex') });
  }
  if (digestOfParts(parts) !== expected)
    throw new Problem('The archive has changed since it was verified. Nothing was restored.');
}

/**
 * @param {AsyncIterable<Buffer>} bytes
 * @param {import('node:crypto').Hash} hash
 */
async function* hashing(bytes, hash) {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}
