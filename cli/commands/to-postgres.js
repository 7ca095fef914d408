import { confirm } from '../lib/confirm.js';
import { forkInside } from '../lib/fork-inside.js';
import { readTarget, targetEnvironment } from '../lib/copy/target.js';
import { addDirectoryOption } from '../lib/instance-folder.js';
import { MIGRATIONS } from '../lib/migrations.js';
import { packagePath } from '../lib/package.js';
import { Problem } from '../lib/problem.js';
import { withProgress } from '../lib/progress.js';
import { requireBundleReady } from '../lib/require-bundle-ready.js';
import { runInside } from '../lib/run-inside.js';
import { counted, table } from '../lib/table.js';

/** @typedef {import('../lib/inspect-instance.js').Inspection} Inspection */
/** @typedef {{ directory?: string, to?: string, toEnv?: string, dryRun?: boolean, yes?: boolean }} Options */
/** @typedef {{ state: import('../lib/copy/marks.js').TargetState, tables: { name: string, rows: number }[], own: string[] }} Survey */
/** @typedef {(step: string, at?: (where: string) => void) => Promise<unknown>} Step */

/** @param {import('commander').Command} program */
export function addToPostgresCommand(program) {
  const command = program
    .command('to-postgres')
    .description(
      'Copies an instance on SQLite, with all its tables, into an empty PostgreSQL database, and verifies the copy. The source is only read. Safe to stop and run again. Stop Directus first.',
    );
  addDirectoryOption(command)
    .option('--to <url>', 'the target, e.g. postgres://user@host:5432/database')
    .option(
      '--to-env <file>',
      'the target as DB_… settings in a file: keeps the password out of the list of processes',
    )
    .option('--dry-run', 'look at source and target, show what would be copied, and do nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
The target's user needs no more than to own the database, or CREATE on its schema. Files stay in the storage where
they are: only what the database knows of them is copied.

Example:
  directus-artifacts to-postgres --directory /srv/directus --to-env /srv/postgres.env --dry-run`,
    )
    .action(toPostgres);
}

/** @param {Options} options */
async function toPostgres({ directory, to, toEnv, dryRun = false, yes = false }) {
  const target = await readTarget({
    ...(to === undefined ? {} : { to }),
    ...(toEnv === undefined ? {} : { toEnv }),
  });
  const instance = await requireBundleReady(directory);
  const file = instance.settings.databaseFile;
  if (file === null) throw new Problem(`${instance.folder} is not on SQLite: there is nothing to move.`);
  const environment = await targetEnvironment(instance, target);
  /** @type {Step} */
  const step = (name, at) =>
    forkInside(instance, 'copy-to-postgres.js', [file, name], { env: environment(), ...(at ? { at } : {}) });
  const survey = /** @type {Survey} */ (await step('look'));
  console.error(`From ${file} to ${target.name}`);
  describe(survey);
  if (dryRun) {
    console.error('A dry run: nothing was changed.');
    return;
  }
  const rows = survey.tables.reduce((sum, one) => sum + one.rows, 0);
  await confirm(`Copy ${counted(rows, 'row')} into ${target.name}?`, { yes });
  if (survey.state === 'empty' || survey.state === 'begun') await build(instance, environment, step);
  await withProgress('copying', (at) => step('copy', at));
  await check(instance, environment);
  await step('end');
  console.error(
    `Done: ${counted(rows, 'row')} copied and verified. Now set DB_… of ${instance.folder} to the target, and start Directus. Do not start it on ${file} again: its callbacks would be sent twice.`,
  );
}

/** @param {Survey} survey */
function describe({ state, tables, own }) {
  const rows = tables.map(({ name, rows: count }) => [
    name,
    String(count),
    own.includes(name) ? 'your own' : '',
  ]);
  console.log(table(['table', 'rows', ''], rows));
  console.error(
    {
      empty: 'The target is empty.',
      begun:
        'The target has the beginning of a copy, which is thrown away: it did not get to the rows, or the source has changed.',
      prepared: 'The target has a copy that was interrupted: it goes on where it was.',
      finished: 'The target has all rows already: they are only verified.',
    }[state],
  );
}

/**
 * Directus' and the registry's tables by their own migrations, and between the two those that neither of them makes.
 *
 * @param {Inspection} instance
 * @param {(more?: Record<string, string>) => Record<string, string>} environment
 * @param {Step} step
 */
async function build(instance, environment, step) {
  await step('begin');
  console.error('  making the tables');
  // Not there: the registry's migrations come after the tables that they extend.
  const without = environment({ MIGRATIONS_PATH: packagePath('cli/no-migrations') });
  await insist(runInside(instance, ['bootstrap', '--skipAdminInit'], { env: without, logs: true }));
  await step('create');
  const ours = environment({ MIGRATIONS_PATH: MIGRATIONS });
  await insist(runInside(instance, ['database', 'migrate:latest'], { env: ours, logs: true }));
  await step('prepare');
}

/** @param {Promise<number>} running */
async function insist(running) {
  const code = await running;
  if (code !== 0)
    throw new Problem(
      `Directus stopped with code ${code} when it made the tables; the reason is above. Run this again when it is put right.`,
    );
}

/**
 * @param {Inspection} instance
 * @param {() => Record<string, string>} environment
 */
async function check(instance, environment) {
  console.error('  verifying hashes, audit chains and invariants');
  if ((await runInside(instance, ['artifacts', 'check'], { env: environment() })) !== 0)
    throw new Problem(
      `All rows are copied, but the check finds what is above. Run "npx directus artifacts check" in ${instance.folder}: what it names for the source, too, was there before. The target can be used if you accept it.`,
    );
}
