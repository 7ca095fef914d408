import { createHash } from 'node:crypto';
import { countRows } from '../database/count-rows.js';
import { Problem } from '../problem.js';

/** @import { Knex } from 'knex' */

/**
 * What the manifest of a backup says of it.
 *
 * @typedef {object} About
 * @property {'sqlite' | 'postgres'} vendor
 * @property {string} directus  version
 * @property {string} bundle  version
 * @property {string[]} migrations  versions of those that were applied
 * @property {Record<string, number>} tables  rows by table
 * @property {string} contexts  digest of all projects' contexts
 * @property {{ kept: number, bytes: number, not_kept: number, unfinished: number }} files  not_kept: no version refers
 *   to them; unfinished: their upload was under way
 * @property {string[]} missing  files whose bytes were not there, or not those that were recorded, in words
 * @property {string[]} left_out  what a restore has to be followed by, e.g. `view sales`
 */

/** @typedef {Pick<About, 'tables' | 'contexts'>} Tally what a restore compares with the manifest */

/** The kind of archive that a backup is. */
export const KIND = 'backup';

/** Where the archive has the database: on SQLite all of it in one part. */
export const SQLITE_PART = 'database.sqlite';
export const SCHEMA_PART = 'schema.json';

/**
 * @param {import('../../../archive-format/words.js').Manifest} manifest of an archive that was verified
 * @returns {About}
 * @throws {Problem} when it is another kind of archive
 */
export function aboutOf({ kind, about }) {
  if (kind !== KIND)
    throw new Problem(`This archive is no backup, but of the kind "${kind}". Nothing was changed.`);
  if (!isAbout(about)) throw new Problem('This backup does not say what is in it. Nothing was changed.');
  return about;
}

/**
 * @param {Record<string, unknown>} about
 * @returns {about is About & Record<string, unknown>}
 */
function isAbout(about) {
  const { vendor, directus, migrations, tables, contexts, files, missing, left_out: leftOut } = about;
  return (
    (vendor === 'sqlite' || vendor === 'postgres') &&
    typeof directus === 'string' &&
    [migrations, missing, leftOut].every(Array.isArray) &&
    typeof contexts === 'string' &&
    [tables, files].every((part) => typeof part === 'object' && part !== null)
  );
}

/**
 * @param {Knex} database
 * @param {readonly string[]} tables
 * @returns {Promise<Tally>}
 */
export async function tallyOf(database, tables) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const table of tables) counts[table] = await countRows(database, table);
  return { tables: counts, contexts: await contextDigest(database) };
}

/**
 * SHA-256 over every project's key, context version and context, as the database writes them.
 *
 * @param {Knex} database
 * @returns {Promise<string>} hex
 */
async function contextDigest(database) {
  /** @type {{ key: string, version: string, context: string | null }[]} */
  const projects = await database('projects').select(
    database.raw('CAST(id AS TEXT) AS key'),
    database.raw('CAST(context_version AS TEXT) AS version'),
    database.raw('CAST(context AS TEXT) AS context'),
  );
  const lines = projects.map(({ key, version, context }) => JSON.stringify([key, version, context]));
  // Not by the database, whose order depends on its language.
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

/**
 * @param {Tally} expected
 * @param {Tally} found
 * @throws {Problem} naming every table that has other rows
 */
export function requireSame(expected, found) {
  const names = [...new Set([...Object.keys(expected.tables), ...Object.keys(found.tables)])].sort();
  const different = names
    .filter((name) => expected.tables[name] !== found.tables[name])
    .map(
      (name) =>
        `${name} (${expected.tables[name] ?? 'none'} in the backup, ${found.tables[name] ?? 'none'} here)`,
    );
  if (different.length > 0) throw new Problem(`The number of rows differs: ${different.join(', ')}.`);
  if (expected.contexts !== found.contexts) throw new Problem('The contexts of the projects differ.');
}

/** @param {Tally} tally */
export function totalRows({ tables }) {
  return Object.values(tables).reduce((sum, rows) => sum + rows, 0);
}
