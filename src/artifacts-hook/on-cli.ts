import type { RegisterFunctions } from '@directus/types';
import { backfill, type BackfillFailure } from '../commands/backfill.js';
import type { Host } from '../directus/host.js';
import { findProject } from '../store/backfill.js';
import { absentGuards } from '../store/health.js';
import { BackfillReport } from './backfill-report.js';

/** What we use of a command of Directus' command line, which commander makes. */
interface Command {
  command: (name: string) => Command;
  description: (text: string) => Command;
  option: (flags: string, description: string) => Command;
  action: (run: (options: { dryRun?: true; project?: string }) => Promise<void>) => Command;
}

/** Commands beside Directus' own: `directus artifacts …`, with the settings and the storage of the instance. */
export function onCli(host: Host, { init }: RegisterFunctions): void {
  init('cli.before', ({ program }) => {
    const artifacts = (program as Command).command('artifacts').description('The artifact registry');
    artifacts
      .command('backfill')
      .description('Give versions that are older than the registry their content hash, parent and lineage')
      .option('--dry-run', 'Do all of it, but keep nothing')
      .option('--project <id>', 'Only the versions of this project')
      .action(async ({ dryRun = false, project }) => {
        const complete = await runBackfill(host, dryRun, project).catch((error: unknown) => {
          console.error(error instanceof Problem ? `Error: ${error.message}` : error);
          return false;
        });
        // The pool of the database would keep the process alive: Directus' own commands end like this, too.
        process.exit(complete ? 0 : 1);
      });
  });
}

/** Something the operator can put right: shown as one line. */
class Problem extends Error {}

async function runBackfill(host: Host, dryRun: boolean, project: string | undefined): Promise<boolean> {
  const outdated = await absentGuards(host.database);
  if (outdated.length > 0) {
    const names = outdated.join(', ');
    throw new Problem(`The database lacks triggers of this release, restart Directus first: ${names}.`);
  }
  const projectId = project === undefined ? undefined : await findProject(host.database, project);
  if (projectId === null) throw new Problem(`There is no project ${project ?? ''}.`);
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
