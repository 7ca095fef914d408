import type { Knex } from 'knex';
import type { Json, Key } from '../domain/words.js';
import { packText, readArchive, writeArchive } from '../directus/archive-file.js';
import type { Caller, Host } from '../directus/host.js';
import { removeUploads } from '../directus/upload-text.js';
import { lockArchivable, type Retention, type StoredValue } from '../store/archivable.js';
import { ARCHIVE_FOLDER, archiveFileName, lockPresent } from '../store/archive-files.js';
import { markArchived } from '../store/archived.js';
import { becomeWriter } from '../store/dialect.js';
import { lockProjects } from '../store/projects.js';
import { giveWay } from './give-way.js';
import { neededByMerges } from './needed-by-merges.js';
import { hashWithFiles } from './read-values.js';
import { inTransaction } from './transaction.js';

/** Nobody waits for an answer: rather a minute later than not at all. */
const ATTEMPTS = 30;

/** Why a value stays where it is although it is due. */
export interface ArchiveFailure {
  project_id: Key;
  schema_key: string;
  version_id: string;
  /** As a clause without a full stop. */
  reason: string;
}

/** What became of one batch, or in a dry run would. */
export interface ArchiveOutcome {
  /** Values moved, and how many bytes they had in the database and have in files. */
  moved: { versions: number; bytes: number; packed: number };
  /** Values that a merge which waits for its decision may need. */
  kept: number;
  failures: ArchiveFailure[];
}

interface Packed {
  value: StoredValue;
  bytes: Uint8Array;
}

/**
 * Moves some values of one project into files: packs and checks each, uploads it and reads it back, and only then
 * takes them out of their rows, in one transaction that locks the project and looks again whether they may go.
 * Files of values that stay after all are removed.
 */
export async function archiveBatch(args: {
  host: Host;
  caller: Caller;
  projectId: Key;
  retention: Retention;
  values: StoredValue[];
  dryRun: boolean;
}): Promise<ArchiveOutcome> {
  const { host, caller, projectId, retention, dryRun } = args;
  const { database } = host;
  const needed = await neededByMerges(database, projectId);
  const due = args.values.filter(({ id }) => !needed.has(id));
  const outcome: ArchiveOutcome = {
    moved: { versions: 0, bytes: 0, packed: 0 },
    kept: args.values.length - due.length,
    failures: [],
  };
  const packed: Packed[] = [];
  for (const value of due) {
    const reason = await flawOf(host, caller, value);
    if (reason === null) packed.push({ value, bytes: await packText(value.text) });
    else {
      const { id: version_id, schema_key } = value;
      outcome.failures.push({ project_id: projectId, schema_key, version_id, reason });
    }
  }
  const moved = dryRun ? packed : await move({ host, caller, projectId, retention, packed });
  for (const { value, bytes } of moved) {
    outcome.moved.versions += 1;
    outcome.moved.bytes += Buffer.byteLength(value.text);
    outcome.moved.packed += bytes.byteLength;
  }
  return outcome;
}

/** @returns what was moved */
async function move(args: {
  host: Host;
  caller: Caller;
  projectId: Key;
  retention: Retention;
  packed: Packed[];
}): Promise<Packed[]> {
  const { host, caller, projectId, retention, packed } = args;
  const files = new Map<string, string>();
  let moved = new Set<string>();
  try {
    for (const { value, bytes } of packed) {
      const started = Date.now();
      files.set(value.id, await upload(host, caller, value, bytes));
      await giveWay(host.database, started);
    }
    const started = Date.now();
    moved = await inTransaction(
      host.database,
      (trx) => takeOut({ trx, projectId, retention, packed, files }),
      ATTEMPTS,
    );
    await giveWay(host.database, started);
  } finally {
    // If a commit was lost on the way to us, the guards keep the files that versions refer to.
    const unused = [...files].flatMap(([versionId, fileId]) => (moved.has(versionId) ? [] : [fileId]));
    await removeUploads(host, caller, unused);
  }
  return packed.filter(({ value }) => moved.has(value.id));
}

/** @returns ids of the versions whose value was taken out */
async function takeOut(args: {
  trx: Knex.Transaction;
  projectId: Key;
  retention: Retention;
  packed: Packed[];
  files: Map<string, string>;
}): Promise<Set<string>> {
  const { trx, projectId, retention, packed, files } = args;
  const texts = new Map(packed.map(({ value }) => [value.id, value.text]));
  await becomeWriter(trx);
  await lockProjects(trx, [projectId]);
  const still = await lockArchivable(trx, retention, [...texts.keys()]);
  const needed = await neededByMerges(trx, projectId);
  // Another run takes the files that no version refers to for those of a run that was stopped.
  const present = await lockPresent(trx, [...files.values()]);
  const at = new Date().toISOString();
  const moved = new Set<string>();
  for (const { id, text } of still) {
    const fileId = files.get(id) ?? '';
    if (text !== texts.get(id) || needed.has(id) || !present.has(fileId)) continue;
    await markArchived(trx, id, { fileId, at });
    moved.add(id);
  }
  return moved;
}

async function upload(host: Host, caller: Caller, value: StoredValue, bytes: Uint8Array): Promise<string> {
  const name = archiveFileName(value.id);
  const fileId = await writeArchive(host, caller, { bytes, name, folder: ARCHIVE_FOLDER.id });
  // A storage may say that it has written what it has not.
  const readBack = await readArchive(host, caller, fileId).catch((error: unknown) => error);
  if (readBack === value.text) return fileId;
  // Taken by another run for one that a stopped run had left: the value stays until the next batch that it is in.
  if (!(await lockPresent(host.database, [fileId])).has(fileId)) return fileId;
  await removeUploads(host, caller, [fileId]);
  throw new Error('The storage does not give back what was written to it', { cause: readBack });
}

/** What is wrong with a value such that it could not be checked when it comes back; null if nothing is. */
async function flawOf(host: Host, caller: Caller, stored: StoredValue): Promise<string | null> {
  let value: Json;
  try {
    value = JSON.parse(stored.text) as Json;
  } catch {
    return 'its value is not JSON';
  }
  const hash = await hashWithFiles(host, caller, stored, value);
  if (hash === null) return 'its content cannot be hashed, because a file cannot be read';
  return hash === stored.content_hash
    ? null
    : `its content has the hash ${hash}, but ${stored.content_hash} is stored`;
}
