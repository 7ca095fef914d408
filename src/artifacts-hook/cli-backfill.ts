import { backfill, type BackfillFailure } from '../commands/backfill.js';
import type { Host } from '../directus/host.js';
import { findProject } from '../store/backfill.js';
import { absentGuards } from '../store/health.js';
import { BackfillReport } from './backfill-report.js';
import { type Command, endWith, Problem } from './cli-command.js';

/** Adds `backfill` to the group `artifacts` of Directus' command line. */
export function addBackfillCommand(group: Command, host: Host): void {
  group
    .command('backfill')
    .description('Give versions that are older than the registry their content hash, parent and lineage')
    .option('--dry-run', 'Do all of it, but keep nothing')
    .option('--project <id>', 'Only the versions of this project')
    .action(({ dryRun, project }) => endWith(() => runBackfill(host, dryRun === true, project)));
}

async function runBackfill(
  host: Host,
  dryRun: boolean,
  project: string | true | undefined,
): Promise<boolean> {
  const outdated = await absentGuards(host.database);
  if (outdated.length > 0) {
    const names = outdated.join(', ');
    throw new Problem(`The database lacks triggers of this release, restart Directus first: ${names}.`);
  }
  const projectId = typeof project === 'string' ? await findProject(host.database, project) : undefined;
  if (projectId === null) throw new Problem(`There is no project ${String(project)}.`);
  const report = new BackfillReport(process.stdout, dryRun);
  try {
    const onFailure = (failure: BackfillFailure): void => report.fail(failure);
    const summary = await backfill({ host, projectId, dryRun, progress: report.progress, onFailure });
    report.close(summary);
    return summary.failures.length === 0;
  } finally {
    report.stop();
  }
}
