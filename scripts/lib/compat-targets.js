import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRepository } from './paths.js';
import { DIRECTUS_FILES_ON_BOTH, DIRECTUS_FILES_ON_ONE, NODE_FILES } from '../../tests/compat/files.js';
import { installPinned } from './preflight.js';
import { Problem, step } from './terminal.js';

// Only modules of Node itself may be imported here: this runs before anything is installed.

/**
 * What the tests of compatibility run on, beside what `npm test` runs on.
 *
 * @typedef {object} Target
 * @property {string} name  of the folder in tests/compat with its pinned packages
 * @property {string} title
 * @property {string} proof  a file that is there once it is installed
 * @property {{ files: string[], vendors: string }[]} runs  which tests run on it, with which databases
 * @property {(folder: string) => Record<string, string>} env  settings of the tests that choose it
 * @property {boolean} hasOtherStudio  whether the pages of the Studio are others, too
 */

/** @type {Target[]} */
export const TARGETS = [
  {
    name: 'directus-11',
    title: 'Directus 11.17.4 on Node 22, SQLite and PostgreSQL',
    proof: 'node_modules/@directus/api/dist/cli/run.js',
    runs: [
      { files: DIRECTUS_FILES_ON_BOTH, vendors: 'sqlite,postgres' },
      { files: DIRECTUS_FILES_ON_ONE, vendors: 'postgres' },
    ],
    env: (folder) => ({ ARTIFACTS_TEST_DIRECTUS: folder }),
    hasOtherStudio: true,
  },
  {
    name: 'node-24',
    title: 'Directus 12.4.0 on Node 24, SQLite',
    proof: 'node_modules/node/bin/node',
    // The database is PostgreSQL's or SQLite's own business; what Node 24 could break is the same on both.
    runs: [{ files: NODE_FILES, vendors: 'sqlite' }],
    env: (folder) => ({ ARTIFACTS_TEST_NODE: join(folder, 'node_modules/node/bin/node') }),
    hasOtherStudio: false,
  },
];

/**
 * Installs the pinned packages of a target in a folder of the cache, unless those of this very package-lock.json are
 * there already.
 *
 * @param {Target} target
 * @returns {Promise<string>} the folder
 * @throws {Problem} when npm fails
 */
export async function installTarget({ name, title, proof }) {
  const pinned = inRepository(`tests/compat/${name}`);
  const folder = inRepository(`.cache/compat/${name}`);
  const marker = join(folder, '.installed-for');
  const wanted = createHash('sha256')
    .update(await readFile(join(pinned, 'package.json')))
    .update(await readFile(join(pinned, 'package-lock.json')))
    .digest('hex');
  const installed = await readFile(marker, 'utf8').catch(() => null);
  if (installed === wanted && existsSync(join(folder, proof))) return folder;
  await step(`Installing ${title}`, async () => {
    await rm(marker, { force: true });
    await mkdir(folder, { recursive: true });
    for (const file of ['package.json', 'package-lock.json'])
      await copyFile(join(pinned, file), join(folder, file));
    await installPinned(folder);
    if (!existsSync(join(folder, proof)))
      throw new Problem(`${title} was not installed. Does npm run install scripts here (ignore-scripts)?`);
    await writeFile(marker, wanted);
  });
  return folder;
}
