import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { UNFINISHED, digest } from './copy-bytes.js';
import { Problem, reasonOf } from '../problem.js';

/** @import { Place, Route } from './types.d.ts' */

/**
 * Opens two storage locations of an instance with Directus' own drivers.
 *
 * @param {string} api folder of Directus' API package
 * @param {string} fromName
 * @param {string} toName
 * @returns {Promise<Route>}
 * @throws {Problem} when one of them is not among its STORAGE_LOCATIONS
 */
export async function openRoute(api, fromName, toName) {
  const url = pathToFileURL(join(api, 'dist/storage/index.js')).href;
  /** @type {{ getStorage: () => Promise<{ locations: Map<string, Place> }> }} */
  const { getStorage } = await import(url);
  const { locations } = await getStorage();
  /** @param {string} name */
  const open = (name) => {
    const place = locations.get(name);
    if (place) return place;
    const known = [...locations.keys()].join(', ');
    throw new Problem(
      `There is no storage location ${name}. STORAGE_LOCATIONS of this instance has: ${known}.`,
    );
  };
  return { fromName, toName, from: open(fromName), to: open(toName) };
}

/**
 * Makes sure that the target takes files, keeps them, and is not the source under another name: there the old bytes,
 * which are deleted in the end, would be the new ones.
 *
 * @param {Route} route
 * @throws {Problem}
 */
export async function requireUsableTarget({ fromName, toName, from, to }) {
  const name = `${UNFINISHED}probe-${randomUUID()}`;
  let same = false;
  try {
    await to.write(name, Readable.from([Buffer.from(name)]), 'text/plain');
    same = await from.exists(name);
    await digest(to, name);
    await to.delete(name);
  } catch (error) {
    throw new Problem(`${toName} cannot be written: ${reasonOf(error)}. Nothing was changed.`, {
      cause: error,
    });
  }
  if (same)
    throw new Problem(`${fromName} and ${toName} are the same place under two names. Nothing was changed.`);
}

/**
 * Removes the unfinished copies of runs that were stopped.
 *
 * @param {Place} place
 */
export async function removeUnfinished(place) {
  const names = [];
  for await (const name of place.list(UNFINISHED)) names.push(name);
  for (const name of names) await place.delete(name);
}
