import { expect } from 'vitest';
import type { Key } from '../../../src/domain/words.js';
import { as } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';

type Row = Record<string, unknown>;

/** All rows that a refused request about a project could have changed, as the database has them. */
export async function snapshot(instance: Instance, projectId: Key): Promise<Record<string, Row[]>> {
  const { knex } = instance;
  const versions: Row[] = await knex('artifact_versions').where({ project_id: projectId }).orderBy('id');
  const ids = versions.map((row) => row['id'] as string);
  return {
    projects: (await knex('projects').where({ id: projectId })) as Row[],
    tasks: (await knex('tasks').where({ project_id: projectId }).orderBy('id')) as Row[],
    artifact_versions: versions,
    artifact_approvals: (await knex('artifact_approvals')
      .where({ project_id: projectId })
      .orderBy('sequence')) as Row[],
    artifact_files: (await knex('artifact_files').whereIn('artifact_version_id', ids).orderBy('id')) as Row[],
    documents: (await knex('documents').where({ project_id: projectId }).orderBy('id')) as Row[],
    artifact_callbacks: (await knex('artifact_callbacks')
      .whereIn('artifact_version_id', ids)
      .orderBy('id')) as Row[],
  };
}

/** The log of a project as `action number-of-the-version`, oldest first. */
export async function logOf(instance: Instance, projectId: Key): Promise<string[]> {
  const rows: { action: string; version_number: number }[] = await instance
    .knex('artifact_approvals as entry')
    .join('artifact_versions as version', 'version.id', 'entry.artifact_version_id')
    .select('entry.action', 'version.version_number')
    .where('entry.project_id', projectId)
    .orderBy('entry.sequence');
  return rows.map((row) => `${row.action} ${row.version_number}`);
}

/** One row of a table by id. */
export async function rowOf(instance: Instance, table: string, id: Key): Promise<Row> {
  const row: Row | undefined = await instance.knex(table).where({ id }).first();
  if (row === undefined) throw new Error(`There is no row ${id} in ${table}`);
  return row;
}

/** Has the operator's own check look at every row and file. Only where nobody else writes meanwhile. */
export async function expectNoViolations(instance: Instance): Promise<void> {
  const admin = as(instance.url, instance.admin.token);
  const reply = await admin.get<{ data?: unknown }>('/artifacts/health?deep=true');
  expect([reply.status, reply.body.data]).toMatchObject([200, { status: 'ok', violations: [] }]);
}
