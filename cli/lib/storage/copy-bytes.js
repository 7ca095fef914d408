import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'node:path/posix';
import { Problem, reasonOf } from '../problem.js';

/** @import { FileRow, Place, Route } from './types.d.ts' */

/** Copies that are not finished begin like this. */
export const UNFINISHED = 'artifacts-moving-';

/** Why one file cannot be moved, while others can. */
export class CannotMove extends Error {}

/**
 * Copies the bytes of a file, reads the copy again and compares. They get their name only when they are complete: what
 * lies there under it is never half of a file, whenever this is killed.
 *
 * @param {Route} route
 * @param {FileRow} file
 * @param {string | null} expected digest that the bytes are known to have, as hex
 * @returns {Promise<{ sha256: string, size: number, modified: string }>} digest of both, and of the old bytes what
 *   tells whether they were replaced since
 * @throws {CannotMove} when they are missing, or not what they should be, or somebody else's file has their name
 * @throws {Problem} when the target cannot be written
 */
export async function copyBytes(route, file, expected) {
  const { from, to, fromName, toName } = route;
  const name = file.filename_disk;
  if (!(await from.exists(name))) throw new CannotMove(`its bytes are missing in ${fromName} (${name})`);
  // Before they are read: a replacement in between shows then.
  const { size, modified } = await from.stat(name);
  const temporary = UNFINISHED + file.id;
  const taken = await to.exists(name);
  const sha256 = taken ? await digest(from, name) : await copy(route, name, temporary, file.type);
  if (expected !== null && sha256 !== expected)
    throw new CannotMove(
      `its bytes in ${fromName} are not those that were recorded: sha256 ${sha256} instead of ${expected}`,
    );
  const stat = { sha256, size, modified: modified.toISOString() };
  if (taken) {
    // A run that was stopped before it could say so has copied them already.
    if ((await digest(to, name)) === sha256) return stat;
    // Under its own id it can only be an older copy of the same file.
    if (parse(name).name !== file.id) throw new CannotMove(`${toName} has another file of the name ${name}`);
    if ((await copy(route, name, temporary, file.type)) !== sha256)
      throw new CannotMove('it is being replaced at this moment');
  }
  if ((await digest(to, temporary)) !== sha256)
    throw new Problem(`${toName} does not give back what was written to it: the copy of ${name} differs.`);
  await to.move(temporary, name);
  return stat;
}

/**
 * @param {Route} route
 * @param {string} name
 * @param {string} temporary
 * @param {string | null} type
 * @returns {Promise<string>} digest of what was read
 */
async function copy({ from, to, fromName, toName }, name, temporary, type) {
  const hash = createHash('sha256');
  const through = new Transform({
    transform(/** @type {Buffer} */ chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const source = await from.read(name);
  /** @type {{ error: unknown }} */
  const reading = { error: null };
  source.once('error', (error) => {
    reading.error = error;
    through.destroy(error);
  });
  try {
    await to.write(temporary, source.pipe(through), type ?? 'application/octet-stream');
  } catch (error) {
    source.destroy();
    if (reading.error !== null)
      throw new CannotMove(`its bytes cannot be read from ${fromName}: ${reasonOf(reading.error)}`);
    // The next file would fail as well.
    throw new Problem(`${toName} cannot be written: ${reasonOf(error)}`, { cause: error });
  }
  return hash.digest('hex');
}

/**
 * @param {Place} place
 * @param {string} name
 * @returns {Promise<string>} sha256, hex
 */
export async function digest(place, name) {
  const hash = createHash('sha256');
  await pipeline(await place.read(name), hash);
  return hash.digest('hex');
}
