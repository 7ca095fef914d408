import type { Knex } from 'knex';
import { getEntry, setEntry } from '../domain/context.js';
import type { Project, Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { parentsOfRecorded, previousVersions } from '../store/backfill.js';
import { rememberDigest } from '../store/files.js';
import type { Line } from '../store/lines.js';
import { becomeWriter } from '../store/dialect.js';
import { correctContext, lockProjects } from '../store/projects.js';
import { lockVersions, sealedAmong } from '../store/versions.js';
import { completeVersion, Incompletable } from './complete-version.js';
import { filesOf, refreshHashes } from './content.js';
import type { FileDigests } from './read-digests.js';

/** What became of one batch. */
export interface BatchOutcome {
  completed: number;
  /** The version that could not be completed, and why; null if all could. Those after it were left alone. */
  failure: { version_id: string; file_id: string | null; reason: string } | null;
}

/**
 * Completes versions of one line in one transaction, oldest first: locks the project, then the versions and what
 * they build on, and only then looks which of them still wait.
 *
 * @param args.ids all that wait up to the last of them, so that the versions before them have their lineage
 * @param args.digests what was read of their files before the transaction began
 */
export async function backfillBatch(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  line: Line;
  ids: string[];
  digests: FileDigests;
}): Promise<BatchOutcome> {
  const { host, caller, trx, line, ids, digests } = args;
  await becomeWriter(trx);
  const project = (await lockProjects(trx, [line.project_id])).get(String(line.project_id));
  if (project === undefined) return { completed: 0, failure: null };
  const at = new Date().toISOString();
  for (const digest of digests.fresh) await rememberDigest(trx, { ...digest, at });

  const previous = await previousVersions(trx, ids);
  const beneath = [...previous.values()].filter((id) => id !== null);
  const locked = await lockVersions(trx, [...new Set([...ids, ...beneath])]);
  const byId = new Map(locked.map((version) => [version.id, version]));
  const waiting = locked
    .filter((version) => ids.includes(version.id) && version.version_lineage === null)
    .sort((a, b) => a.version_number - b.version_number);
  const files = await filesOf(trx, waiting);
  const sealed = await sealedAmong(trx, ids);
  const recordedOn = await parentsOfRecorded(trx, ids);

  const completed: Version[] = [];
  const parentOf = async (version: Version): Promise<Version | null> => {
    const before = byId.get(previous.get(version.id) ?? '');
    // What was recorded on it took it for a root.
    if (before === undefined || recordedOn.has(version.id)) return null;
    if (completed.includes(before)) return before;
    // Of an earlier batch, or recorded by the system: until now, its content may have changed.
    const [fresh = before] = await refreshHashes(host, caller, trx, [before]);
    return fresh;
  };
  for (const version of waiting) {
    try {
      const complete = await completeVersion({
        host,
        caller,
        trx,
        version,
        parentOf,
        files: files.get(version.id) ?? [],
        unreadable: digests.unreadable,
        sealed: sealed.has(version.id),
      });
      byId.set(version.id, complete);
      completed.push(complete);
    } catch (error) {
      if (!(error instanceof Incompletable)) throw error;
      await showHashes(trx, project, completed);
      const { message: reason, fileId: file_id } = error;
      return { completed: completed.length, failure: { version_id: version.id, file_id, reason } };
    }
  }
  await showHashes(trx, project, completed);
  return { completed: completed.length, failure: null };
}

/**
 * Puts the hash of a live version into the context, which has had none for it. As when a context is repaired, its
 * version stays: nothing was promoted or withdrawn.
 */
async function showHashes(trx: Knex.Transaction, project: Project, completed: Version[]): Promise<void> {
  let { context } = project;
  for (const { id, schema_key, content_hash } of completed) {
    const entry = getEntry(context, schema_key);
    if (context === null || entry?.['artifact_version_id'] !== id) continue;
    context = setEntry(context, schema_key, { ...entry, content_hash });
  }
  if (context === null || context === project.context) return;
  const { id, context_version: expected } = project;
  await correctContext(trx, { id, expected, context });
}
