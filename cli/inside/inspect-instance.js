/**
 * Run as a process of its own in the folder of an instance: reads its settings and what its database has, with
 * Directus' own code, and reports over the channel to its parent. Changes nothing.
 *
 * Argument: folder of Directus' API package.
 */
import { access, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @import { Knex } from 'knex' */

/** As Directus itself tells its migrations from other files. */
const CORE_MIGRATION = /^[0-9]+[A-Z]-[^.]+\.(?:js|ts)$/;
/** What a file of MIGRATIONS_PATH must look like to be run. */
const CUSTOM_MIGRATION = /-.*\.(c|m)?js$/;

const api = process.argv[2] ?? '';
const report = await inspect().catch((/** @type {unknown} */ error) => ({ error: wordsOf(error) }));
process.send?.(report, undefined, undefined, () => process.exit(0));

/** @returns {Promise<import('../lib/inspect-instance.js').Report>} */
async function inspect() {
  const path = createRequire(join(api, 'package.json')).resolve('@directus/env');
  /** @type {{ useEnv: () => Record<string, unknown> }} */
  const { useEnv } = await import(pathToFileURL(path).href);
  const env = useEnv();
  const client = env['DB_CLIENT'];
  const migrationsPath = resolve(String(env['MIGRATIONS_PATH']));
  const settings = {
    databaseClient: typeof client === 'string' ? client : null,
    databaseFile: client === 'sqlite3' ? resolve(String(env['DB_FILENAME'])) : null,
    migrationsPath,
    extensionsMustLoad: String(env['EXTENSIONS_MUST_LOAD']) === 'true',
    maxPayloadSize: String(env['MAX_PAYLOAD_SIZE']),
  };
  const [core, custom] = await Promise.all([
    list(join(api, 'dist/database/migrations'), CORE_MIGRATION),
    list(migrationsPath, CUSTOM_MIGRATION),
  ]);
  const found = { settings, core, custom };
  if (settings.databaseClient !== 'pg' && settings.databaseClient !== 'sqlite3') return found;
  // To open a database file that is not there would make it.
  if (settings.databaseFile !== null && !(await exists(settings.databaseFile))) return found;
  return { ...found, ...(await readDatabase()) };
}

async function readDatabase() {
  try {
    /** @type {{ default: () => Knex }} */
    const { default: getDatabase } = await import(pathToFileURL(join(api, 'dist/database/index.js')).href);
    const knex = getDatabase();
    if (!(await knex.schema.hasTable('directus_migrations'))) return { applied: null };
    /** @type {{ version: string }[]} */
    const rows = await knex('directus_migrations').select('version').orderBy('version');
    return { applied: rows.map(({ version }) => version) };
  } catch (error) {
    return { databaseError: wordsOf(error) };
  }
}

/**
 * @param {string} folder
 * @param {RegExp} pattern
 */
async function list(folder, pattern) {
  const names = await readdir(folder).catch(() => /** @type {string[]} */ ([]));
  return names.filter((name) => pattern.test(name)).sort();
}

/** @param {string} path */
async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function wordsOf(error) {
  if (error instanceof AggregateError && error.errors.length > 0) return wordsOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
