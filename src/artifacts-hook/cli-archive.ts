import { archiveValues, type ArchiveFailure, type ArchiveProgress } from '../commands/archive-values.js';
import { restoreValues } from '../commands/restore-values.js';
import type { Host } from '../directus/host.js';
import { ARCHIVABLE_STATUSES, type ArchivableStatus, type Retention } from '../store/archivable.js';
import { type Archived, countArchived } from '../store/archived.js';
import { findProject } from '../store/backfill.js';
import { absentGuards } from '../store/health.js';
import { type Command, endWith, type Options, Problem } from './cli-command.js';
import { ProgressLine } from './progress-line.js';

/**
 * Adds `archive` and `unarchive` to the group `artifacts` of Directus' command line. `directus-artifacts archive` calls
 * them, and has turned ages and sizes into a moment and bytes before.
 */
export function addArchiveCommands(group: Command, host: Host): void {
  group
    .command('archive')
    .description('Move old values of superseded and rejected versions into compressed files')
    .option('--before <timestamp>', 'Only versions about which nothing has happened since then')
    .option('--status <list>', 'Only these statuses')
    .option('--min-size <bytes>', 'Only values of at least this size, as JSON text')
    .option('--project <id>', 'Only versions of this project')
    .option('--dry-run', 'Pack and check everything, and write nothing')
    .action((options) => endWith(() => runArchive(host, options)));
  group
    .command('unarchive')
    .description('Bring archived values back into the database')
    .option('--version-id <id>', 'Only that of this version')
    .option('--project <id>', 'Only those of this project')
    .option('--all', 'All of them')
    .option('--dry-run', 'Read and check everything, and write nothing')
    .action((options) => endWith(() => runRestore(host, options)));
}

async function runArchive(host: Host, options: Options): Promise<boolean> {
  await requireGuards(host);
  const retention = readRetention(options);
  const projectId = options['project'] === undefined ? undefined : await projectOf(host, options['project']);
  const dryRun = options['dryRun'] === true;
  return report(async (progress, onFailure) => {
    const summary = await archiveValues({ host, retention, projectId, dryRun, progress, onFailure });
    const { moved, kept, failures, removed } = summary;
    const sentences = [
      ...leftovers(removed),
      `${dryRun ? 'Dry run: would archive' : 'Archived'} ${counted(moved.versions, 'value')}: ${moved.bytes} bytes, ${moved.packed} in files.`,
      `Kept for open merges: ${kept}.`,
      `Failed: ${failures.length}.`,
    ];
    return { text: sentences.join(' '), succeeded: failures.length === 0 };
  });
}

async function runRestore(host: Host, options: Options): Promise<boolean> {
  await requireGuards(host);
  const which = await readWhich(host, options);
  const dryRun = options['dryRun'] === true;
  return report(async (progress, onFailure) => {
    const { restored, failures, removed } = await restoreValues({
      host,
      which,
      dryRun,
      progress,
      onFailure,
    });
    const sentences = [
      ...leftovers(removed),
      `${dryRun ? 'Dry run: would bring back' : 'Brought back'} ${counted(restored.versions, 'value')}: ${restored.bytes} bytes.`,
      `Failed: ${failures.length}.`,
    ];
    return { text: sentences.join(' '), succeeded: failures.length === 0 };
  });
}

/** Shows progress, failures and the outcome of a run. */
async function report(
  run: (
    progress: ArchiveProgress,
    onFailure: (failure: ArchiveFailure) => void,
  ) => Promise<{ text: string; succeeded: boolean }>,
): Promise<boolean> {
  const progress: ArchiveProgress = { versions: { done: 0, of: 0 } };
  const line = new ProgressLine(
    process.stdout,
    () => `${progress.versions.done} of ${progress.versions.of} versions`,
  );
  try {
    const { text, succeeded } = await run(progress, ({ project_id, schema_key, version_id, reason }) =>
      line.print(`Left project ${project_id}, ${schema_key}, version ${version_id}: ${reason}.`),
    );
    line.stop();
    line.print(text);
    return succeeded;
  } finally {
    line.stop();
  }
}

/** They are what refuses to archive something live, if all else fails. */
async function requireGuards(host: Host): Promise<void> {
  const outdated = await absentGuards(host.database);
  if (outdated.length === 0) return;
  throw new Problem(
    `The database lacks triggers of this release, restart Directus first: ${outdated.join(', ')}.`,
  );
}

function readRetention({ before, status, minSize }: Options): Retention {
  const moment = typeof before === 'string' ? new Date(before) : null;
  if (moment === null || Number.isNaN(moment.getTime()))
    throw new Problem('--before must be a timestamp, such as 2026-01-31T00:00:00.000Z.');
  const bytes = typeof minSize === 'string' ? Number(minSize) : 0;
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new Problem('--min-size must be a number of bytes.');
  const statuses = typeof status === 'string' ? status.split(',') : [...ARCHIVABLE_STATUSES];
  if (!statuses.every(isArchivable))
    throw new Problem(`--status can be ${ARCHIVABLE_STATUSES.join(' and ')}, nothing else.`);
  return { before: moment.toISOString(), minSize: bytes, statuses };
}

async function readWhich(host: Host, { versionId, project, all }: Options): Promise<Archived> {
  if ([versionId, project, all].filter((option) => option !== undefined).length !== 1)
    throw new Problem('Give one of --version-id, --project and --all.');
  if (project !== undefined) return { projectId: await projectOf(host, project) };
  if (typeof versionId !== 'string') return 'all';
  const which = { versionId };
  if ((await countArchived(host.database, which)) === 0)
    throw new Problem(`There is no version ${versionId} with an archived value.`);
  return which;
}

async function projectOf(host: Host, project: string | true): Promise<string | number> {
  const found = await findProject(host.database, String(project));
  if (found === null) throw new Problem(`There is no project ${String(project)}.`);
  return found;
}

function isArchivable(status: string): status is ArchivableStatus {
  return ARCHIVABLE_STATUSES.some((archivable) => archivable === status);
}

function leftovers(files: number): string[] {
  return files === 0 ? [] : [`Removed ${counted(files, 'file')} that a stopped run had left.`];
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
