import type { Knex } from 'knex';
import type { Key, Version } from '../domain/words.js';
import type { Line } from './lines.js';
import type { Row } from './version-row.js';
import { isLive, toVersion } from './version-row.js';

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

/** The live version of a line, or null. */
export async function liveVersionOf(knex: Knex, line: Line): Promise<Version | null> {
  const { project_id, schema_key } = line;
  const row: Row | undefined = await knex('artifact_versions')
    .where({ project_id, schema_key })
    .where(isLive)
    .first();
  return row === undefined ? null : toVersion(knex, row);
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

/** Approved versions that were never promoted, of a project or of tasks. */
export async function promotableVersions(
  knex: Knex,
  scope: { projectId: Key } | { taskIds: Key[] },
): Promise<Version[]> {
  const query = knex('artifact_versions').where({ status: 'approved' }).whereNull('promoted_context_version');
  if ('projectId' in scope) void query.where({ project_id: scope.projectId });
  else void query.whereIn('source_task_id', scope.taskIds);
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
