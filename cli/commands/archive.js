import { InvalidArgumentError, Option } from 'commander';
import { addDirectoryOption } from '../lib/instance-folder.js';
import { WrongUsage } from '../lib/problem.js';
import { parseAge, parseSize } from '../lib/quantities.js';
import { requireBundleReady } from '../lib/require-bundle-ready.js';
import { runInside } from '../lib/run-inside.js';

/**
 * @typedef {object} ArchiveOptions
 * @property {string} [directory]
 * @property {number} [olderThan]  milliseconds
 * @property {string} status
 * @property {number} minSize  bytes
 * @property {string} [project]
 * @property {boolean} [dryRun]
 */

/** @typedef {{ directory?: string, version?: string, project?: string, all?: boolean, dryRun?: boolean }} RestoreOptions */

const STATUSES = ['superseded', 'rejected'];

/** @param {import('commander').Command} program */
export function addArchiveCommands(program) {
  const command = program
    .command('archive')
    .description(
      'Moves old values of superseded and rejected versions into compressed files in the storage of Directus. Safe to stop and run again.',
    )
    // Else it would take --project and --dry-run of "archive restore" for its own.
    .enablePositionalOptions();
  addDirectoryOption(command)
    .addOption(
      new Option(
        '--older-than <age>',
        'only versions about which nothing has happened for so long, e.g. 180d (required)',
      ).argParser(parseAge),
    )
    .addOption(
      new Option('--status <list>', 'only these statuses')
        .default(STATUSES.join(','))
        .argParser(parseStatuses),
    )
    .addOption(
      new Option('--min-size <size>', 'only values of at least this size, as JSON text')
        .default(1000, '1kB')
        .argParser(parseSize),
    )
    .option('--project <id>', 'only versions of this project')
    .option('--dry-run', 'pack and check everything, and write nothing')
    .addHelpText(
      'after',
      '\nExample:\n  directus-artifacts archive --older-than 180d --directory /srv/directus --dry-run',
    )
    .action(archive);
  const restore = command
    .command('restore')
    .description('Brings archived values back into the database, checked against their content hashes.');
  addDirectoryOption(restore)
    .option('--version <id>', 'only that of this version')
    .option('--project <id>', 'only those of this project')
    .option('--all', 'all of them')
    .option('--dry-run', 'read and check everything, and write nothing')
    .addHelpText('after', '\nExample:\n  directus-artifacts archive restore --all --directory /srv/directus')
    .action(bringBack);
}

/** @param {ArchiveOptions} options */
async function archive({ directory, olderThan, status, minSize, project, dryRun = false }) {
  if (olderThan === undefined) throw new WrongUsage('How old? Give --older-than, e.g. 180d.');
  const instance = await requireBundleReady(directory);
  const flags = [
    `--before=${before(olderThan)}`,
    `--status=${status}`,
    `--min-size=${minSize}`,
    ...(project === undefined ? [] : [`--project=${project}`]),
    ...(dryRun ? ['--dry-run'] : []),
  ];
  process.exitCode = await runInside(instance, ['artifacts', 'archive', ...flags]);
}

/** @param {RestoreOptions} options */
async function bringBack({ directory, version, project, all = false, dryRun = false }) {
  const which = [
    ...(version === undefined ? [] : [`--version-id=${version}`]),
    ...(project === undefined ? [] : [`--project=${project}`]),
    ...(all ? ['--all'] : []),
  ];
  if (which.length !== 1) throw new WrongUsage('Which values? Give one of --version, --project and --all.');
  const instance = await requireBundleReady(directory);
  const flags = [...which, ...(dryRun ? ['--dry-run'] : [])];
  process.exitCode = await runInside(instance, ['artifacts', 'unarchive', ...flags]);
}

/** @param {number} age milliseconds */
function before(age) {
  // Nothing is older than what computers count from.
  return new Date(Math.max(Date.now() - age, 0)).toISOString();
}

/** @param {string} text */
function parseStatuses(text) {
  const statuses = text.split(',').map((status) => status.trim());
  if (statuses.some((status) => !STATUSES.includes(status)))
    throw new InvalidArgumentError(
      `Values of versions that are ${STATUSES.join(' or ')} can be archived, no others.`,
    );
  return statuses.join(',');
}
