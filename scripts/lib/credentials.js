import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {object} Credentials
 * @property {string} url
 * @property {{ email: string, password: string, token: string }} admin
 * @property {{ email: string, password: string, token: string }} reviewer
 * @property {{ token: string }} agent
 */

/** @param {string} folder */
export function credentialsFile(folder) {
  return join(folder, 'credentials.json');
}

/**
 * The credentials of the instance in `folder`, made up on the first call and kept in a file that only its owner
 * can read. The address is brought up to date.
 * @param {string} folder
 * @param {string} url
 * @returns {Promise<Credentials>}
 */
export async function ensureCredentials(folder, url) {
  const credentials = { ...((await readCredentials(folder)) ?? newCredentials()), url };
  await writePrivate(credentialsFile(folder), `${JSON.stringify(credentials, null, 2)}\n`);
  return credentials;
}

/**
 * @param {string} folder
 * @returns {Promise<Credentials | null>}
 */
export async function readCredentials(folder) {
  const text = await readFile(credentialsFile(folder), 'utf8').catch(() => null);
  return text === null ? null : JSON.parse(text);
}

/**
 * Settings of the instance in `folder` that must stay what they are: the key that signs its sessions. In a file
 * rather than in the environment, so that other commands on this instance find it too.
 * @param {string} folder
 * @returns {Promise<string>} path of the file, for CONFIG_PATH
 */
export async function ensureSecret(folder) {
  const path = join(folder, 'directus.env');
  const text = await readFile(path, 'utf8').catch(() => null);
  await writePrivate(path, text ?? `SECRET=${secret(32)}\n`);
  return path;
}

/** @returns {Credentials} */
function newCredentials() {
  return {
    url: '',
    admin: { email: 'admin@example.com', password: secret(12), token: secret(24) },
    reviewer: { email: 'robin.reviewer@example.com', password: secret(12), token: secret(24) },
    agent: { token: secret(24) },
  };
}

/** Hexadecimal, and never digits only: Directus turns settings that look like a number into one. */
function secret(/** @type {number} */ bytes) {
  return `s${randomBytes(bytes).toString('hex')}`;
}

/**
 * Replaces a file as a whole, so that one that was interrupted never leaves half of it.
 * @param {string} path
 * @param {string} text
 */
async function writePrivate(path, text) {
  const aside = `${path}.new`;
  await writeFile(aside, text, { mode: 0o600 });
  await chmod(aside, 0o600);
  await rename(aside, path);
}
