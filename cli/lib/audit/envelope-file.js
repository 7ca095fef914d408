import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { existsSync } from 'node:fs';
import { explainRefusal } from '../backup/disk-refusal.js';
import { Problem, reasonOf } from '../problem.js';

/**
 * Writes a file line by line, which only its owner can read: reasons are confidential. It appears at its path when it is
 * whole and on the disk; an existing one is never replaced.
 *
 * @template T
 * @param {string} path
 * @param {(writeLine: (line: string) => Promise<void>) => Promise<T>} fill
 * @returns {Promise<T>}
 * @throws {Problem} when there is such a file, or the disk refuses
 */
export async function writeLines(path, fill) {
  const partial = `${path}.partial`;
  if (existsSync(path)) throw new Problem(`There is a file ${path} already, and it is not replaced.`);
  const file = await open(partial, 'wx', 0o600).catch((/** @type {unknown} */ error) => {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new Problem(
        `There is a file ${partial}: another run is writing it, or was stopped. Remove it then.`,
      );
    throw explainRefusal(error, path, 'Nothing was written.');
  });
  try {
    const result = await fill(async (line) => {
      await file.appendFile(`${line}\n`);
    });
    await file.sync();
    await file.close();
    await rename(partial, path);
    return result;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw explainRefusal(error, path, 'Nothing was kept.');
  }
}

/**
 * The lines of a file that are not empty, one at a time.
 *
 * @param {string} path
 * @returns {AsyncGenerator<string>}
 * @throws {Problem} when it cannot be read
 */
export async function* readLines(path) {
  const input = createReadStream(path, 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity }))
      if (line.trim() !== '') yield line;
  } catch (error) {
    throw new Problem(`${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  } finally {
    input.destroy();
  }
}
