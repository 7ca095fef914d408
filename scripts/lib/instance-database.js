import { access, rename, rm } from 'node:fs/promises';
import { Client } from 'pg';
import { runDirectus } from './directus.js';
import { Problem, step } from './terminal.js';

/** @typedef {import('./directus.js').Environment} Environment */

/**
 * @param {Environment} env
 * @throws {Problem} when PostgreSQL does not answer, or DB_CLIENT is another database
 */
export async function requireDatabase(env) {
  const client = env['DB_CLIENT'];
  if (client === 'pg') await isInstalledOnPostgres(env);
  else if (client !== 'sqlite3')
    throw new Problem(`DB_CLIENT is "${client}"; it takes pg, or nothing for SQLite.`);
}

/**
 * Brings the database up to date: makes it when it is missing, else runs the migrations that are new.
 * @param {{ folder: string, env: Environment, administrator: Environment }} options
 */
export async function prepareDatabase({ folder, env, administrator }) {
  if (env['DB_CLIENT'] === 'sqlite3') await prepareSqlite({ folder, env, administrator });
  else if (await isInstalledOnPostgres(env)) await migrate({ folder, env });
  else
    await step('Creating the database', () =>
      runDirectus(['bootstrap'], { folder, env: { ...env, ...administrator } }),
    );
}

/** @param {{ folder: string, env: Environment, administrator: Environment }} options */
async function prepareSqlite({ folder, env, administrator }) {
  const file = env['DB_FILENAME'] ?? '';
  if (await exists(file)) return migrate({ folder, env });
  // Made aside: a bootstrap that is interrupted leaves a database without an administrator, which the next
  // bootstrap takes for finished.
  const aside = `${file}.new`;
  await rm(aside, { force: true });
  await step('Creating the database', () =>
    runDirectus(['bootstrap'], { folder, env: { ...env, ...administrator, DB_FILENAME: aside } }),
  );
  await rename(aside, file);
}

/** @param {{ folder: string, env: Environment }} options */
async function migrate(options) {
  await step('Migrating the database', () => runDirectus(['database', 'migrate:latest'], options));
}

/**
 * @param {Environment} env
 * @returns {Promise<boolean>} whether Directus is installed in the database
 * @throws {Problem} when it cannot be reached
 */
async function isInstalledOnPostgres(env) {
  const { DB_HOST = 'localhost', DB_PORT = '5432', DB_USER = '', DB_PASSWORD = '', DB_DATABASE = '' } = env;
  const client = new Client({
    host: DB_HOST,
    port: Number(DB_PORT),
    user: DB_USER,
    password: DB_PASSWORD,
    database: DB_DATABASE,
    connectionTimeoutMillis: 10_000,
  });
  try {
    await client.connect();
    const found = await client.query(`SELECT to_regclass('directus_collections') IS NOT NULL AS installed`);
    return found.rows[0].installed;
  } catch (error) {
    throw new Problem(`PostgreSQL at ${DB_HOST}:${DB_PORT}, database "${DB_DATABASE}": ${reason(error)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @param {unknown} error */
function reason(error) {
  // Several addresses of one host name fail with an error that has no message of its own.
  if (error instanceof AggregateError) return reason(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

/** @param {string} path */
async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}
