import type { Knex } from 'knex';
import type { Key, Sha256, Timestamp, Version, VersionStatus } from '../domain/words.js';
import { forUpdate, readJson, readTimestamp, writeJson, writeTimestamp } from './dialect.js';

/** One line: all versions of a schema key in a project. */
export interface Line {
  project_id: Key;
  schema_key: string;
}

/** Versions by id, without a lock, in no particular order. */
export async function readVersions(knex: Knex, ids: string[]): Promise<Version[]> {
  if (ids.length === 0) return [];
  const rows: Row[] = await knex('artifact_versions').whereIn('id', ids);
  return rows.map((row) => toVersion(knex, row));
}

/**
 * Locks, in id order, the named versions and what the decision on them may touch: the approved and the live
 * version of their lines. Call it after locking their projects.
 */
export async function lockWithRivals(knex: Knex, ids: string[], lines: Line[]): Promise<Version[]> {
  if (ids.length === 0) return [];
  const query = knex('artifact_versions').where((any) => {
    void any.whereIn('id', ids);
    for (const [projectId, keys] of keysByProject(lines)) {
      void any.orWhere((line) => {
        void line
          .where({ project_id: projectId })
          .whereIn('schema_key', keys)
          .andWhere((rival) => void rival.where({ status: 'approved' }).orWhere(isLive));
      });
    }
  });
  const rows: Row[] = await forUpdate(knex, query.orderBy('id'));
  return rows.map((row) => toVersion(knex, row));
}

/** Locks versions by id, in id order. */
export async function lockVersions(knex: Knex, ids: string[]): Promise<Version[]> {
  return lockWithRivals(knex, ids, []);
}

/** The version a new one of this line builds on unless told otherwise: the approved one, else the newest. */
export async function defaultParent(knex: Knex, line: Line): Promise<Version | null> {
  const ofLine = () => knex('artifact_versions').where(lineColumns(line));
  const row: Row | undefined =
    (await ofLine().andWhere({ status: 'approved' }).first()) ??
    (await ofLine().orderBy('version_number', 'desc').first());
  return row === undefined ? null : toVersion(knex, row);
}

/** The newest version of a line with this content, or null. */
export async function newestWithHash(knex: Knex, line: Line, hash: Sha256): Promise<Version | null> {
  const row: Row | undefined = await knex('artifact_versions')
    .where({ ...lineColumns(line), content_hash: hash })
    .orderBy('version_number', 'desc')
    .first();
  return row === undefined ? null : toVersion(knex, row);
}

/** Highest version number of a line, 0 if it has none. Right only under the project lock. */
export async function highestNumber(knex: Knex, line: Line): Promise<number> {
  const newest: { version_number: number } | undefined = await knex('artifact_versions')
    .select('version_number')
    .where(lineColumns(line))
    .orderBy('version_number', 'desc')
    .first();
  return newest?.version_number ?? 0;
}

/** Versions of a project that are live, or were when its context had version `at`. */
export async function liveVersions(knex: Knex, projectId: Key, at?: number): Promise<Version[]> {
  const query = knex('artifact_versions').where({ project_id: projectId });
  if (at === undefined) void query.where(isLive);
  else {
    void query
      .where('promoted_context_version', '<=', at)
      .andWhere(
        (kept) => void kept.whereNull('retired_context_version').orWhere('retired_context_version', '>', at),
      );
  }
  const rows: Row[] = await query.orderBy('schema_key');
  return rows.map((row) => toVersion(knex, row));
}

/** How many versions of a project are live. */
export async function countLive(knex: Knex, projectId: Key): Promise<number> {
  const row: { live?: number | string } | undefined = await knex('artifact_versions')
    .where({ project_id: projectId })
    .where(isLive)
    .count({ live: '*' })
    .first();
  return Number(row?.live ?? 0);
}

/** Schema keys of a project that are approved or live and are among `keys` or lie below `below`. */
export async function occupiedKeys(
  knex: Knex,
  projectId: Key,
  related: { keys: string[]; below: string },
): Promise<string[]> {
  const prefix = `${related.below}.`;
  const rows: { schema_key: string }[] = await knex('artifact_versions')
    .distinct('schema_key')
    .where({ project_id: projectId })
    .andWhere((taken) => void taken.where({ status: 'approved' }).orWhere(isLive))
    // Not LIKE: an underscore is a legal character of a key and a wildcard there.
    .andWhere(
      (relative) =>
        void relative
          .whereIn('schema_key', related.keys)
          .orWhereRaw('substr(schema_key, 1, ?) = ?', [prefix.length, prefix]),
    );
  return rows.map((row) => row.schema_key);
}

/** Approved versions that were never promoted: of a project, of tasks, or among the given ids. */
export async function promotableVersions(
  knex: Knex,
  scope: { projectId: Key } | { taskIds: Key[] } | { ids: string[] },
): Promise<Version[]> {
  const query = knex('artifact_versions').where({ status: 'approved' }).whereNull('promoted_context_version');
  if ('projectId' in scope) void query.where({ project_id: scope.projectId });
  else if ('taskIds' in scope) void query.whereIn('source_task_id', scope.taskIds);
  else void query.whereIn('id', scope.ids);
  const rows: Row[] = await query.orderBy('schema_key');
  return rows.map((row) => toVersion(knex, row));
}

/** Projects that have an undecided or approved version made by one of these tasks. */
export async function projectsOfTasks(knex: Knex, taskIds: Key[]): Promise<Key[]> {
  const rows: { project_id: Key }[] = await knex('artifact_versions')
    .distinct('project_id')
    .whereIn('source_task_id', taskIds);
  return rows.map((row) => row.project_id);
}

/** Changes one status, or sets the lifecycle fields that go with it. The guards check the transition. */
export async function setStatus(
  knex: Knex,
  ids: string[],
  change: { status: VersionStatus; decision_id: string },
): Promise<void> {
  if (ids.length > 0) await knex('artifact_versions').whereIn('id', ids).update(change);
}

/** Stores the content hash, and what lineage keeps of it, of a version that is not sealed yet. */
export async function writeHash(
  knex: Knex,
  id: string,
  content: { content_hash: Sha256; version_lineage: Sha256[] | null },
): Promise<void> {
  await knex('artifact_versions')
    .where({ id })
    .update({ content_hash: content.content_hash, version_lineage: writeJson(content.version_lineage) });
}

/** Marks versions as promoted into this version of the context. */
export async function markPromoted(
  knex: Knex,
  ids: string[],
  mark: { contextVersion: number; at: Timestamp },
): Promise<void> {
  if (ids.length === 0) return;
  await knex('artifact_versions')
    .whereIn('id', ids)
    .update({ promoted_context_version: mark.contextVersion, promoted_at: writeTimestamp(mark.at) });
}

/** Marks versions as gone from the context since this version of it. */
export async function markRetired(knex: Knex, ids: string[], contextVersion: number): Promise<void> {
  if (ids.length === 0) return;
  await knex('artifact_versions').whereIn('id', ids).update({ retired_context_version: contextVersion });
}

/** Which of these versions can no longer change: decided, with an entry, or with a child. */
export async function sealedAmong(knex: Knex, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows: { id: string }[] = await knex('artifact_versions as version')
    .select('version.id')
    .whereIn('version.id', ids)
    .andWhere(
      (sealed) =>
        void sealed
          .whereNot('version.status', 'pending')
          .orWhereExists(
            knex('artifact_approvals as entry')
              .select('entry.id')
              .where('entry.artifact_version_id', knex.ref('version.id')),
          )
          .orWhereExists(
            knex('artifact_versions as child')
              .select('child.id')
              .where('child.parent_id', knex.ref('version.id'))
              .orWhere('child.merge_parent_id', knex.ref('version.id')),
          ),
    );
  return new Set(rows.map((row) => row.id));
}

/** Versions that lost their hash to an edit while they were open, oldest first, at most `limit`. */
export async function unhashedVersions(knex: Knex, limit: number): Promise<string[]> {
  const rows: { id: string }[] = await knex('artifact_versions')
    .select('id')
    .whereNull('content_hash')
    .where({ status: 'pending' })
    // Rows older than this system have no origin either; the backfill takes care of them.
    .whereNotNull('change_origin')
    .orderBy('date_created')
    .limit(limit);
  return rows.map((row) => row.id);
}

/** True if any version or entry refers to one of these rows, which must then stay. */
export async function isReferenced(
  knex: Knex,
  column: 'project_id' | 'source_task_id' | 'execution_id',
  keys: Key[],
): Promise<boolean> {
  return (await knex('artifact_versions').select('id').whereIn(column, keys).first()) !== undefined;
}

type Row = Record<string, unknown>;

function isLive(query: Knex.QueryBuilder): void {
  void query.whereNotNull('promoted_context_version').whereNull('retired_context_version');
}

function lineColumns(line: Line): Line {
  return { project_id: line.project_id, schema_key: line.schema_key };
}

function keysByProject(lines: Line[]): Map<Key, string[]> {
  const grouped = new Map<Key, string[]>();
  for (const { project_id, schema_key } of lines) {
    grouped.set(project_id, [...(grouped.get(project_id) ?? []), schema_key]);
  }
  return grouped;
}

function toVersion(knex: Knex, row: Row): Version {
  return {
    ...(row as unknown as Version),
    value: readJson(knex, row['value']),
    version_lineage: readJson(knex, row['version_lineage']) as Sha256[] | null,
    approved_at: readTimestamp(row['approved_at']),
    promoted_at: readTimestamp(row['promoted_at']),
    archived_at: readTimestamp(row['archived_at']),
    date_created: readTimestamp(row['date_created']),
  };
}
