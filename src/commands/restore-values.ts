import { announce } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import { removeUploads } from '../directus/upload-text.js';
import { isArchiveUnreadable } from '../errors/is-archive-unreadable.js';
import {
  type Archived,
  archivedVersions,
  type ArchivedVersion,
  archiveFileOf,
  bringBack,
  countArchived,
} from '../store/archived.js';
import { becomeWriter } from '../store/dialect.js';
import { lockProjects } from '../store/projects.js';
import { type ArchiveFailure, type ArchiveProgress, NOBODY } from './archive-values.js';
import { giveWay } from './give-way.js';
import { readArchivedValue } from './read-values.js';
import { removeUnusedArchives } from './remove-unused-archives.js';
import { inTransaction } from './transaction.js';

const PAGE = 500; // versions at a time, without their values

/** Nobody waits for an answer: rather a minute later than not at all. */
const ATTEMPTS = 30;

/** What a run did, or in a dry run would do. */
export interface RestoreSummary {
  /** Values that are in their rows again, and their size in bytes. */
  restored: { versions: number; bytes: number };
  failures: ArchiveFailure[];
  /** Files of a run that was stopped, which no version refers to; removed before the work began. */
  removed: number;
}

/**
 * Brings archived values back into their rows, to the byte as they were: each is checked against the content hash before
 * it is written, in a transaction of its own, and its file is removed afterwards. A file that is missing or damaged stops
 * nobody but its own version.
 *
 * @param args.which one version, those of a project, or all
 * @param args.dryRun reads and checks everything, and writes nothing
 * @param args.progress brought up to date all the time, for whoever shows it
 * @param args.onFailure told of each value that cannot be brought back, at once
 */
export async function restoreValues(args: {
  host: Host;
  which: Archived;
  dryRun: boolean;
  progress: ArchiveProgress;
  onFailure: (failure: ArchiveFailure) => void;
}): Promise<RestoreSummary> {
  const { host, which, dryRun, progress, onFailure } = args;
  const caller: Caller = { accountability: NOBODY, schema: await host.getSchema() };
  const removed = dryRun ? 0 : await removeUnusedArchives(host, caller);
  progress.versions.of = await countArchived(host.database, which);
  const summary: RestoreSummary = { restored: { versions: 0, bytes: 0 }, failures: [], removed };
  try {
    for await (const version of versionsOf(host, which)) {
      progress.versions.done += 1;
      try {
        const bytes = await restore(host, caller, version, dryRun);
        summary.restored.versions += bytes === null ? 0 : 1;
        summary.restored.bytes += bytes ?? 0;
      } catch (error) {
        if (!isArchiveUnreadable(error)) throw error;
        // Somebody else has brought it back meanwhile.
        if ((await archiveFileOf(host.database, version.id)) !== version.archive_file_id) continue;
        const { id: version_id, project_id, schema_key } = version;
        const failure = { project_id, schema_key, version_id, reason: error.message.replace(/\.$/, '') };
        summary.failures.push(failure);
        onFailure(failure);
      }
    }
  } finally {
    if (summary.restored.versions > 0 && !dryRun) await announce(host, caller, []);
  }
  return summary;
}

/** @returns the size of the value, or null if another run was faster */
async function restore(
  host: Host,
  caller: Caller,
  version: ArchivedVersion,
  dryRun: boolean,
): Promise<number | null> {
  const { text } = await readArchivedValue(host, caller, version);
  if (!dryRun) {
    const { id, project_id, archive_file_id: fileId } = version;
    const started = Date.now();
    const isBack = await inTransaction(
      host.database,
      async (trx) => {
        await becomeWriter(trx);
        await lockProjects(trx, [project_id]);
        return bringBack(trx, id, { fileId, text });
      },
      ATTEMPTS,
    );
    if (!isBack) return null;
    await removeUploads(host, caller, [fileId]);
    await giveWay(host.database, started);
  }
  return Buffer.byteLength(text);
}

async function* versionsOf({ database }: Host, which: Archived): AsyncGenerator<ArchivedVersion> {
  for (let after: string | null = null; ;) {
    const page: ArchivedVersion[] = await archivedVersions(database, which, { after, limit: PAGE });
    yield* page;
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) return;
  }
}
