import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { totalRows } from '../lib/backup/about.js';
import { confirm } from '../lib/confirm.js';
import { forkInside } from '../lib/fork-inside.js';
import { addDirectoryOption, findInstance } from '../lib/instance-folder.js';
import { Problem } from '../lib/problem.js';
import { withProgress } from '../lib/progress.js';
import { runInside } from '../lib/run-inside.js';
import { counted } from '../lib/table.js';
import { describeBackup } from './backup.js';

/** @import { Looked } from '../lib/backup/restore-backup.js' */

/** @typedef {{ directory?: string, dryRun?: boolean, yes?: boolean }} Options */

/** @param {import('commander').Command} program */
export function addRestoreCommand(program) {
  const command = program
    .command('restore')
    .description(
      'Verifies a backup as a whole, and restores it into an instance with an empty database: all of it, or nothing.',
    )
    .argument('<archive>', 'what "directus-artifacts backup" has written');
  addDirectoryOption(command)
    .option('--dry-run', 'verify the archive, make sure that it can be restored there, and change nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
The instance must have the same kind of database, the same Directus and the same release of the bundle, and must not have
been bootstrapped. An archive holds SQL and the administrators of its instance: restore only what you have made yourself.

Example:
  directus-artifacts restore /backups/artifacts-2026-01-31.tar --directory /srv/drill --dry-run`,
    )
    .action(restore);
}

/**
 * @param {string} archive
 * @param {Options} options
 */
async function restore(archive, { directory, dryRun = false, yes = false }) {
  const path = resolve(archive);
  if (!existsSync(path) || !statSync(path).isFile()) throw new Problem(`There is no file ${path}.`);
  const instance = findInstance(directory);
  console.error(`Into the database of ${instance.folder}, with Directus ${instance.version}`);
  const request = { path, directus: instance.version };
  const looked = await withProgress('verifying', (at) =>
    forkInside(instance, 'restore-backup.js', ['look', JSON.stringify(request)], { at }),
  );
  const { about, digest, target } = /** @type {Looked} */ (looked);
  describeBackup(about);
  console.error('The archive is whole, and can be restored here.');
  if (dryRun) {
    console.error('A dry run: nothing was changed.');
    return;
  }
  const rows = counted(totalRows(about), 'row');
  await confirm(`Restore ${rows} and ${counted(about.files.kept, 'file')} into ${target}?`, { yes });
  const { tables, contexts } = about;
  const verified = { archive: { path, digest, tally: { tables, contexts } } };
  await withProgress('restoring', (at) =>
    forkInside(instance, 'restore-backup.js', ['restore', JSON.stringify(verified)], { at }),
  );
  console.error(
    `  ${rows} and ${counted(about.files.kept, 'file')} restored; verifying hashes, audit chains and invariants`,
  );
  if ((await runInside(instance, ['artifacts', 'check'])) !== 0)
    throw new Problem(
      `All is restored as it is in the backup, but the check says what is above. What is wrong there was so in the backup's instance, too, or it could not run: try "npx directus artifacts check" in ${instance.folder}.`,
    );
  console.error(
    'Done: restored and verified. Directus can be started. Callbacks that were waiting at the moment of the backup are sent then, unless ARTIFACTS_CALLBACK_ALLOW is empty.',
  );
}
