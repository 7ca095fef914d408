import type { Knex } from 'knex';
import { compareProjects } from '../domain/transfer/compare-rows.js';
import { idOf, type PortableRow, type ProjectRows, textOf } from '../domain/transfer/project-rows.js';
import type { Key, Sha256 } from '../domain/words.js';
import { announce } from '../directus/announce.js';
import { digestFile } from '../directus/digest-file.js';
import type { Caller, Host } from '../directus/host.js';
import { storeFile } from '../directus/stored-file.js';
import { removeUploads } from '../directus/upload-text.js';
import { PROJECT_COLUMNS } from '../store/transfer/columns.js';
import { insertRows, moveCountersUp, updateRow } from '../store/transfer/insert-project.js';
import { readProjectRows } from '../store/transfer/read-project.js';
import { replayVersions } from '../store/transfer/replay-decisions.js';
import { checkRows } from './check-invariants.js';
import type { ImportPlan } from './plan-import.js';
import { inTransaction } from './transaction.js';

/** Nobody waits for an answer: rather a minute later than not at all. */
const ATTEMPTS = 30;

/** The bytes of one file of the archive. */
export interface ArchivedBytes {
  id: string;
  bytes: AsyncIterable<Buffer>;
}

/** The project breaks a rule of the registry: which, as sentences. Nothing of it was kept. */
export class RulesBroken extends Error {
  constructor(readonly violations: string[]) {
    super(violations[0]);
  }
}

/**
 * Puts a project into the database in a transaction that is taken back, to find out whether the rules of the registry
 * hold for it: marks and log, context, lineage. The files are not written.
 *
 * @throws RulesBroken, and what the database refuses
 */
export async function tryImport(host: Host, plan: ImportPlan): Promise<void> {
  const done = new Error('The transaction of a trial is always taken back.');
  try {
    await inTransaction(
      host.database,
      async (trx) => {
        await insertRows(trx, 'directus_files', withoutKnown(plan).map(asPlaceholder));
        await putIn(host, trx, plan);
        throw done;
      },
      ATTEMPTS,
    );
  } catch (error) {
    if (error !== done) throw error;
  }
}

/**
 * Imports a project: first the bytes of its files, then all rows in one transaction, which is only committed when the
 * database holds exactly what the archive does and every rule is kept. If anything fails, nothing is left, not even
 * the files. Stopped by force, it leaves files that a second run finds and uses.
 *
 * @param args.files the files of the archive one after the other; those that are here already are passed over
 * @param args.onFile told of each file that was written
 * @throws RulesBroken, and what the database or the storage refuses
 */
export async function importProject(args: {
  host: Host;
  caller: Caller;
  plan: ImportPlan;
  digests: Map<string, Sha256>;
  files: AsyncIterable<ArchivedBytes>;
  onFile?: () => void;
}): Promise<void> {
  const { host, caller, plan } = args;
  const written: string[] = [];
  try {
    await removeUploads(host, caller, plan.unfinished);
    await writeFiles(args, written);
    await inTransaction(host.database, (trx) => putIn(host, trx, plan), ATTEMPTS);
  } catch (error) {
    await removeUploads(host, caller, written);
    throw error;
  }
  await announce(host, caller, []);
}

async function writeFiles(args: Parameters<typeof importProject>[0], written: string[]): Promise<void> {
  const { host, caller, plan, digests, files, onFile } = args;
  const fresh = new Map(plan.fresh.directus_files.map((row) => [idOf(row), row]));
  for await (const { id, bytes } of files) {
    const row = fresh.get(id);
    if (row === undefined) continue;
    await storeFile(host, caller, {
      id,
      filename_download: textOf(row, 'filename_download') ?? id,
      title: textOf(row, 'title'),
      type: textOf(row, 'type'),
      bytes,
    });
    written.push(id);
    // What Directus has found out about the bytes gives way to what was known of them.
    await updateRow(
      host.database,
      'directus_files',
      row,
      Object.keys(row).filter((column) => column !== 'id'),
    );
    if ((await digestFile(host, caller, id, host.database)) !== digests.get(id))
      throw new Error(`The storage gives other bytes for file ${id} than were written.`);
    onFile?.();
  }
}

async function putIn(host: Host, trx: Knex.Transaction, { rows, fresh }: ImportPlan): Promise<void> {
  for (const table of ['projects', 'tasks', 'task_executions'] as const)
    await insertRows(trx, table, fresh[table]);
  await replayVersions(trx, fresh);
  for (const table of ['task_artifacts', 'documents', 'artifact_freezes', 'artifact_schedules'] as const)
    await insertRows(trx, table, fresh[table]);
  await moveCountersUp(trx);
  const projectId = keyOf(rows);
  const stored = await readProjectRows(trx, projectId);
  const [difference] = compareProjects(rows, stored.rows, PROJECT_COLUMNS);
  if (difference !== undefined) {
    const { table, id, reason } = difference;
    throw new RulesBroken([`${table} ${id} cannot be stored as it is in the archive: it ${reason}.`]);
  }
  const violations = await checkRows(host, trx, projectId);
  if (violations.length === 0) return;
  throw new RulesBroken(
    violations.map(({ invariant, version_id, detail }) =>
      [invariant, ...(version_id === undefined ? [] : [`version ${version_id}`]), detail].join(', '),
    ),
  );
}

function keyOf({ projects }: ProjectRows): Key {
  return projects[0]?.['id'] ?? '';
}

function withoutKnown(plan: ImportPlan): PortableRow[] {
  return plan.fresh.directus_files.filter((row) => !plan.unfinished.includes(idOf(row)));
}

/** A row without bytes must say where they would be. */
function asPlaceholder(row: PortableRow): PortableRow {
  return { ...row, storage: 'local' };
}
