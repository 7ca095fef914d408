import { addDirectoryOption, findInstance } from '../lib/instance-folder.js';
import { inspectInstance } from '../lib/inspect-instance.js';
import { compareMigrations, MIGRATIONS, ownMigrations, pendingMigrations } from '../lib/migrations.js';
import { Problem } from '../lib/problem.js';
import { runInside } from '../lib/run-inside.js';
import { counted, table } from '../lib/table.js';

/** @typedef {import('../lib/inspect-instance.js').Inspection} Inspection */
/** @typedef {{ directory?: string, dryRun?: boolean, json?: boolean }} Options */

/** @param {import('commander').Command} program */
export function addMigrateCommand(program) {
  const command = program
    .command('migrate')
    .description(
      "Brings the instance's database up to this release: runs what is pending of Directus' own migrations and of the registry's. Make a backup first.",
    );
  addDirectoryOption(command)
    .option('--dry-run', 'list what is pending, and run nothing')
    .option('--json', 'what was pending, as JSON')
    .addHelpText(
      'after',
      `
An instance without migrations of its own gets those of this package for this run. One that has some must have
the registry's beside them: the command says how to copy them.

Example:
  directus-artifacts migrate --directory /srv/directus --dry-run`,
    )
    .action(migrate);
}

/** @param {Options} options */
async function migrate({ directory, dryRun = false, json = false }) {
  const instance = findInstance(directory);
  console.error(`On the database of ${instance.folder}, with Directus ${instance.version}`);
  const { inspection, env } = await chooseMigrations(await inspectInstance(instance));
  const pending = pendingMigrations(inspection, await ownMigrations());
  if (json) console.log(JSON.stringify({ pending }, null, 2));
  else console.log(describe(pending));
  if (pending.length === 0) return;
  if (dryRun) {
    console.error('A dry run: nothing was changed.');
    return;
  }
  const code = await runInside(instance, ['database', 'migrate:latest'], { env, logs: true });
  const left = pendingMigrations(await inspectInstance(instance, env), await ownMigrations());
  if (code === 0 && left.length === 0) {
    console.error(`Done: ${counted(pending.length, 'migration')} run.`);
    return;
  }
  const done = pending.length - left.length;
  throw new Problem(
    `Directus stopped with code ${code} at ${left[0]?.name ?? 'the end'}; the reason is above. ${counted(done, 'migration')} of ${pending.length} ran and stay. Put the reason right and run this again.`,
  );
}

/**
 * Makes sure that the instance will run this release's migrations.
 * @param {Inspection} inspection
 * @returns {Promise<{ inspection: Inspection, env: Record<string, string> }>} env: what Directus must be given for that
 */
async function chooseMigrations(inspection) {
  const { migrationsPath } = inspection.settings;
  const copy = `cp -r ${MIGRATIONS}/*.js ${MIGRATIONS}/lib ${migrationsPath}/`;
  switch (await compareMigrations(migrationsPath, inspection.custom)) {
    case 'whole':
      return { inspection, env: {} };
    case 'others':
      throw new Problem(
        `${migrationsPath} has migrations of your own. Put the registry's beside them: ${copy}`,
      );
    case 'different':
      throw new Problem(
        `The registry's migrations in ${migrationsPath} are not those of this release. Renew them: ${copy}`,
      );
    case 'none':
      return useOwn(inspection);
  }
}

/** @param {Inspection} found */
async function useOwn({ folder, api, version, settings }) {
  const env = { MIGRATIONS_PATH: MIGRATIONS };
  const inspection = await inspectInstance({ folder, api, version }, env);
  // Directus prefers its .env to what it is started with.
  if (inspection.settings.migrationsPath !== MIGRATIONS)
    throw new Problem(
      `MIGRATIONS_PATH is ${settings.migrationsPath} in the settings of ${folder}, and nothing is in it. Set it to ${MIGRATIONS}, or remove it.`,
    );
  return { inspection, env };
}

/** @param {import('../lib/migrations.js').Migration[]} pending */
function describe(pending) {
  if (pending.length === 0) return 'Nothing is pending: the database is up to date.';
  return table(
    ['pending', 'of'],
    pending.map(({ name, from }) => [name, from]),
  );
}
