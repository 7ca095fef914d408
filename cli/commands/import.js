import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { addDirectoryOption } from '../lib/instance-folder.js';
import { Problem } from '../lib/problem.js';
import { requireBundleReady } from '../lib/require-bundle-ready.js';
import { runInside } from '../lib/run-inside.js';

/** @typedef {{ directory?: string, dryRun?: boolean, yes?: boolean }} Options */

/** @param {import('commander').Command} program */
export function addImportCommand(program) {
  const command = program
    .command('import')
    .description(
      'Brings a project in that "export" has written. Checks everything first: digests, content hashes, the audit log, and what is here already. All or nothing; a second time it changes nothing.',
    )
    .argument('<file>', 'the archive');
  addDirectoryOption(command)
    .option('--dry-run', 'check everything and say what would be done, and change nothing')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      '\nExample:\n  directus-artifacts import project.tar --directory /srv/directus --dry-run',
    )
    .action(importFile);
}

/**
 * @param {string} file
 * @param {Options} options
 */
async function importFile(file, { directory, dryRun = false, yes = false }) {
  const path = resolve(file);
  if (!existsSync(path)) throw new Problem(`There is no file ${path}.`);
  if (!statSync(path).isFile()) throw new Problem(`${path} is not a file.`);
  const instance = await requireBundleReady(directory);
  process.exitCode = await runInside(instance, [
    'artifacts',
    'import',
    `--file=${path}`,
    ...(dryRun ? ['--dry-run'] : []),
    ...(yes ? ['--yes'] : []),
  ]);
}
