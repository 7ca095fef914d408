import type { Knex } from 'knex';
import type { Key, Sha256 } from '../domain/words.js';
import { isLive } from './version-row.js';

/** A version of a project, as far as an import has to know. */
export interface KnownVersion {
  id: string;
  schema_key: string;
  version_number: number;
  content_hash: Sha256 | null;
  /** Approved or live: no key above or below it can be used. */
  holds: boolean;
}

/** All versions of a project. */
export async function knownVersions(knex: Knex, projectId: Key): Promise<KnownVersion[]> {
  const columns = ['id', 'schema_key', 'version_number', 'content_hash'];
  const rows: Omit<KnownVersion, 'holds'>[] = await knex('artifact_versions')
    .select(columns)
    .where({ project_id: projectId });
  const holding: { id: string }[] = await knex('artifact_versions')
    .select('id')
    .where({ project_id: projectId })
    .andWhere((taken) => void taken.where({ status: 'approved' }).orWhere(isLive));
  const ids = new Set(holding.map(({ id }) => id));
  return rows.map((row) => ({ ...row, holds: ids.has(row.id) }));
}

/** Tasks by their key as text, with the project they belong to; those that there are. */
export async function knownTasks(
  knex: Knex,
  ids: string[],
): Promise<Map<string, { id: Key; project_id: Key | null }>> {
  const found = new Map<string, { id: Key; project_id: Key | null }>();
  for (const id of ids) {
    // As text: an id that is no uuid would be an error on PostgreSQL, not a task that does not exist.
    const row: { id: Key; project_id: Key | null } | undefined = await knex('tasks')
      .select('id', 'project_id')
      .whereRaw('CAST(id AS text) = ?', [id])
      .first();
    if (row !== undefined) found.set(id, row);
  }
  return found;
}

/** Those of these files that are there and whole. */
export async function knownFiles(knex: Knex, ids: string[]): Promise<Set<string>> {
  const rows: { id: string }[] = await knex('directus_files')
    .select('id')
    .whereIn('id', ids)
    .whereNotNull('filesize')
    .whereNull('tus_id');
  return new Set(rows.map((row) => row.id));
}
