import { fileURLToPath } from 'node:url';

/** Absolute path of something in the repository, e.g. `inRepository('migrations')`. */
export function inRepository(path = '') {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** Node 22 of the dev dependency: Directus does not start on the Node 20 a Debian brings along. */
export const NODE = inRepository('node_modules/node/bin/node');

/**
 * Directus' own command line. `node_modules/directus/cli.js` only adds an update check in front of it, which
 * calls out to a package registry on every start and blocks for 8 s where that is unreachable.
 */
export const DIRECTUS_CLI = inRepository('node_modules/@directus/api/dist/cli/run.js');
