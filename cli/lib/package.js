import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Absolute path of something in this package, wherever it is installed.
 * @param {string} path e.g. `migrations`
 */
export function packagePath(path) {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url));
}

/** @returns {string} the version of this release */
export function packageVersion() {
  return String(JSON.parse(readFileSync(packagePath('package.json'), 'utf8')).version);
}
