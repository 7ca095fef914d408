import type { Knex } from 'knex';
import type { Key, Version } from '../domain/words.js';
import { writeJson } from './dialect.js';
import type { Line } from './lines.js';

/** A line with versions that are older than this system: they have no `change_origin`. */
export interface OldLine extends Line {
  /** How many of those have their lineage already. */
  complete: number;
  /** How many wait for it. */
  incomplete: number;
}

/** A version that waits for its lineage, as far as needed to read its files beforehand. */
export type OldVersion = Pick<Version, 'id' | 'version_number' | 'primary_file_id'>;

/** What a backfill fills in. */
export type Backfill = Pick<
  Version,
  | 'content_hash'
  | 'parent_id'
  | 'parent_hash'
  | 'version_lineage'
  | 'lineage_depth'
  | 'lineage_jump_id'
  | 'generation'
>;

/** The key of a project, given as text, in its own type; null if there is no such project. */
export async function findProject(knex: Knex, id: string): Promise<Key | null> {
  // As text: an id that is no uuid would be an error on PostgreSQL, not a project that does not exist.
  const row: { id: Key } | undefined = await knex('projects')
    .select('id')
    .whereRaw('CAST(id AS text) IN (?, ?)', [id, id.toLowerCase()])
    .first();
  return row?.id ?? null;
}

/** How many versions wait, in all projects or in one, and in how many lines. */
export async function countWaiting(
  knex: Knex,
  projectId: Key | undefined,
): Promise<{ versions: number; lines: number }> {
  const lines = knex('artifact_versions')
    .select('project_id', 'schema_key')
    .count({ waiting: '*' })
    .whereNull('change_origin')
    .whereNull('version_lineage')
    .groupBy('project_id', 'schema_key');
  if (projectId !== undefined) void lines.where({ project_id: projectId });
  const row: { versions: number | string | null; lines: number | string } | undefined = await knex
    .from(lines.as('waiting_lines'))
    .sum({ versions: 'waiting' })
    .count({ lines: '*' })
    .first();
  return { versions: Number(row?.versions ?? 0), lines: Number(row?.lines ?? 0) };
}

/** The lines of a project with versions that are older than this system, by schema key. */
export async function oldLines(knex: Knex, projectId: Key): Promise<OldLine[]> {
  const rows: { schema_key: string; versions: number | string; complete: number | string }[] = await knex(
    'artifact_versions',
  )
    .select('schema_key', knex.raw('COUNT(*) AS versions'), knex.raw('COUNT(version_lineage) AS complete'))
    .where({ project_id: projectId })
    .whereNull('change_origin')
    .groupBy('schema_key')
    .orderBy('schema_key');
  return rows.map(({ schema_key, versions, complete }) => ({
    project_id: projectId,
    schema_key,
    complete: Number(complete),
    incomplete: Number(versions) - Number(complete),
  }));
}

/** Versions of a line that wait, those after one number or from the first on, oldest first. */
export async function waitingVersions(
  knex: Knex,
  line: Line,
  page: { after: number | null; limit: number },
): Promise<OldVersion[]> {
  const query = knex('artifact_versions')
    .select('id', 'version_number', 'primary_file_id')
    .where({ project_id: line.project_id, schema_key: line.schema_key })
    .whereNull('change_origin')
    .whereNull('version_lineage')
    .orderBy('version_number')
    .limit(page.limit);
  if (page.after !== null) void query.where('version_number', '>', page.after);
  return query;
}

/** The version before each of these in its line, by version number; null for the first of a line. */
export async function previousVersions(knex: Knex, ids: string[]): Promise<Map<string, string | null>> {
  const previous = knex('artifact_versions as earlier')
    .select('earlier.id')
    .where('earlier.project_id', knex.ref('version.project_id'))
    .where('earlier.schema_key', knex.ref('version.schema_key'))
    .where('earlier.version_number', '<', knex.ref('version.version_number'))
    .orderBy('earlier.version_number', 'desc')
    .limit(1);
  const rows: { id: string; previous: string | null }[] = await knex('artifact_versions as version')
    .select('version.id', previous.as('previous'))
    .whereIn('version.id', ids);
  return new Map(rows.map((row) => [row.id, row.previous]));
}

/** Which of these versions have a child whose lineage was computed already, by either parent. */
export async function parentsOfRecorded(knex: Knex, ids: string[]): Promise<Set<string>> {
  const parents = (column: 'parent_id' | 'merge_parent_id') =>
    knex('artifact_versions').select(`${column} as id`).whereIn(column, ids).whereNotNull('version_lineage');
  const rows: { id: string }[] = await parents('parent_id').union(parents('merge_parent_id'));
  return new Set(rows.map((row) => row.id));
}

/** Fills in hash and lineage of a version that is older than this system. The guards let it happen once. */
export async function writeBackfill(knex: Knex, id: string, backfill: Backfill): Promise<void> {
  await knex('artifact_versions')
    .where({ id })
    .update({ ...backfill, version_lineage: writeJson(backfill.version_lineage) });
}
