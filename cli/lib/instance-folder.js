import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { Problem, WrongUsage } from './problem.js';

/**
 * @typedef {object} InstanceFolder
 * @property {string} folder  absolute; where Directus is started
 * @property {string} api  folder of Directus' API package, which is what runs
 * @property {string} version  of Directus, or of that package where no directus package is beside it
 */

/**
 * Adds `--directory` to a command that works inside the instance's own Directus.
 * @param {import('commander').Command} command
 * @returns {import('commander').Command}
 */
export function addDirectoryOption(command) {
  return command.option(
    '--directory <folder>',
    'folder that Directus is started in, with its .env (default: the current folder)',
  );
}

/**
 * Finds the Directus that is installed in a folder.
 * @param {string | undefined} directory default: the current folder
 * @returns {InstanceFolder}
 * @throws {WrongUsage} when the folder is not there
 * @throws {Problem} when no Directus is installed in it, or this Node is too old to run it
 */
export function findInstance(directory) {
  const folder = resolve(directory ?? '.');
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new WrongUsage(`There is no folder ${folder}.`);
  const directus = resolveFrom(folder, 'directus');
  // With pnpm only the directus package itself sees its API; in Directus' own image it is the other way round.
  const api = resolveFrom(folder, '@directus/api') ?? (directus && resolveFrom(directus, '@directus/api'));
  if (!api)
    throw new Problem(
      `There is no Directus in ${folder}: neither directus nor @directus/api is installed there. Go to the folder of your instance, or name it with --directory.`,
    );
  const { engines, version } = readPackage(api);
  const needed = Number(/\d+/.exec(engines?.node ?? '')?.[0] ?? 0);
  if (Number(process.versions.node.split('.')[0]) < needed)
    throw new Problem(
      `This is Node ${process.versions.node}; the Directus in ${folder} needs ${needed} or newer.`,
    );
  return { folder, api, version: directus ? readPackage(directus).version : version };
}

/**
 * Folder of a package as Node would find it from there, or null.
 * @param {string} folder
 * @param {string} name
 */
function resolveFrom(folder, name) {
  try {
    return dirname(createRequire(join(folder, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/**
 * @param {string} folder
 * @returns {{ version: string, engines?: { node?: string } }}
 */
function readPackage(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
