import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { extract as createExtract } from 'tar-stream';
import { ArchiveDamaged } from './archive-damaged.js';
import { parseManifest } from './manifest.js';
import { MANIFEST, MANIFEST_LIMIT, isSafeName } from './words.js';

/** @typedef {import('./words.js').Manifest} Manifest */
/** @typedef {{ name: string, size: number, bytes: AsyncIterable<Buffer> }} Member its bytes must be read, or drained */

/** How much text one member of rows may hold when it is unpacked, in bytes: a small file must not fill the memory. */
const ROWS_LIMIT = 256 * 1024 * 1024;

const decompress = promisify(gunzip);

/**
 * Reads a whole archive and compares every member with the manifest. Run this before anything of an archive is used.
 *
 * @param {string} path
 * @param {{ at?: (bytes: number, of: number) => void }} [options] at: is told what has been read, in bytes
 * @returns {Promise<Manifest>}
 * @throws {ArchiveDamaged} naming the part: cut, changed, missing, doubled, unknown, of an unsafe name, not an archive
 */
export async function verifyArchive(path, { at } = {}) {
  const { size: total } = await stat(path);
  /** @type {import('./words.js').Part[]} */
  const found = [];
  /** @type {Buffer | null} */
  let text = null;
  let read = 0;
  for await (const { name, size, bytes } of members(path)) {
    if (text !== null)
      throw new ArchiveDamaged(name, `it comes after ${MANIFEST}, which must be the last part`);
    if (name === MANIFEST) {
      if (size > MANIFEST_LIMIT) throw new ArchiveDamaged(name, `it is larger than ${MANIFEST_LIMIT} bytes`);
      text = await collect(bytes);
      continue;
    }
    const hash = createHash('sha256');
    for await (const chunk of bytes) {
      hash.update(chunk);
      read += chunk.length;
      at?.(read, total);
    }
    found.push({ name, size, sha256: hash.digest('hex') });
  }
  if (text === null)
    throw new ArchiveDamaged(MANIFEST, 'it is missing, so the archive was cut or is not one of ours');
  const manifest = parseManifest(text.toString('utf8'));
  compare(manifest.parts, found);
  return manifest;
}

/**
 * The members of an archive one after the other, without the manifest. What it says of them is only to be believed
 * after {@link verifyArchive}.
 *
 * @param {string} path
 * @returns {AsyncGenerator<Member>}
 */
export async function* readMembers(path) {
  for await (const member of members(path)) if (member.name !== MANIFEST) yield member;
}

/**
 * Which table the member has rows of; null when it has none.
 *
 * @param {{ name: string }} member
 */
export function tableOf({ name }) {
  return /^rows\/([^/]+)\/\d+\.jsonl\.gz$/.exec(name)?.[1] ?? null;
}

/**
 * The rows of one member.
 *
 * @param {Member} member
 * @returns {Promise<Record<string, unknown>[]>}
 */
export async function rowsOf({ name, bytes }) {
  const text = await decompress(await collect(bytes), { maxOutputLength: ROWS_LIMIT }).catch(
    (/** @type {unknown} */ error) => {
      throw new ArchiveDamaged(name, `it cannot be unpacked (${String(error)})`);
    },
  );
  return text
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      /** @type {unknown} */
      const row = JSON.parse(line);
      if (typeof row !== 'object' || row === null || Array.isArray(row))
        throw new ArchiveDamaged(name, 'a line of it is not a row');
      return /** @type {Record<string, unknown>} */ (row);
    });
}

/**
 * @param {AsyncIterable<Buffer>} bytes
 * @returns {Promise<Buffer>}
 */
export async function collect(bytes) {
  const chunks = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * @param {string} path
 * @returns {AsyncGenerator<Member>}
 */
async function* members(path) {
  const file = createReadStream(path);
  const entries = file.pipe(createExtract());
  file.once('error', (error) => entries.destroy(error));
  try {
    for await (const entry of entries) {
      const { name, type, size } = entry.header;
      if (!isSafeName(name))
        throw new ArchiveDamaged(JSON.stringify(name), 'its name leads out of the archive');
      if (type !== 'file') throw new ArchiveDamaged(name, `it is a ${type}, not a file`);
      yield { name, size, bytes: bytesOf(path, /** @type {AsyncIterable<Buffer>} */ (entry)) };
      // What nobody has read stands in the way of the next one.
      entry.resume();
    }
  } catch (error) {
    throw explained(path, error);
  } finally {
    file.destroy();
  }
}

/**
 * @param {string} path
 * @param {AsyncIterable<Buffer>} entry
 */
async function* bytesOf(path, entry) {
  try {
    yield* entry;
  } catch (error) {
    throw explained(path, error);
  }
}

/**
 * The tar library has no codes for a wrong checksum, or an end in the middle; what the disk says has one.
 *
 * @param {string} path
 * @param {unknown} error
 */
function explained(path, error) {
  if (error instanceof Error && 'code' in error) return error;
  return new ArchiveDamaged(
    path,
    `it cannot be read on (${error instanceof Error ? error.message : String(error)})`,
  );
}

/**
 * @param {import('./words.js').Part[]} expected
 * @param {import('./words.js').Part[]} found
 */
function compare(expected, found) {
  const seen = new Set();
  const byName = new Map(expected.map((part) => [part.name, part]));
  for (const { name, size, sha256 } of found) {
    const part = byName.get(name);
    if (part === undefined) throw new ArchiveDamaged(name, 'the manifest does not name it');
    if (seen.has(name)) throw new ArchiveDamaged(name, 'it is there twice');
    if (part.size !== size) throw new ArchiveDamaged(name, `it has ${size} bytes instead of ${part.size}`);
    if (part.sha256 !== sha256) throw new ArchiveDamaged(name, 'its bytes have changed');
    seen.add(name);
  }
  const missing = expected.find(({ name }) => !seen.has(name));
  if (missing) throw new ArchiveDamaged(missing.name, 'it is missing');
}
