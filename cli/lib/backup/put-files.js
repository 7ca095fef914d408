import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem, reasonOf } from '../problem.js';

/**
 * @import { Member } from '../../../archive-format/read-archive.js'
 * @import { Driver, Storage } from '../directus-api.js'
 * @import { StoredFile } from './part-names.js'
 */

/**
 * Writes files into the storage of an instance, and takes away again what it has written.
 *
 * @typedef {object} FileWriter
 * @property {(file: StoredFile, part: Member) => Promise<void>} put leaves a file alone that has these bytes already
 * @property {() => Promise<string[]>} undo returns the names of those that it could not take away
 */

/**
 * @param {Storage} storage
 * @returns {FileWriter}
 */
export function fileWriter(storage) {
  /** @type {StoredFile[]} */
  const written = [];
  return {
    put: async (file, { bytes }) => {
      const driver = locationOf(storage, file);
      if (await driver.exists(file.name)) {
        const [there, given] = [await digestOf(await driver.read(file.name)), await digestOf(bytes)];
        if (there !== given) throw taken(file);
        return;
      }
      written.push(file);
      await driver.write(file.name, Readable.from(bytes, { objectMode: false }));
    },
    undo: async () => {
      /** @type {string[]} */
      const left = [];
      for (const file of written.splice(0)) {
        const driver = storage.location(file.location);
        if (!(await driver.exists(file.name))) continue;
        await driver.delete(file.name).catch(() => left.push(file.name));
      }
      return left;
    },
  };
}

/**
 * @param {Storage} storage
 * @param {readonly { file: StoredFile, sha256: string }[]} files
 * @throws {Problem} when the instance has no such location, or other bytes under one of their names
 */
export async function requireRoom(storage, files) {
  for (const { file, sha256 } of files) {
    const driver = locationOf(storage, file);
    if ((await driver.exists(file.name)) && (await digestOf(await driver.read(file.name))) !== sha256)
      throw taken(file);
  }
}

/**
 * @param {Storage} storage
 * @param {StoredFile} file
 * @returns {Driver}
 */
function locationOf(storage, { location, name }) {
  if (name.split('/').includes('..'))
    throw new Problem(`The name of the file ${name} leads out of the storage. Nothing was changed.`);
  try {
    return storage.location(location);
  } catch (error) {
    throw new Problem(
      `The backup has files of the storage location "${location}", which this instance has not: ${reasonOf(error)}. Add it to STORAGE_LOCATIONS. Nothing was changed.`,
      { cause: error },
    );
  }
}

/** @param {StoredFile} file */
function taken({ location, name }) {
  return new Problem(
    `The storage "${location}" has another file ${name} already. Give an empty one. Nothing was changed.`,
  );
}

/** @param {AsyncIterable<Buffer>} bytes */
async function digestOf(bytes) {
  const hash = createHash('sha256');
  await pipeline(bytes, hash);
  return hash.digest('hex');
}
