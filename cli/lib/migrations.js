import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { packagePath } from './package.js';

/** @typedef {import('./inspect-instance.js').Inspection} Inspection */
/** @typedef {{ version: string, name: string, from: 'Directus' | 'artifacts' | 'your own' }} Migration */

/** The folder with this release's migrations. */
export const MIGRATIONS = packagePath('migrations');

/** @returns {Promise<string[]>} file names of this release's migrations, in their order */
export async function ownMigrations() {
  return (await readdir(MIGRATIONS)).filter((name) => /^artifacts\d+-.*\.js$/.test(name)).sort();
}

/**
 * What `migrate:latest` would run on an instance, in that order.
 * @param {Pick<Inspection, 'core' | 'custom' | 'applied'>} inspection
 * @param {string[]} own file names of this release's migrations
 * @returns {Migration[]}
 */
export function pendingMigrations({ core, custom, applied }, own) {
  const done = new Set(applied);
  /** @type {(name: string, from: Migration['from']) => Migration} */
  const migration = (name, from) => ({
    version: name.split('-')[0] ?? '',
    name: name.replace(/\.[cm]?[jt]s$/, ''),
    from,
  });
  return [
    ...core.map((name) => migration(name, 'Directus')),
    ...custom.map((name) => migration(name, own.includes(name) ? 'artifacts' : 'your own')),
  ]
    .filter(({ version }) => !done.has(version))
    .sort((a, b) => (a.version > b.version ? 1 : -1));
}

/**
 * Migrations of a newer release than this one that ran on an instance.
 * @param {Pick<Inspection, 'applied'>} inspection
 * @param {string[]} own file names of this release's migrations
 * @returns {string[]} their versions, e.g. `artifacts006`
 */
export function newerMigrations({ applied }, own) {
  const known = new Set(own.map((name) => name.split('-')[0]));
  return applied.filter((version) => /^artifacts\d+$/.test(version) && !known.has(version));
}

/**
 * How the migrations folder of an instance relates to this release's: `whole` has them, `none` has no migrations at
 * all, `others` has somebody's but not ours, `different` has ours in another state.
 * @param {string} folder
 * @param {string[]} custom file names of the migrations in it
 * @returns {Promise<'whole' | 'none' | 'others' | 'different'>}
 */
export async function compareMigrations(folder, custom) {
  if (custom.length === 0) return 'none';
  const own = await ownMigrations();
  if (!own.some((name) => custom.includes(name))) return 'others';
  if (relative(folder, MIGRATIONS) === '') return 'whole';
  const same = await Promise.all(
    (await filesOf(MIGRATIONS)).map(async (name) => {
      const copy = await readFile(join(folder, name), 'utf8').catch(() => null);
      return copy === (await readFile(join(MIGRATIONS, name), 'utf8'));
    }),
  );
  return same.every(Boolean) ? 'whole' : 'different';
}

/** @param {string} folder */
async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
