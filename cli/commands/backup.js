import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { totalRows } from '../lib/backup/about.js';
import { forkInside } from '../lib/fork-inside.js';
import { inspectInstance } from '../lib/inspect-instance.js';
import { addDirectoryOption, findInstance } from '../lib/instance-folder.js';
import { packageVersion } from '../lib/package.js';
import { Problem, WrongUsage } from '../lib/problem.js';
import { withProgress } from '../lib/progress.js';
import { counted, table } from '../lib/table.js';

/** @import { About } from '../lib/backup/about.js' */
/** @import { Written } from '../lib/backup/write-backup.js' */

/**
 * @typedef {object} Options
 * @property {string} [directory]
 * @property {string} [out]
 * @property {boolean} [allFiles]
 * @property {boolean} [acceptMissing]
 * @property {boolean} [dryRun]
 */

/** @param {import('commander').Command} program */
export function addBackupCommand(program) {
  const command = program
    .command('backup')
    .description(
      'Writes one archive with the database as it is at one moment, and the files that versions refer to. Directus may run and be written to meanwhile.',
    );
  addDirectoryOption(command)
    .option('--out <file>', 'where to write it; nothing may be there yet (required)')
    .option('--all-files', 'also the files of Directus that no version refers to')
    .option('--accept-missing', 'write it although bytes of files are missing or are not those recorded')
    .option('--dry-run', 'look at the database and the files, say what would be in it, and write nothing')
    .addHelpText(
      'after',
      `
The archive has everything in it that the database has, password hashes and tokens too: keep it as you keep those.
"directus-artifacts restore" reads it, and with --dry-run only verifies it.

Example:
  directus-artifacts backup --directory /srv/directus --out /backups/artifacts-$(date +%F).tar`,
    )
    .action(backup);
}

/** @param {Options} options */
async function backup({ directory, out, allFiles = false, acceptMissing = false, dryRun = false }) {
  if (out === undefined) throw new WrongUsage('Write it where? Give --out, e.g. --out artifacts.tar.');
  const path = resolve(out);
  const instance = findInstance(directory);
  console.error(`On the database of ${instance.folder}, with Directus ${instance.version}`);
  if (existsSync(path)) throw new Problem(`${path} exists already, and is left as it is. Give another name.`);
  const { settings } = await inspectInstance(instance);
  const request = {
    file: settings.databaseFile,
    out: path,
    allFiles,
    acceptMissing,
    directus: instance.version,
    bundle: packageVersion(),
  };
  const step = dryRun ? 'rehearse' : 'write';
  const written = await withProgress(dryRun ? 'looking' : 'writing', (at) =>
    forkInside(instance, 'back-up.js', [step, JSON.stringify(request)], { at }),
  );
  const { about, bytes } = /** @type {Written} */ (written);
  describeBackup(about);
  console.error(
    dryRun
      ? 'A dry run: nothing was written.'
      : `Done: ${path}, ${bytes} bytes. Verify it with "directus-artifacts restore --dry-run" where you would restore it.`,
  );
}

/**
 * What is in a backup: its tables as a result, the rest for the reader.
 *
 * @param {About} about
 */
export function describeBackup(about) {
  const { tables, files, missing, left_out: leftOut } = about;
  console.log(
    table(
      ['table', 'rows'],
      Object.entries(tables).map(([name, rows]) => [name, String(rows)]),
    ),
  );
  console.error(
    `${counted(totalRows(about), 'row')} of ${counted(Object.keys(tables).length, 'table')}, ${counted(files.kept, 'file')} of ${files.bytes} bytes.`,
  );
  if (files.not_kept > 0)
    console.error(
      `Not in it: ${counted(files.not_kept, 'file')} that no version refers to. --all-files takes them along.`,
    );
  if (files.unfinished > 0)
    console.error(`Not in it: ${counted(files.unfinished, 'file')} whose upload was under way.`);
  if (leftOut.length > 0)
    console.error(`Not in it, and to be made again after a restore: ${leftOut.join(', ')}.`);
  for (const line of missing) console.error(`Not as the database says: ${line}.`);
}
