import type { Knex } from 'knex';
import type { Key, Version } from '../domain/words.js';
import { forUpdate } from './dialect.js';
import type { Row } from './version-row.js';
import { isLive, toVersion } from './version-row.js';
import type { Line } from './lines.js';

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

/** Which of these versions can no longer change: decided, with an entry, a child, or something made from it. */
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
          )
          .orWhereExists(
            knex('artifact_inputs as link').select('link.id').where('link.input_id', knex.ref('version.id')),
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
    // Rows older than this system have no lineage either, until the backfill takes care of them.
    .whereNotNull('version_lineage')
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

function keysByProject(lines: Line[]): Map<Key, string[]> {
  const grouped = new Map<Key, string[]>();
  for (const { project_id, schema_key } of lines) {
    grouped.set(project_id, [...(grouped.get(project_id) ?? []), schema_key]);
  }
  return grouped;
}
