import { Problem, reasonOf } from '../problem.js';
import { partOfFile } from './part-names.js';

/**
 * @import { ArchiveWriter } from '../../../archive-format/write-archive.js'
 * @import { Storage } from '../directus-api.js'
 * @import { WantedFile } from './wanted-files.js'
 */

/** @typedef {{ kept: number, bytes: number, missing: string[] }} AddedFiles missing: in words, one for each file */

/**
 * Reads files through Directus' own storage into an archive, each as a stream, and compares them with what their rows
 * and the registry say of them.
 *
 * @param {ArchiveWriter} writer
 * @param {Storage} storage
 * @param {readonly WantedFile[]} files
 * @param {(done: number, bytes: number) => void} at told after each file
 * @returns {Promise<AddedFiles>}
 * @throws {Problem} when a file changes while it is read
 */
export async function addFiles(writer, storage, files, at) {
  /** @type {AddedFiles} */
  const added = { kept: 0, bytes: 0, missing: [] };
  for (const file of files) {
    const size = await sizeOf(storage, file);
    if (typeof size === 'string') {
      added.missing.push(size);
      continue;
    }
    const part = await addFile(writer, storage, file, size);
    if (file.sha256 !== null && part.sha256 !== file.sha256)
      added.missing.push(`${nameOf(file)}: its bytes are not those that were recorded`);
    else if (file.size !== null && file.size !== size)
      added.missing.push(`${nameOf(file)}: it has ${size} bytes instead of ${file.size}`);
    added.kept += 1;
    added.bytes += size;
    at(added.kept, added.bytes);
  }
  return added;
}

/**
 * The same without reading more than their sizes.
 *
 * @param {Storage} storage
 * @param {readonly WantedFile[]} files
 * @returns {Promise<AddedFiles>}
 */
export async function weighFiles(storage, files) {
  /** @type {AddedFiles} */
  const found = { kept: 0, bytes: 0, missing: [] };
  for (const file of files) {
    const size = await sizeOf(storage, file);
    if (typeof size === 'string') found.missing.push(size);
    else [found.kept, found.bytes] = [found.kept + 1, found.bytes + size];
  }
  return found;
}

/** @param {WantedFile} file */
const nameOf = ({ id, name }) => `file ${id} (${name})`;

/**
 * @param {Storage} storage
 * @param {WantedFile} file
 * @returns {Promise<number | string>} in bytes, or in words why there are none
 */
async function sizeOf(storage, file) {
  try {
    const driver = storage.location(file.location);
    if (!(await driver.exists(file.name))) return `${nameOf(file)}: its bytes are missing from the storage`;
    return (await driver.stat(file.name)).size;
  } catch (error) {
    return `${nameOf(file)}: its bytes cannot be read from "${file.location}" (${reasonOf(error)})`;
  }
}

/**
 * @param {ArchiveWriter} writer
 * @param {Storage} storage
 * @param {WantedFile} file
 * @param {number} size
 */
async function addFile(writer, storage, file, size) {
  try {
    const bytes = await storage.location(file.location).read(file.name);
    return await writer.addStream(partOfFile(file), size, bytes);
  } catch (error) {
    // A part that was begun cannot be taken back.
    throw new Problem(
      `${nameOf(file)} cannot be read to its end, or was replaced meanwhile (${reasonOf(error)}). Run the backup again.`,
      { cause: error },
    );
  }
}
