import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @import { Knex } from 'knex' */

/**
 * Directus' own code, for scripts of `cli/inside`: only in a process that runs in the folder of the instance does it read
 * that one's settings.
 */

/**
 * @param {string} api folder of Directus' API package
 * @returns {Promise<Knex>} the database of the instance
 */
export async function databaseOf(api) {
  /** @type {{ default: () => Knex }} */
  const { default: getDatabase } = await import(pathToFileURL(join(api, 'dist/database/index.js')).href);
  return getDatabase();
}

/**
 * @param {string} api folder of Directus' API package
 * @returns {Promise<Record<string, unknown>>} the settings of the instance
 */
export async function settingsOf(api) {
  const path = createRequire(join(api, 'package.json')).resolve('@directus/env');
  /** @type {{ useEnv: () => Record<string, unknown> }} */
  const { useEnv } = await import(pathToFileURL(path).href);
  return useEnv();
}

/**
 * A place of the storage, whatever it is: a folder, or somebody's cloud.
 *
 * @typedef {object} Driver
 * @property {(name: string) => Promise<import('node:stream').Readable>} read
 * @property {(name: string, bytes: import('node:stream').Readable) => Promise<void>} write
 * @property {(name: string) => Promise<void>} delete
 * @property {(name: string) => Promise<{ size: number }>} stat
 * @property {(name: string) => Promise<boolean>} exists
 *
 * @typedef {{ location: (name: string) => Driver }} Storage location: throws when the instance has none of that name
 */

/**
 * @param {string} api folder of Directus' API package
 * @returns {Promise<Storage>} the storage of the instance
 */
export async function storageOf(api) {
  /** @type {{ getStorage: () => Promise<Storage> }} */
  const { getStorage } = await import(pathToFileURL(join(api, 'dist/storage/index.js')).href);
  return getStorage();
}
