import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { addDirectoryOption } from '../lib/instance-folder.js';
import { Problem, WrongUsage } from '../lib/problem.js';
import { requireBundleReady } from '../lib/require-bundle-ready.js';
import { runInside } from '../lib/run-inside.js';

/** @typedef {{ directory?: string, format?: string, map?: string[], dryRun?: boolean, yes?: boolean }} Options */

/** @param {import('commander').Command} program */
export function addImportCommand(program) {
  const command = program
    .command('import')
    .description(
      'Brings in a project that "export" has written, or an export of file_attachments. Checks everything first. All or nothing, of file_attachments in each project; a second time it changes nothing.',
    )
    .argument('<file>', 'the archive; of file_attachments a .json or .csv file, or the folder it is in');
  addDirectoryOption(command)
    .addOption(new Option('--format <format>', 'what it is, if not an archive').choices(['file_attachments']))
    .option(
      '--map <field=column>',
      'a column of file_attachments that has another name; once for each',
      /** @type {(pair: string, before: string[] | undefined) => string[]} */
      (pair, before) => [...(before ?? []), pair],
    )
    .option('--dry-run', 'check everything and say what would be done, and change nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      `
Examples:
  directus-artifacts import project.tar --directory /srv/directus --dry-run
  directus-artifacts import attachments.csv --format file_attachments --map schema_key=slot --directory /srv/directus`,
    )
    .action(importFile);
}

/**
 * @param {string} file
 * @param {Options} options
 */
async function importFile(file, { directory, format, map = [], dryRun = false, yes = false }) {
  if (map.length > 0 && format === undefined) throw new WrongUsage('--map is for --format file_attachments.');
  const path = resolve(file);
  if (!existsSync(path)) throw new Problem(`There is no file ${path}.`);
  if (format === undefined && !statSync(path).isFile()) throw new Problem(`${path} is not a file.`);
  const instance = await requireBundleReady(directory);
  process.exitCode = await runInside(instance, [
    'artifacts',
    'import',
    `--file=${path}`,
    ...(format === undefined ? [] : [`--format=${format}`]),
    ...(map.length === 0 ? [] : [`--map=${map.join('\n')}`]),
    ...(dryRun ? ['--dry-run'] : []),
    ...(yes ? ['--yes'] : []),
  ]);
}
