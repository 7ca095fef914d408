import { readExtensions, serverInfo } from '@directus/sdk';
import { ask } from '../lib/connection.js';
import { ok, problem, skipped, warning } from './finding.js';
import { isInRange } from './version-range.js';

/**
 * @typedef {import('../lib/connection.js').Connection} Connection
 * @typedef {import('./finding.js').Finding} Finding
 * @typedef {{ name: string, version: string, host: string }} Package  of this command
 */

/**
 * Directus, the bundle and this command: releases that fit each other.
 * @param {Connection} connection
 * @param {Package} own
 * @returns {Promise<Finding[]>}
 */
export async function checkVersions(connection, own) {
  const { version } = /** @type {{ version?: string }} */ (await ask(connection, serverInfo()));
  return [checkDirectus(version, own.host), await checkRelease(connection, own)];
}

/**
 * @param {string | undefined} version
 * @param {string} range
 * @returns {Finding}
 */
export function checkDirectus(version, range) {
  if (version === undefined)
    return skipped('Directus', 'The instance does not tell its version.', 'Look at it in the Studio.');
  if (isInRange(version, range)) return ok('Directus', `${version}, which is in ${range}`);
  return problem('Directus', `${version} is not in ${range}`, 'Use a release of Directus in that range.');
}

/**
 * @param {Connection} connection
 * @param {Package} own
 * @returns {Promise<Finding>}
 */
async function checkRelease(connection, { name, version }) {
  if (!connection.admin)
    return skipped('Release', 'told to administrators only', "Use an administrator's token.");
  const extensions = await ask(connection, readExtensions());
  const found = extensions
    .map(({ schema }) => /** @type {{ name?: string, version?: string } | null} */ (schema))
    .find((schema) => schema?.name === name);
  if (!found) return skipped('Release', 'Directus lists no such extension.', 'Is the bundle installed?');
  if (found.version === version) return ok('Release', `${version} of the bundle, as this command`);
  return warning(
    'Release',
    `${found.version ?? 'unknown'} of the bundle; this command is of ${version}`,
    'Install both from the same release.',
  );
}
