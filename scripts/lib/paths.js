import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of something in the repository, e.g. `inRepository('migrations')`. */
export function inRepository(path = '') {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** Node 22 of the dev dependency: Directus does not start on the Node 20 a Debian brings along. */
export const NODE = inRepository('node_modules/node/bin/node');

/** What Directus runs on: our Node 22, or another that is to be tested (see `npm run test:compat`). */
export const DIRECTUS_NODE = process.env['ARTIFACTS_TEST_NODE'] || NODE;

/** The packages of the Directus that is started: ours, or those of the folder with another version to be tested. */
export const DIRECTUS_MODULES = join(
  process.env['ARTIFACTS_TEST_DIRECTUS'] || inRepository(),
  'node_modules',
);

/**
 * Directus' own command line. `node_modules/directus/cli.js` only adds an update check in front of it, which
 * calls out to a package registry on every start and blocks for 8 s where that is unreachable.
 */
export const DIRECTUS_CLI = join(DIRECTUS_MODULES, '@directus/api/dist/cli/run.js');
