import type { Knex } from 'knex';
import chunk from 'lodash/chunk.js';
import { forUpdate } from './dialect.js';

/** Where archive files lie. The id is the same everywhere, so that two processes cannot make two of it. */
export const ARCHIVE_FOLDER = { id: '711d134c-d379-432f-ba19-658429bc4f23', name: 'Artifact archive' };

/** Names of archive files begin so: whoever puts a file of their own into the folder keeps it. */
const NAME_PREFIX = 'artifact-value-';

/** SQLite takes 32,766 parameters in a statement. */
const MOST_IDS = 1000;

/** The name under which the archive file of a version is downloaded. */
export function archiveFileName(versionId: string): string {
  return `${NAME_PREFIX}${versionId}.json.gz`;
}

/** Makes the folder of the archive files unless it is there. */
export async function ensureArchiveFolder(knex: Knex): Promise<void> {
  await knex('directus_folders').insert(ARCHIVE_FOLDER).onConflict('id').ignore();
}

/** Archive files that no version refers to: their run was stopped before, or after, it wrote the row. */
export async function unusedArchiveFiles(knex: Knex): Promise<string[]> {
  const rows: { id: string }[] = await knex('directus_files as file')
    .select('file.id')
    .where('file.folder', ARCHIVE_FOLDER.id)
    .whereRaw('substr(file.filename_download, 1, ?) = ?', [NAME_PREFIX.length, NAME_PREFIX])
    .whereNotExists(
      knex('artifact_versions as version')
        .select('version.id')
        .where('version.archive_file_id', knex.ref('file.id')),
    )
    .orderBy('file.id');
  return rows.map((row) => row.id);
}

/** Locks those of these files that are still there, so that they stay until the transaction ends. */
export async function lockPresent(knex: Knex, fileIds: string[]): Promise<Set<string>> {
  const rows: { id: string }[] = await forUpdate(
    knex,
    knex('directus_files').select('id').whereIn('id', fileIds).orderBy('id'),
  );
  return new Set(rows.map((row) => row.id));
}

/** Which of these files hold, or are about to hold, the value of a version. */
export async function archiveFilesAmong(knex: Knex, fileIds: string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const ids of chunk(fileIds, MOST_IDS)) {
    const rows: { id: string }[] = await knex('artifact_versions')
      .select('archive_file_id as id')
      .whereIn('archive_file_id', ids)
      .union(knex('directus_files').select('id').whereIn('id', ids).where({ folder: ARCHIVE_FOLDER.id }));
    for (const { id } of rows) found.add(id);
  }
  return found;
}
