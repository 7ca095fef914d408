import { inspectInstance } from '../lib/inspect-instance.js';
import {
  compareMigrations,
  MIGRATIONS,
  newerMigrations,
  ownMigrations,
  pendingMigrations,
} from '../lib/migrations.js';
import { judgeLimit } from './check-payload.js';
import { checkDirectus } from './check-bundle.js';
import { ok, problem, warning } from './finding.js';

/** @typedef {import('./finding.js').Finding} Finding */

/**
 * What only the instance's own settings and database tell.
 * @param {import('../lib/instance-folder.js').InstanceFolder} instance
 * @param {string} range of Directus releases
 * @returns {Promise<Finding[]>}
 */
export async function checkFolder(instance, range) {
  const inspection = await inspectInstance(instance);
  const { settings, custom } = inspection;
  const own = await ownMigrations();
  const state = await compareMigrations(settings.migrationsPath, custom);
  const all = [...custom.filter((name) => !own.includes(name)), ...own];
  const pending = pendingMigrations({ ...inspection, custom: all }, own);
  return [
    checkDirectus(instance.version, range),
    ok('Database', settings.databaseClient === 'pg' ? 'PostgreSQL' : 'SQLite'),
    checkMigrations(pending, newerMigrations(inspection, own)),
    state === 'different'
      ? warning(
          'Migration files',
          `those in ${settings.migrationsPath} are not of this release`,
          `Renew them: cp -r ${MIGRATIONS}/*.js ${MIGRATIONS}/lib ${settings.migrationsPath}/`,
        )
      : ok('Migration files', state === 'whole' ? settings.migrationsPath : 'those of this package'),
    settings.extensionsMustLoad
      ? ok('EXTENSIONS_MUST_LOAD', 'true')
      : warning(
          'EXTENSIONS_MUST_LOAD',
          'not true',
          'Set it: else the server starts without the registry when a setting is wrong, and nothing guards new work.',
        ),
    judgeLimit(settings.maxPayloadSize),
  ];
}

/**
 * @param {import('../lib/migrations.js').Migration[]} pending
 * @param {string[]} newer
 * @returns {Finding}
 */
function checkMigrations(pending, newer) {
  if (newer.length > 0)
    return problem(
      'Migrations',
      `of a newer release ran: ${newer.join(', ')}`,
      'Install that release; this one records and decides nothing on this database.',
    );
  if (pending.length === 0) return ok('Migrations', 'all have run');
  return problem(
    'Migrations',
    `pending: ${pending.map(({ name }) => name).join(', ')}`,
    'Run "directus-artifacts migrate", with a backup at hand.',
  );
}
