import type { Key } from '../domain/words.js';
import { announce } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import { archivableValues, countArchivable, type Retention, type StoredValue } from '../store/archivable.js';
import { ensureArchiveFolder } from '../store/archive-files.js';
import { projectIds } from '../store/invariants/index.js';
import { archiveBatch, type ArchiveFailure, type ArchiveOutcome } from './archive-batch.js';
import { removeUnusedArchives } from './remove-unused-archives.js';

export type { ArchiveFailure } from './archive-batch.js';

const PAGE = 500; // projects at a time
const BATCH = 20; // values of up to a megabyte each, and as many uploads

/** How far a run has come: versions looked at, of those that there are to look at. */
export interface ArchiveProgress {
  versions: { done: number; of: number };
}

/** What a run did, or in a dry run would do. */
export interface ArchiveSummary extends ArchiveOutcome {
  /** Files of a run that was stopped, which no version refers to; removed before the work began. */
  removed: number;
}

/**
 * Moves old values into files, one for each version: hash, lineage and everything else of the row stay. Never what is
 * approved, pending or live, nor what an open merge may need.
 *
 * Works through projects in transactions of at most 20 values, so that it can be stopped at any moment and run again,
 * and beside servers. Nobody is told of the rows: what they say is the same. Only Directus' cache is cleared.
 *
 * @param args.projectId only this project; all of them, if left out
 * @param args.dryRun packs and checks everything, and writes nothing
 * @param args.progress brought up to date all the time, for whoever shows it
 * @param args.onFailure told of each value that cannot be moved, at once
 * @throws Error when the storage does not take files; what was moved before remains so
 */
export async function archiveValues(args: {
  host: Host;
  retention: Retention;
  projectId?: Key | undefined;
  dryRun: boolean;
  progress: ArchiveProgress;
  onFailure: (failure: ArchiveFailure) => void;
}): Promise<ArchiveSummary> {
  const { host, retention, projectId, dryRun, progress, onFailure } = args;
  // Only asks for files, which are read and written elevated whoever it is: so it is nobody.
  const caller: Caller = { accountability: NOBODY, schema: await host.getSchema() };
  const removed = dryRun ? 0 : await removeUnusedArchives(host, caller);
  if (!dryRun) await ensureArchiveFolder(host.database);
  progress.versions.of = (await countArchivable(host.database, retention, projectId)).versions;

  const summary: ArchiveSummary = {
    moved: { versions: 0, bytes: 0, packed: 0 },
    kept: 0,
    failures: [],
    removed,
  };
  try {
    for await (const batch of batchesOf(host, retention, projectId)) {
      const outcome = await archiveBatch({ host, caller, retention, dryRun, ...batch });
      add(summary, outcome);
      progress.versions.done += batch.values.length;
      for (const failure of outcome.failures) onFailure(failure);
    }
  } finally {
    if (summary.moved.versions > 0 && !dryRun) await announce(host, caller, []);
  }
  return summary;
}

export const NOBODY = { user: null, role: null, roles: [], admin: false, app: false, ip: null };

async function* batchesOf(
  host: Host,
  retention: Retention,
  projectId: Key | undefined,
): AsyncGenerator<{ projectId: Key; values: StoredValue[] }> {
  for (let after: Key | null = null; ;) {
    const page: Key[] = await projectIds(host.database, { after, limit: PAGE, projectId });
    for (const id of page) yield* batchesOfProject(host, retention, id);
    after = page.at(-1) ?? null;
    if (page.length < PAGE) return;
  }
}

async function* batchesOfProject(
  { database }: Host,
  retention: Retention,
  projectId: Key,
): AsyncGenerator<{ projectId: Key; values: StoredValue[] }> {
  for (let after: string | null = null; ;) {
    const values: StoredValue[] = await archivableValues(database, retention, {
      projectId,
      after,
      limit: BATCH,
    });
    if (values.length > 0) yield { projectId, values };
    if (values.length < BATCH) return;
    after = values.at(-1)?.id ?? null;
  }
}

function add(summary: ArchiveSummary, { moved, kept, failures }: ArchiveOutcome): void {
  summary.moved.versions += moved.versions;
  summary.moved.bytes += moved.bytes;
  summary.moved.packed += moved.packed;
  summary.kept += kept;
  summary.failures.push(...failures);
}
