import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { addConnectionOptions } from '../lib/connection.js';
import { addDirectoryOption } from '../lib/instance-folder.js';
import { Problem, WrongUsage } from '../lib/problem.js';
import { requireBundleReady } from '../lib/require-bundle-ready.js';
import { runInside } from '../lib/run-inside.js';
import { exportAudit } from './export-audit.js';

/**
 * @typedef {import('../lib/connection.js').ConnectionOptions & {
 *   directory?: string, out?: string, audit?: boolean, project?: string, key?: string, to?: string,
 * }} Options
 */

/** @param {import('commander').Command} program */
export function addExportCommand(program) {
  const command = program
    .command('export')
    .description(
      'Writes one project, as it is at one moment, into an archive: its versions with their files, the audit log, tasks, documents and context. Directus may run, and people may work, meanwhile. With --audit: writes and signs the audit log of one project or all.',
    )
    .argument('[project]', 'the id of the project; for an archive it is needed');
  addConnectionOptions(addDirectoryOption(command))
    .option('--out <file>', 'the archive, which must not be there yet (required)')
    .option('--audit', 'not the project but its audit log, signed, from a running instance (--url, --token)')
    .option('--project <id>', 'with --audit: this project, or "all"; all unless given')
    .option('--key <file>', 'with --audit: the Ed25519 private key to sign with, PEM')
    .option('--to <file>', 'with --audit: the signed log, which must not be there yet; one project per line')
    .addHelpText(
      'after',
      `
"directus-artifacts import" takes the archive, in another instance and on another database.

Example:
  directus-artifacts export 4f0c2f4e-7f0d-4d63-9d3c-6a0f5a1f6b7e --directory /srv/directus --out project.tar

The signed log is an in-toto statement in a DSSE envelope. "directus-artifacts verify --audit" checks it, without a server
or against one. A key pair:
  openssl genpkey -algorithm ed25519 -out audit.key && openssl pkey -in audit.key -pubout -out audit.pub

  DIRECTUS_TOKEN=… directus-artifacts export --audit --url https://directus.example.com --key audit.key --to audit.jsonl`,
    )
    .action(exportProject);
}

/**
 * @param {string | undefined} project
 * @param {Options} options
 */
async function exportProject(project, options) {
  const { directory, out, audit = false, key, to } = options;
  if (audit) {
    if (directory !== undefined || out !== undefined)
      throw new WrongUsage(
        '--audit goes with --project, --key, --to, --url and --token; it is written to --to.',
      );
    if (project !== undefined && options.project !== undefined)
      throw new WrongUsage('The project is given twice.');
    return exportAudit(project === undefined ? options : { ...options, project });
  }
  if (key !== undefined || to !== undefined || options.project !== undefined)
    throw new WrongUsage('--project, --key and --to go with --audit.');
  if (project === undefined) throw new WrongUsage('Which one? Give the id of the project.');
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
