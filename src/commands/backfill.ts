import type { Key } from '../domain/words.js';
import type { Host } from '../directus/host.js';
import { countWaiting, oldLines } from '../store/backfill.js';
import { projectIds } from '../store/invariants/index.js';
import { backfillLine, type BackfillFailure } from './backfill-line.js';

export type { BackfillFailure } from './backfill-line.js';

const PAGE = 500; // projects at a time

/** How far a backfill has come. */
export interface BackfillProgress {
  /** The line in work; null before the first. */
  line: { project_id: Key; schema_key: string } | null;
  /** Lines that are through, whether completed or failed, of those with versions that wait. */
  lines: { done: number; of: number };
  /** Versions that were completed, of those that waited. */
  versions: { done: number; of: number };
}

/** What a backfill did, or in a dry run would do. */
export interface BackfillSummary {
  /** Versions completed now, and the lines they are in. */
  completed: { versions: number; lines: number };
  /** Versions older than this system that had hash and lineage before, and the lines they are in. */
  alreadyComplete: { versions: number; lines: number };
  /** One for each line that could not be completed. */
  failures: BackfillFailure[];
  /** Versions that still wait: those in failed lines from the one on that failed. */
  left: number;
}

/**
 * Gives the versions that are older than this system (`change_origin` null) what it records of every version:
 * content hash, the previous version of their line as parent, lineage. Their origin stays null: nobody knows it.
 *
 * A version on which the system has recorded others already becomes a root, because their lineage was computed from
 * it as one. Nothing that was recorded is rewritten.
 *
 * Works through lines in transactions of at most 50 versions, so that it can be stopped at any moment and run again,
 * and beside servers. A line that cannot be completed stops at the version in question; the others go on.
 *
 * @param args.projectId only this project; all of them, if left out
 * @param args.dryRun does all of it, line by line, in transactions that are rolled back
 * @param args.progress brought up to date all the time, for whoever shows it
 * @param args.onFailure told of each line that could not be completed, at once
 */
export async function backfill(args: {
  host: Host;
  projectId?: Key | undefined;
  dryRun: boolean;
  progress: BackfillProgress;
  onFailure: (failure: BackfillFailure) => void;
}): Promise<BackfillSummary> {
  const { host, projectId, dryRun, progress, onFailure } = args;
  const waiting = await countWaiting(host.database, projectId);
  progress.lines.of = waiting.lines;
  progress.versions.of = waiting.versions;
  // Only asks for the bytes of files, which are read elevated whoever it is: so it is nobody.
  const caller = { accountability: NOBODY, schema: await host.getSchema() };

  const summary: BackfillSummary = {
    completed: { versions: 0, lines: 0 },
    alreadyComplete: { versions: 0, lines: 0 },
    failures: [],
    left: 0,
  };
  for await (const line of linesOf(host, projectId)) {
    if (line.complete > 0) {
      summary.alreadyComplete.versions += line.complete;
      summary.alreadyComplete.lines += 1;
    }
    if (line.incomplete === 0) continue;
    progress.line = line;
    const onVersions = (versions: number): void => {
      progress.versions.done += versions;
    };
    const { completed, failure } = await backfillLine({ host, caller, line, dryRun, onVersions });
    progress.lines.done += 1;
    summary.completed.versions += completed;
    if (completed > 0) summary.completed.lines += 1;
    if (failure === null) continue;
    summary.failures.push(failure);
    summary.left += line.incomplete - completed;
    onFailure(failure);
  }
  return summary;
}

const NOBODY = { user: null, role: null, roles: [], admin: false, app: false, ip: null };

async function* linesOf(host: Host, projectId: Key | undefined) {
  for (let after: Key | null = null; ;) {
    const page: Key[] = await projectIds(host.database, { after, limit: PAGE, projectId });
    for (const id of page) yield* await oldLines(host.database, id);
    after = page.at(-1) ?? null;
    if (page.length < PAGE) return;
  }
}
