import type { Readable } from 'node:stream';
import { findFlaws } from '../domain/transfer/find-flaws.js';
import { idOf, type PortableRow, type ProjectRows, textOf } from '../domain/transfer/project-rows.js';
import type { Key, Sha256 } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { openFile } from '../directus/stored-file.js';
import { freezeSnapshot } from '../store/invariants/index.js';
import { type LeftOut, readProjectRows } from '../store/transfer/read-project.js';
import { readArchivedValue } from './read-values.js';

export type { LeftOut } from '../store/transfer/read-project.js';

/** Nothing is exported that could not be imported: what is wrong with the project, as sentences. */
export class NotWhole extends Error {
  constructor(readonly flaws: string[]) {
    super(flaws[0]);
  }
}

/** A project as it was at one moment. */
export interface ProjectSnapshot {
  rows: ProjectRows;
  leftOut: LeftOut[];
}

/**
 * Reads everything that belongs to a project at one moment, archived values too. On PostgreSQL nobody waits for it; on
 * SQLite writers wait for as long as the rows are read, which is why files and archives are opened afterwards.
 *
 * @throws ArchiveUnreadable when an archived value cannot be read
 */
export async function snapshotProject(host: Host, caller: Caller, projectId: Key): Promise<ProjectSnapshot> {
  const { rows, leftOut } = await host.database.transaction(async (trx) => {
    await freezeSnapshot(trx);
    return readProjectRows(trx, projectId);
  });
  const versions: PortableRow[] = [];
  for (const row of rows.artifact_versions) versions.push(await withValue(host, caller, row));
  return { rows: { ...rows, artifact_versions: versions }, leftOut };
}

/**
 * The bytes of a file of a project.
 *
 * @throws Directus' FORBIDDEN when they are missing
 */
export function openProjectFile(
  host: Host,
  caller: Caller,
  id: string,
): Promise<{ stream: Readable; size: number }> {
  return openFile(host, caller, id, host.database);
}

/**
 * Makes sure that a project can be put together again from what was read.
 *
 * @param digests of the bytes that were read, by file id
 * @throws NotWhole when a hash, the audit log or a reference does not fit. A version that is open may have been edited
 *   between its row and its file: then it is right when tried again.
 */
export function assertWhole(rows: ProjectRows, digests: Map<string, Sha256>): void {
  const flaws = findFlaws(rows, digests);
  if (flaws.length > 0) throw new NotWhole(flaws);
}

async function withValue(host: Host, caller: Caller, row: PortableRow): Promise<PortableRow> {
  const archive_file_id = textOf(row, 'archive_file_id');
  if (archive_file_id === null) return row;
  const { text } = await readArchivedValue(host, caller, {
    id: idOf(row),
    primary_file_id: textOf(row, 'primary_file_id'),
    content_hash: textOf(row, 'content_hash'),
    archive_file_id,
  });
  return { ...row, value: text, archived_at: null, archive_file_id: null };
}
