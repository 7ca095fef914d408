import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { pack as createPack } from 'tar-stream';
import { MANIFEST, isSafeName } from './words.js';

/** @typedef {import('./words.js').Part} Part */

/**
 * Puts members into an archive, one after the other: wait for each.
 *
 * @typedef {object} ArchiveWriter
 * @property {(name: string, bytes: Buffer) => Promise<Part>} addBytes
 * @property {(name: string, size: number, bytes: Readable) => Promise<Part>} addStream throws when the stream is not of
 *   that size
 * @property {(table: string, rows: AsyncIterable<object> | Iterable<object>) => Promise<number>} addRows returns how
 *   many
 */

/** How much text of rows one member holds before it is compressed, in characters. */
const ROWS_PER_PART = 4 * 1024 * 1024;

const compress = promisify(gzip);

/**
 * Writes an archive. It appears at its path when it is whole and on the disk; until then it is `<path>.partial`, which
 * is removed when anything fails: a full disk, or an error of `fill`.
 *
 * @param {{ path: string, kind: string }} target an existing file at the path is never replaced
 * @param {(writer: ArchiveWriter) => Promise<Record<string, unknown>>} fill adds the members, returns `about` of the
 *   manifest
 * @returns {Promise<{ parts: Part[], bytes: number }>} what it holds, and the size of the file
 * @throws {Error} `EEXIST` when there is such a file, or a partial one of a process that runs or was killed; what the
 *   disk or `fill` throws
 */
export async function writeArchive({ path, kind }, fill) {
  const partial = `${path}.partial`;
  // Two that write to one path at once would mix their bytes.
  const claimed = await open(partial, 'wx');
  try {
    if (await exists(path)) throw Object.assign(new Error(`${path} exists.`), { code: 'EEXIST', path });
    const pack = createPack();
    const file = createWriteStream(partial, { fd: claimed, flush: true });
    const written = pipeline(pack, file);
    // Looked at below; a disk that is full while `fill` still waits for its own source must not end the process.
    /** @type {{ error?: unknown }} */
    const disk = {};
    written.catch((/** @type {unknown} */ error) => (disk.error = error));
    /** @type {Part[]} */
    const parts = [];
    try {
      const about = await fill(makeWriter(pack, parts, written));
      const manifest = {
        format: 'artifacts-archive',
        format_version: 1,
        kind,
        created_at: new Date().toISOString(),
        about,
        parts,
      };
      await addEntry(pack, written, MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`));
      pack.finalize();
      await written;
    } catch (error) {
      pack.destroy();
      // Why the disk refused says more than that the pipe is closed.
      throw disk.error ?? error;
    }
    await rename(partial, path);
    return { parts, bytes: file.bytesWritten };
  } catch (error) {
    await claimed.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

/** @param {string} path */
function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * @param {import('tar-stream').Pack} pack
 * @param {Part[]} parts
 * @param {Promise<void>} written
 * @returns {ArchiveWriter}
 */
function makeWriter(pack, parts, written) {
  const names = new Set([MANIFEST]);
  /**
   * @param {string} name
   * @param {number} size
   * @param {(hash: import('node:crypto').Hash) => Promise<void>} put
   */
  const add = async (name, size, put) => {
    if (!isSafeName(name) || names.has(name)) throw new Error(`Not a name for a member: ${name}`);
    names.add(name);
    const hash = createHash('sha256');
    await put(hash);
    const part = { name, size, sha256: hash.digest('hex') };
    parts.push(part);
    return part;
  };
  /**
   * @param {string} name
   * @param {Buffer} bytes
   */
  const addBytes = (name, bytes) =>
    add(name, bytes.length, (hash) => {
      hash.update(bytes);
      return addEntry(pack, written, name, bytes);
    });
  return {
    addBytes,
    addStream: (name, size, bytes) =>
      add(name, size, async (hash) => {
        const entry = pack.entry({ name, size });
        const counted = Readable.from(
          (async function* () {
            let seen = 0;
            for await (const chunk of bytes) {
              const data = /** @type {Buffer} */ (chunk);
              seen += data.length;
              if (seen > size) break;
              hash.update(data);
              yield data;
            }
            if (seen !== size) throw new Error(`${name} should have ${size} bytes and has ${seen} or more.`);
          })(),
          { objectMode: false },
        );
        await Promise.race([pipeline(counted, entry), written]);
      }),
    addRows: async (table, rows) => {
      let count = 0;
      let part = 0;
      /** @type {string[]} */
      let lines = [];
      let length = 0;
      const flush = async () => {
        part += 1;
        const name = `rows/${table}/${String(part).padStart(6, '0')}.jsonl.gz`;
        await addBytes(name, await compress(lines.join('')));
        lines = [];
        length = 0;
      };
      for await (const row of rows) {
        const line = `${JSON.stringify(row)}\n`;
        lines.push(line);
        length += line.length;
        count += 1;
        if (length >= ROWS_PER_PART) await flush();
      }
      if (lines.length > 0) await flush();
      return count;
    },
  };
}

/**
 * @param {import('tar-stream').Pack} pack
 * @param {Promise<void>} written
 * @param {string} name
 * @param {Buffer} bytes
 * @returns {Promise<void>}
 */
async function addEntry(pack, written, name, bytes) {
  const added = new Promise((resolve, reject) => {
    pack.entry({ name }, bytes, (error) => (error ? reject(error) : resolve(undefined)));
  });
  // A disk that is full ends the pipe, and then nobody would call back.
  await Promise.race([added, written]);
}
