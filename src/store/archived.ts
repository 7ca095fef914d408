import type { Knex } from 'knex';
import type { Key, Sha256, Timestamp } from '../domain/words.js';
import { writeTimestamp } from './dialect.js';

/** A version whose value is in a file. */
export interface ArchivedVersion {
  id: string;
  project_id: Key;
  schema_key: string;
  primary_file_id: string | null;
  content_hash: Sha256 | null;
  archive_file_id: string;
}

/** Which archived versions are meant: one, those of a project, or all. */
export type Archived = { versionId: string } | { projectId: Key } | 'all';

/** How many values are archived. */
export async function countArchived(knex: Knex, which: Archived): Promise<number> {
  const row: { versions: number | string } | undefined = await archived(knex, which)
    .count({ versions: '*' })
    .first();
  return Number(row?.versions ?? 0);
}

/** Archived versions after one id, in the order of their ids. */
export async function archivedVersions(
  knex: Knex,
  which: Archived,
  page: { after: string | null; limit: number },
): Promise<ArchivedVersion[]> {
  const query = archived(knex, which)
    .select('id', 'project_id', 'schema_key', 'primary_file_id', 'content_hash', 'archive_file_id')
    .orderBy('id')
    .limit(page.limit);
  if (page.after !== null) void query.where('id', '>', page.after);
  const rows: ArchivedVersion[] = await query;
  return rows;
}

/** Leaves the value to its archive file. The guards know this move, and refuse it for what is approved or live. */
export async function markArchived(
  knex: Knex,
  id: string,
  archive: { fileId: string; at: Timestamp },
): Promise<void> {
  await knex('artifact_versions')
    .where({ id })
    .update({ value: null, archive_file_id: archive.fileId, archived_at: writeTimestamp(archive.at) });
}

/**
 * Puts a value back into the row, as the JSON text that it was.
 *
 * @returns false if somebody else has done so already
 */
export async function bringBack(
  knex: Knex,
  id: string,
  archive: { fileId: string; text: string },
): Promise<boolean> {
  const hit = await knex('artifact_versions')
    .where({ id, archive_file_id: archive.fileId })
    .update({ value: archive.text, archive_file_id: null, archived_at: null });
  return hit === 1;
}

/** The file that holds the value of a version now; null if it is in the row, or there is no such version. */
export async function archiveFileOf(knex: Knex, versionId: string): Promise<string | null> {
  const row: { archive_file_id: string | null } | undefined = await knex('artifact_versions')
    .select('archive_file_id')
    .where({ id: versionId })
    .first();
  return row?.archive_file_id ?? null;
}

function archived(knex: Knex, which: Archived): Knex.QueryBuilder {
  const query = knex('artifact_versions').whereNotNull('archive_file_id');
  if (which === 'all') return query;
  if ('projectId' in which) return query.where({ project_id: which.projectId });
  // As text: what is no uuid would be an error on PostgreSQL, not a version that does not exist.
  return query.whereRaw('CAST(id AS text) = ?', [which.versionId.toLowerCase()]);
}
