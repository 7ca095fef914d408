import { fork } from 'node:child_process';
import { access } from 'node:fs/promises';
import { packagePath } from './package.js';
import { Problem } from './problem.js';

/** @typedef {import('./instance-folder.js').InstanceFolder} InstanceFolder */

/**
 * @typedef {object} Settings  the instance's own, as its Directus reads them
 * @property {string | null} databaseClient
 * @property {string | null} databaseFile  absolute; only of SQLite
 * @property {string} migrationsPath  absolute
 * @property {boolean} extensionsMustLoad
 * @property {string} maxPayloadSize
 *
 * @typedef {object} Found
 * @property {Settings} settings
 * @property {string[]} core  file names of Directus' own migrations
 * @property {string[]} custom  file names of the migrations in MIGRATIONS_PATH
 * @property {string[] | null} [applied]  versions that ran; null: no Directus in this database
 * @property {string} [databaseError]
 *
 * @typedef {Found | { error: string }} Report  what the inspecting process answers
 *
 * @typedef {InstanceFolder & Omit<Found, 'applied' | 'databaseError'> & { applied: string[] }} Inspection
 */

/** How much of Directus' output an error repeats, in lines. */
const KEPT_LINES = 5;

/**
 * Reads settings and migrations of an instance, with its own Directus. Changes nothing.
 * @param {InstanceFolder} instance
 * @param {Record<string, string>} [env] added to ours; the instance's .env beats it, as it does in Directus
 * @returns {Promise<Inspection>}
 * @throws {Problem} when its settings cannot be read, or the database is another vendor's, away, or without Directus
 */
export async function inspectInstance(instance, env = {}) {
  const found = await runInspection(instance, env);
  const { folder } = instance;
  const { databaseClient, databaseFile } = found.settings;
  if (databaseClient === null)
    throw new Problem(`The Directus in ${folder} has no settings: DB_CLIENT is not set. Is its .env there?`);
  if (databaseClient !== 'pg' && databaseClient !== 'sqlite3')
    throw new Problem(
      `The artifact registry works on SQLite and PostgreSQL; DB_CLIENT of ${folder} is "${databaseClient}". Nothing was changed.`,
    );
  if (databaseFile !== null && !(await exists(databaseFile)))
    throw new Problem(`The database file ${databaseFile} is not there. See DB_FILENAME in ${folder}.`);
  const { applied, databaseError, ...rest } = found;
  if (databaseError !== undefined)
    throw new Problem(`The database of ${folder} cannot be reached: ${databaseError}`);
  if (!applied)
    throw new Problem(
      `The database of ${folder} has no Directus in it yet. Run "npx directus bootstrap" there first.`,
    );
  return { ...instance, ...rest, applied };
}

/**
 * @param {InstanceFolder} instance
 * @param {Record<string, string>} env
 * @returns {Promise<Found>}
 */
async function runInspection({ folder, api }, env) {
  const child = fork(packagePath('cli/inside/inspect-instance.js'), [api], {
    cwd: folder,
    env: { ...process.env, ...env },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (/** @type {Buffer} */ chunk) => (output += chunk.toString('utf8')));
  /** @type {Report | null} */
  let report = null;
  child.once('message', (message) => (report = /** @type {Report} */ (message)));
  await new Promise((resolve) => child.once('close', resolve));
  return checkReport(report, folder, output);
}

/**
 * @param {Report | null} report
 * @param {string} folder
 * @param {string} output
 */
function checkReport(report, folder, output) {
  // Directus ends the process itself when settings that it needs are missing, and has said so.
  const said = report === null ? output.trim().split('\n').slice(-KEPT_LINES).join(' ') : null;
  if (report === null)
    throw new Problem(`The settings of ${folder} cannot be used: ${said || 'no reason given'}`);
  if ('error' in report) throw new Problem(`The Directus in ${folder} cannot be used: ${report.error}`);
  return report;
}

/** @param {string} path */
async function exists(path) {
  return access(path).then(
    () => true,
    () => false,
  );
}
