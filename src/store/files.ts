import type { Knex } from 'knex';
import type { Sha256, Timestamp } from '../domain/words.js';
import { forUpdate, readJson, readTimestamp, writeTimestamp } from './dialect.js';

/** A junction row between a version and a file. */
export interface LinkedFile {
  id: string;
  artifact_version_id: string;
  file_id: string;
  sort: number | null;
}

/** The junction rows of these versions. */
export async function linkedFiles(knex: Knex, versionIds: string[]): Promise<LinkedFile[]> {
  if (versionIds.length === 0) return [];
  return knex('artifact_files')
    .select('id', 'artifact_version_id', 'directus_files_id as file_id', 'sort')
    .whereIn('artifact_version_id', versionIds);
}

/**
 * Locks file rows, so that nobody replaces the bytes of a file between hashing it and sealing its version:
 * Directus updates the row before it moves the new bytes in place, and waits here until we commit.
 *
 * @returns ids of the files whose bytes are still arriving by a resumable upload
 */
export async function lockFiles(knex: Knex, fileIds: string[]): Promise<string[]> {
  if (fileIds.length === 0) return [];
  const rows: { id: string; tus_id: string | null }[] = await forUpdate(
    knex,
    knex('directus_files').select('id', 'tus_id').whereIn('id', fileIds).orderBy('id'),
  );
  return rows.flatMap((row) => (row.tus_id === null ? [] : [row.id]));
}

/**
 * What Directus changes about a file's row when its bytes are replaced. A digest counts only together with
 * the fingerprint read *before* its bytes were: one computed while a replacement ran can never be believed.
 */
export async function readFingerprints(knex: Knex, fileIds: string[]): Promise<Map<string, string>> {
  if (fileIds.length === 0) return new Map();
  const rows: FileRow[] = await knex('directus_files')
    .select('id', 'storage', 'filename_disk', 'filesize', 'uploaded_on')
    .whereIn('id', fileIds);
  return new Map(
    rows.map((row) => [
      row.id,
      [row.storage, row.filename_disk, row.filesize, readTimestamp(row.uploaded_on)].join('|'),
    ]),
  );
}

/** Digests that still hold, by file id. */
export async function knownDigests(
  knex: Knex,
  fingerprints: Map<string, string>,
): Promise<Map<string, Sha256>> {
  if (fingerprints.size === 0) return new Map();
  const rows: { file_id: string; sha256: Sha256; fingerprint: string }[] = await knex(
    'artifact_file_digests',
  ).whereIn('file_id', [...fingerprints.keys()]);
  return new Map(
    rows
      .filter((row) => row.fingerprint === fingerprints.get(row.file_id))
      .map((row) => [row.file_id, row.sha256]),
  );
}

/** Remembers the digest of a file as it was at this fingerprint. */
export async function rememberDigest(
  knex: Knex,
  digest: { file_id: string; sha256: Sha256; fingerprint: string; at: Timestamp },
): Promise<void> {
  const { at, ...row } = digest;
  await knex('artifact_file_digests')
    .insert({ ...row, date_created: writeTimestamp(at) })
    .onConflict('file_id')
    .merge();
}

/** Files that belong to a version, as primary file, through the junction or as its archive, among these. */
export async function filesOfVersions(
  knex: Knex,
  fileIds: string[],
): Promise<{ file_id: string; version_id: string }[]> {
  if (fileIds.length === 0) return [];
  return knex('artifact_files')
    .select('directus_files_id as file_id', 'artifact_version_id as version_id')
    .whereIn('directus_files_id', fileIds)
    .union(
      knex('artifact_versions')
        .select('primary_file_id as file_id', 'id as version_id')
        .whereIn('primary_file_id', fileIds),
    )
    .union(
      knex('artifact_versions')
        .select('archive_file_id as file_id', 'id as version_id')
        .whereIn('archive_file_id', fileIds),
    );
}

/** The versions that these junction rows belong to. */
export async function versionsOfLinks(knex: Knex, linkIds: string[]): Promise<string[]> {
  if (linkIds.length === 0) return [];
  const rows: { artifact_version_id: string }[] = await knex('artifact_files')
    .distinct('artifact_version_id')
    .whereIn('id', linkIds);
  return rows.map((row) => row.artifact_version_id);
}

/** The names under which these files are downloaded, by id. */
export async function fileNames(knex: Knex, fileIds: string[]): Promise<Map<string, string>> {
  if (fileIds.length === 0) return new Map();
  const rows: { id: string; filename_download: string }[] = await knex('directus_files')
    .select('id', 'filename_download')
    .whereIn('id', fileIds);
  return new Map(rows.map((row) => [row.id, row.filename_download]));
}

/** What these files are called and declared to be, by id. */
export async function fileLabels(
  knex: Knex,
  fileIds: string[],
): Promise<Map<string, { name: string; type: string | null }>> {
  if (fileIds.length === 0) return new Map();
  const rows: { id: string; name: string; type: string | null }[] = await knex('directus_files')
    .select('id', 'filename_download as name', 'type')
    .whereIn('id', fileIds);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Where these files lie in their storage. */
export async function diskNames(knex: Knex, fileIds: string[]): Promise<string[]> {
  const rows: { filename_disk: string | null }[] = await knex('directus_files')
    .select('filename_disk')
    .whereIn('id', fileIds);
  return rows.flatMap((row) => (row.filename_disk === null ? [] : [row.filename_disk]));
}

/**
 * Files of versions, other than `fileIds`, whose name in the storage starts with `prefix`. Case does not matter, as
 * it does not when Directus looks for names that start alike.
 */
export async function versionFilesStartingWith(
  knex: Knex,
  prefix: string,
  fileIds: string[],
): Promise<{ file_id: string; version_id: string }[]> {
  // What a database folds beyond ASCII depends on how it was set up: the rest of the prefix is compared here.
  const ascii = /^[\x20-\x7e]*/.exec(prefix)?.[0] ?? '';
  const rows: { id: string; filename_disk: string }[] = await knex('directus_files')
    .select('id', 'filename_disk')
    // Not LIKE: an underscore in the name would match anything.
    .whereRaw('lower(substr(filename_disk, 1, ?)) = ?', [ascii.length, ascii.toLowerCase()])
    .whereNotIn('id', fileIds);
  const wanted = prefix.toLowerCase();
  const alike = rows.filter((row) => row.filename_disk.toLowerCase().startsWith(wanted));
  return filesOfVersions(
    knex,
    alike.map((row) => row.id),
  );
}

/** The files that a resumable upload under way writes: its own, and the one that it will replace, if it does. */
export async function uploadTargets(knex: Knex, uploadId: string): Promise<string[]> {
  const row: { id: string; tus_data: unknown } | undefined = await knex('directus_files')
    .select('id', 'tus_data')
    .where({ tus_id: uploadId })
    .first();
  if (row === undefined) return [];
  const data = readJson(knex, row.tus_data) as { metadata?: { id?: unknown } } | null;
  return typeof data?.metadata?.id === 'string' ? [row.id, data.metadata.id] : [row.id];
}

interface FileRow {
  id: string;
  storage: string;
  filename_disk: string | null;
  filesize: number | string | null;
  uploaded_on: unknown;
}
