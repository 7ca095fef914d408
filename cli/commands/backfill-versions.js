import { addDirectoryOption } from '../lib/instance-folder.js';
import { requireBundleReady } from '../lib/require-bundle-ready.js';
import { runInside } from '../lib/run-inside.js';

/** @typedef {{ directory?: string, project?: string, dryRun?: boolean }} Options */

/** @param {import('commander').Command} program */
export function addBackfillCommand(program) {
  const command = program
    .command('backfill')
    .description(
      'Gives versions that are older than the registry their content hash, parent and lineage. Safe to stop and run again.',
    );
  addDirectoryOption(command)
    .option('--project <id>', 'only the versions of this project')
    .option('--dry-run', 'do all of it, but keep nothing')
    .addHelpText('after', '\nExample:\n  directus-artifacts backfill --directory /srv/directus --dry-run')
    .action(backfill);
}

/** @param {Options} options */
async function backfill({ directory, project, dryRun = false }) {
  const instance = await requireBundleReady(directory);
  const flags = [
    ...(dryRun ? ['--dry-run'] : []),
    ...(project === undefined ? [] : [`--project=${project}`]),
  ];
  process.exitCode = await runInside(instance, ['artifacts', 'backfill', ...flags]);
}
