import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { fileTypeOf } from '../domain/legacy/file-type.js';
import type { Key, Version } from '../domain/words.js';
import { announce, type Announcement } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import { storeFile } from '../directus/stored-file.js';
import { removeUploads } from '../directus/upload-text.js';
import { insertRows } from '../store/transfer/insert-project.js';
import { unfinishedFiles } from '../store/transfer/leftover-files.js';
import { knownFiles } from '../store/legacy.js';
import { digestsOf } from './content.js';
import { decideOnRequest } from './decide-on-request.js';
import type { PlannedVersion, ProjectPlan } from './legacy-plan.js';
import { prepareVersions } from './prepare-versions.js';
import { promote } from './promote.js';
import type { RecordInput } from './record-input.js';
import { inTransaction } from './transaction.js';

/** Nobody waits for an answer: rather a minute later than not at all. */
const ATTEMPTS = 30;

/**
 * Records the rows of one project as versions, approves them in their order, so that each supersedes the one before
 * it, and promotes what is approved in the end: all of it in one transaction, and one bump of the context version. The
 * actor is the system. If anything fails, nothing is left, not even the files.
 *
 * @returns the context version afterwards
 * @throws what recording, deciding and promoting throw, e.g. SchemaKeyConflict, ContextUnexplained
 */
export async function importLegacy(args: { host: Host; caller: Caller; plan: ProjectPlan }): Promise<number> {
  const { caller, plan } = args;
  // What is approved on the way must not go live on the way.
  const host: Host = { ...args.host, settings: { ...args.host.settings, promoteOn: 'manual' } };
  const written: string[] = [];
  try {
    await writeFiles(host, caller, plan, written);
    // Hashing a large file must not happen while the project is locked.
    await digestsOf(host, caller, host.database, [
      ...new Set(plan.fresh.flatMap(({ fileId }) => fileId ?? [])),
    ]);
    const { contextVersion, announcements } = await inTransaction(
      host.database,
      (trx) => recordAndDecide(host, caller, trx, plan),
      ATTEMPTS,
    );
    await announce(host, caller, announcements);
    return contextVersion;
  } catch (error) {
    await removeUploads(host, caller, written);
    throw error;
  }
}

async function writeFiles(host: Host, caller: Caller, plan: ProjectPlan, written: string[]): Promise<void> {
  const ids = [...plan.uploads.keys()];
  await removeUploads(host, caller, await unfinishedFiles(host.database, ids));
  const there = await knownFiles(host.database, ids);
  for (const [id, { name, open }] of plan.uploads) {
    if (there.has(id)) continue;
    await storeFile(host, caller, {
      id,
      filename_download: name,
      title: null,
      type: fileTypeOf(name),
      bytes: open(),
    });
    written.push(id);
  }
}

async function recordAndDecide(
  host: Host,
  caller: Caller,
  trx: Knex.Transaction,
  { key, fresh }: ProjectPlan,
): Promise<{ contextVersion: number; announcements: Announcement[] }> {
  const projectId = key ?? '';
  const rows = await prepareVersions({
    host,
    caller,
    trx,
    inputs: fresh.map((version) => asInput(version, projectId)),
  });
  for (const [index, row] of rows.entries()) {
    const date_created = fresh[index]?.date ?? row.date_created;
    await insertRows(trx, 'artifact_versions', [asRow({ ...row, date_created })]);
    // Before the next one, whose parent this may be: a link to a sealed version would be refused.
    if (row.primary_file_id !== null)
      await insertRows(trx, 'artifact_files', [linkOf(row, row.primary_file_id)]);
  }
  const announcements: Announcement[] = [];
  for (const round of roundsOf(fresh)) {
    const decisions = round.map(({ versionId, sourceId }) => ({
      version_id: versionId,
      action: 'approve' as const,
      reason: `imported from file_attachments, ${sourceId}`,
    }));
    announcements.push(
      ...(await decideOnRequest({ host, caller, trx, decisions, imported: true })).announcements,
    );
  }
  const newest = [...new Map(fresh.map((version) => [version.schemaKey, version.versionId])).values()];
  const promotion = await promote({ host, caller, trx, scope: { version_ids: newest } });
  return {
    contextVersion: promotion.result.context_version,
    announcements: [...announcements, ...promotion.announcements],
  };
}

/** One request decides on one version of a line only: the first ones of all lines, then the second ones … */
function roundsOf(versions: PlannedVersion[]): PlannedVersion[][] {
  const rounds: PlannedVersion[][] = [];
  const count = new Map<string, number>();
  for (const version of versions) {
    const round = count.get(version.schemaKey) ?? 0;
    count.set(version.schemaKey, round + 1);
    (rounds[round] ??= []).push(version);
  }
  return rounds;
}

function asInput(version: PlannedVersion, projectId: Key): RecordInput {
  const { fileId } = version;
  return {
    id: version.versionId,
    project_id: projectId,
    schema_key: version.schemaKey,
    value: version.value,
    primary_file_id: fileId,
    files: fileId === null ? [] : [{ file_id: fileId, primary: true }],
    source_task_id: version.task,
    execution_id: null,
    summary: version.title,
    callback_url: null,
  };
}

function asRow(version: Version): Parameters<typeof insertRows>[2][number] {
  // What was made from what is not in an export of the system before.
  const { value, version_lineage, inputs: _, ...rest } = version;
  return {
    ...rest,
    value: value === null ? null : JSON.stringify(value),
    version_lineage: JSON.stringify(version_lineage),
  };
}

function linkOf({ id }: Version, fileId: string): Parameters<typeof insertRows>[2][number] {
  return { id: randomUUID(), artifact_version_id: id, directus_files_id: fileId, sort: 1 };
}
