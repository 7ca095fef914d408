import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { addDirectoryOption } from '../lib/instance-folder.js';
import { Problem, WrongUsage } from '../lib/problem.js';
import { requireBundleReady } from '../lib/require-bundle-ready.js';
import { runInside } from '../lib/run-inside.js';

/** @typedef {{ directory?: string, out?: string }} Options */

/** @param {import('commander').Command} program */
export function addExportCommand(program) {
  const command = program
    .command('export')
    .description(
      'Writes one project, as it is at one moment, into an archive: its versions with their files, the audit log, tasks, documents and context. Directus may run, and people may work, meanwhile.',
    )
    .argument('<project>', 'the id of the project');
  addDirectoryOption(command)
    .option('--out <file>', 'the archive, which must not be there yet (required)')
    .addHelpText(
      'after',
      `
"directus-artifacts import" takes the archive, in another instance and on another database.

Example:
  directus-artifacts export 4f0c2f4e-7f0d-4d63-9d3c-6a0f5a1f6b7e --directory /srv/directus --out project.tar`,
    )
    .action(exportProject);
}

/**
 * @param {string} project
 * @param {Options} options
 */
async function exportProject(project, { directory, out }) {
  if (out === undefined) throw new WrongUsage('Where to? Give --out, e.g. --out project.tar.');
  const path = resolve(out);
  // Before Directus is started, which takes seconds.
  if (existsSync(path)) throw new Problem(`There is a file ${path} already, and it is not replaced.`);
  const instance = await requireBundleReady(directory);
  process.exitCode = await runInside(instance, [
    'artifacts',
    'export',
    `--project=${project}`,
    `--out=${path}`,
  ]);
}
