import type { Knex } from 'knex';
import type { Json, Key, Sha256, Timestamp, VersionStatus } from '../domain/words.js';
import { isPostgres, writeTimestamp } from './dialect.js';
import type { Line } from './lines.js';
import { isLive } from './version-row.js';

/** Statuses that are final: nobody decides on such a version again. */
export const ARCHIVABLE_STATUSES = ['superseded', 'rejected'] as const satisfies VersionStatus[];
export type ArchivableStatus = (typeof ARCHIVABLE_STATUSES)[number];

/** Which values are to be moved out of the database. */
export interface Retention {
  statuses: ArchivableStatus[];
  /** Only versions about which nothing has happened since then. */
  before: Timestamp;
  /** In bytes, as JSON text. */
  minSize: number;
}

/** A value as the database holds it. */
export interface StoredValue {
  id: string;
  version_number: number;
  schema_key: string;
  primary_file_id: string | null;
  content_hash: Sha256;
  /** The JSON as it is stored, so that it comes back with the same order of keys and the same digits. */
  text: string;
}

/** `null` and `true`: that a version has no value cannot be told from its value having been moved out. */
const SMALLEST = 5;

/** How many values can be archived, and their size in bytes. */
export async function countArchivable(
  knex: Knex,
  retention: Retention,
  projectId: Key | undefined,
): Promise<{ versions: number; bytes: number }> {
  const query = archivable(knex, retention);
  if (projectId !== undefined) void query.where('version.project_id', projectId);
  const row: { versions: number | string; bytes: number | string | null } | undefined = await query
    .select(knex.raw('COUNT(*) AS versions'), knex.raw(`SUM(${sizeOfValue(knex)}) AS bytes`))
    .first();
  return { versions: Number(row?.versions ?? 0), bytes: Number(row?.bytes ?? 0) };
}

/** Values of a project that can be archived, those after one id, in the order of their ids. */
export async function archivableValues(
  knex: Knex,
  retention: Retention,
  page: { projectId: Key; after: string | null; limit: number },
): Promise<StoredValue[]> {
  const query = archivable(knex, retention)
    .where('version.project_id', page.projectId)
    .orderBy('version.id')
    .limit(page.limit);
  if (page.after !== null) void query.where('version.id', '>', page.after);
  return readValues(knex, query);
}

/** Locks those of these versions that can (still) be archived, in id order. Call it after locking their project. */
export async function lockArchivable(
  knex: Knex,
  retention: Retention,
  ids: string[],
): Promise<StoredValue[]> {
  const query = archivable(knex, retention).whereIn('version.id', ids).orderBy('version.id');
  if (isPostgres(knex)) void query.forUpdate('version');
  return readValues(knex, query);
}

/** Merges of a project that wait for a decision, with their two parents. Right only under the project lock. */
export async function openMerges(
  knex: Knex,
  projectId: Key,
): Promise<(Line & { parent_id: string | null; merge_parent_id: string })[]> {
  return knex('artifact_versions')
    .select('project_id', 'schema_key', 'parent_id', 'merge_parent_id')
    .where({ project_id: projectId, status: 'pending' })
    .whereNotNull('merge_parent_id');
}

function archivable(knex: Knex, { statuses, before, minSize }: Retention): Knex.QueryBuilder {
  const since = writeTimestamp(before);
  return (
    knex('artifact_versions as version')
      .whereIn('version.status', statuses)
      .whereNull('version.archive_file_id')
      .whereNotNull('version.value')
      // Without one nobody could tell whether what comes back is what went.
      .whereNotNull('version.content_hash')
      .whereNot(isLive)
      .where('version.date_created', '<', since)
      .whereNotExists(
        knex('artifact_approvals as entry')
          .select('entry.id')
          .where('entry.artifact_version_id', knex.ref('version.id'))
          .where('entry.date_created', '>=', since),
      )
      // It left the context by an entry of the version that replaced it.
      .whereNotExists(
        knex('artifact_approvals as entry')
          .select('entry.id')
          .where('entry.project_id', knex.ref('version.project_id'))
          .where('entry.context_version', knex.ref('version.retired_context_version'))
          .where('entry.date_created', '>=', since),
      )
      .whereRaw(`${sizeOfValue(knex)} >= ?`, [Math.max(minSize, SMALLEST)])
  );
}

async function readValues(knex: Knex, query: Knex.QueryBuilder): Promise<StoredValue[]> {
  const rows: (Omit<StoredValue, 'text'> & { value: Json })[] = await query.select(
    'version.id',
    'version.version_number',
    'version.schema_key',
    'version.primary_file_id',
    'version.content_hash',
    // The driver would parse it, which rounds numbers that JavaScript does not have.
    isPostgres(knex) ? knex.raw('CAST(version.value AS text) AS value') : 'version.value',
  );
  // SQLite makes a number of the text of a number.
  return rows.map(({ value, ...row }) => ({
    ...row,
    text: typeof value === 'string' ? value : JSON.stringify(value),
  }));
}

function sizeOfValue(knex: Knex): string {
  return isPostgres(knex)
    ? 'octet_length(CAST(version.value AS text))'
    : 'length(CAST(version.value AS BLOB))';
}
