import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { packagePath } from '../package.js';
import { Problem, reasonOf, WrongUsage } from '../problem.js';
import { forkInside } from '../fork-inside.js';

/**
 * A PostgreSQL database to copy to.
 *
 * @typedef {object} Target
 * @property {string} name  for people: without the password
 * @property {Record<string, string>} settings  DB_…, as Directus takes them
 */

/** What Directus asks for when there is no connection string. */
const NEEDED = ['DB_HOST', 'DB_PORT', 'DB_DATABASE', 'DB_USER'];

/**
 * @param {{ to?: string, toEnv?: string }} options
 * @returns {Promise<Target>}
 * @throws {WrongUsage} unless they name one PostgreSQL database
 * @throws {Problem} when the file cannot be read, or does not name one
 */
export async function readTarget({ to, toEnv }) {
  if (to !== undefined && toEnv !== undefined)
    throw new WrongUsage('Give either --to or --to-env, not both.');
  if (to !== undefined) return targetOfUrl(to);
  if (toEnv !== undefined) return targetOfFile(toEnv);
  throw new WrongUsage('Copy where? Give --to postgres://…, or --to-env <file> with DB_… settings.');
}

/** @param {string} text */
function targetOfUrl(text) {
  const url = URL.canParse(text) ? new URL(text) : null;
  // What was given is not repeated: it may have a password in it.
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol) || url.pathname.length < 2)
    throw new WrongUsage('--to must be one like postgres://user:password@host:5432/database.');
  const name = nameOf(decodeURIComponent(url.pathname.slice(1)), url.hostname, url.port);
  return { name, settings: { DB_CLIENT: 'pg', DB_CONNECTION_STRING: `string:${text}` } };
}

/** @param {string} file */
async function targetOfFile(file) {
  const text = await readFile(file, 'utf8').catch((/** @type {unknown} */ error) => {
    throw new Problem(`${file} cannot be read: ${reasonOf(error)}`);
  });
  /** @type {Record<string, string>} */
  const settings = {};
  for (const [name, value] of Object.entries(parseEnv(text)))
    if (name.startsWith('DB_') && value !== undefined) settings[name] = value;
  const { DB_CLIENT: client, DB_CONNECTION_STRING: url } = settings;
  if (client !== 'pg')
    throw new Problem(
      `DB_CLIENT in ${file} is ${client ? `"${client}"` : 'not set'}; the target must be "pg".`,
    );
  if (url) return { ...targetOfUrl(url), settings };
  const missing = NEEDED.filter((name) => !settings[name]);
  if (missing.length > 0) throw new Problem(`${file} lacks ${missing.join(', ')}.`);
  return { name: nameOf(settings['DB_DATABASE'], settings['DB_HOST'], settings['DB_PORT']), settings };
}

/**
 * @param {string | undefined} database
 * @param {string | undefined} host
 * @param {string | undefined} port
 */
function nameOf(database = '', host = '', port = '') {
  return `the database "${database}" on ${host || 'localhost'}:${port || '5432'}`;
}

/**
 * The instance's own Directus and settings on the target: what a process must be given for that.
 *
 * @param {import('../instance-folder.js').InstanceFolder} instance
 * @param {Target} target
 * @returns {Promise<(more?: Record<string, string>) => Record<string, string>>} environment, with more settings
 * @throws {Problem}
 */
export async function targetEnvironment(instance, target) {
  const read = /** @type {Record<string, unknown>} */ (await forkInside(instance, 'read-settings.js', []));
  const kept = Object.entries(read).filter(
    ([name]) => name === 'DB_EXCLUDE_TABLES' || (!name.startsWith('DB_') && name !== 'CONFIG_PATH'),
  );
  return (more = {}) => ({
    CONFIG_PATH: packagePath('cli/inside/target-settings.cjs'),
    ARTIFACTS_TARGET_SETTINGS: JSON.stringify({
      ...Object.fromEntries(kept),
      LOG_LEVEL: 'warn',
      ...target.settings,
      ...more,
    }),
  });
}
