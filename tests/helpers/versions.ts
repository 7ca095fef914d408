import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIRECTUS_MODULES, DIRECTUS_NODE } from '../../scripts/lib/paths.js';

/** Version of the Directus that the tests start, e.g. `12.4.0`: see `npm run test:compat`. */
export const directusVersion: string = (
  JSON.parse(readFileSync(join(DIRECTUS_MODULES, 'directus/package.json'), 'utf8')) as { version: string }
).version;

/** Its first number. */
export const directusMajor = Number(directusVersion.split('.')[0]);

/** Version of the Node that the tests run Directus and the command line on, e.g. `22.23.3`. */
export function nodeVersion(): string {
  return execFileSync(DIRECTUS_NODE, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
}
