import { InvalidArgumentError } from 'commander';
import { confirm } from '../lib/confirm.js';
import { forkInside } from '../lib/fork-inside.js';
import { addDirectoryOption } from '../lib/instance-folder.js';
import { WrongUsage } from '../lib/problem.js';
import { withProgress } from '../lib/progress.js';
import { requireBundleReady } from '../lib/require-bundle-ready.js';
import { counted } from '../lib/table.js';

/** @import { Summary, Survey } from '../lib/storage/types.d.ts' */

/**
 * @typedef {object} Options
 * @property {string} [directory]
 * @property {string} [from]
 * @property {string} [to]
 * @property {boolean} [all]
 * @property {number} [limit]
 * @property {boolean} [dryRun]
 * @property {boolean} [yes]
 */

/** How many ids of missing files are named. */
const NAMED = 10;

/** @param {import('commander').Command} program */
export function addStorageCommands(program) {
  const storage = program
    .command('storage')
    .description("Looks after the files of versions in Directus' storage.");
  const command = storage
    .command('move')
    .description(
      'Moves files between two storage locations: copies, compares digests, changes the rows, then deletes the old bytes. Safe to stop and run again, while Directus runs.',
    );
  addDirectoryOption(command)
    .option('--from <location>', 'one of STORAGE_LOCATIONS (required)')
    .option('--to <location>', 'another one (required)')
    .option('--all', 'all files of the location, not only those of versions')
    .option('--limit <n>', 'at most so many files', parseLimit)
    .option('--dry-run', 'count the files, look whether their bytes are there, and write nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Every running Directus of this database must know both locations before: add the new one to STORAGE_LOCATIONS (not in
the first place as long as uploads shall go where they went) and restart them. The old bytes are deleted in the end, so
the move needs room for both until then.

Example:
  directus-artifacts storage move --from local --to s3 --directory /srv/directus --dry-run`,
    )
    .action(move);
}

/** @param {Options} options */
async function move({ directory, from, to, all = false, limit, dryRun = false, yes = false }) {
  if (from === undefined || to === undefined)
    throw new WrongUsage('Which locations? Give --from and --to, two of STORAGE_LOCATIONS.');
  if (from === to) throw new WrongUsage('--from and --to are the same location.');
  const instance = await requireBundleReady(directory);
  const order = JSON.stringify({ from, to, all, limit: limit ?? null });
  const found = /** @type {Survey} */ (
    await withProgress('looking', () => forkInside(instance, 'move-files.js', ['look', order]))
  );
  describe(found, { from, to });
  if (dryRun) {
    console.error('A dry run: nothing was changed.');
    process.exitCode = found.missing.length > 0 ? 1 : 0;
    return;
  }
  if (found.files > 0) await confirm(`Move ${counted(found.files, 'file')} from ${from} to ${to}?`, { yes });
  const ended = await withProgress('moving', (at) =>
    forkInside(instance, 'move-files.js', ['move', order], { at }),
  );
  const done = /** @type {Summary} */ (ended);
  console.log(
    `Moved ${counted(done.moved, 'file')}: ${done.bytes} bytes. Deleted the old bytes of ${counted(done.deleted, 'file')} and ${counted(done.thumbnails, 'thumbnail')}. Failed: ${done.failed}.`,
  );
  process.exitCode = done.failed > 0 ? 1 : 0;
}

/**
 * @param {Survey} found
 * @param {{ from: string, to: string }} route
 */
function describe({ files, bytes, leftovers, missing }, { from, to }) {
  console.error(`${counted(files, 'file')} to move from ${from} to ${to}: ${bytes} bytes.`);
  if (leftovers > 0)
    console.error(`A run that was stopped has left the old bytes of ${counted(leftovers, 'file')}.`);
  if (missing.length === 0) return;
  const named = missing.slice(0, NAMED).join(', ') + (missing.length > NAMED ? ', …' : '');
  console.error(`The bytes of ${counted(missing.length, 'file')} are missing in ${from}: ${named}`);
}

/**
 * @param {string} text
 * @returns {number}
 */
function parseLimit(text) {
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || !Number.isSafeInteger(limit))
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return limit;
}
