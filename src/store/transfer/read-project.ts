import type { Knex } from 'knex';
import { columnTypes } from '../../../migrations/lib/inspect.js';
import { vendorOf } from '../../../migrations/lib/vendor.js';
import {
  type Cell,
  type CellKind,
  eachTable,
  idOf,
  type PortableRow,
  type ProjectRows,
  type ProjectTable,
  textOf,
} from '../../domain/transfer/project-rows.js';
import type { Key } from '../../domain/words.js';
import { isPostgres, readTimestamp } from '../dialect.js';
import { PROJECT_COLUMNS } from './columns.js';

const MOST_IDS = 1000; // SQLite takes 32,766 parameters in a statement

/** What SQLite's own CURRENT_TIMESTAMP writes: UTC, although it does not say so. */
const SQLITE_NOW = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(\.\d+)?)$/;

/** What refers to something of another project, and therefore cannot be part of this one's archive. */
export interface LeftOut {
  table: 'task_artifacts' | 'documents';
  id: string;
}

/**
 * Everything that belongs to a project, with values that are archived left where they are. All of it in memory.
 * Call it in a transaction that sees one moment.
 *
 * @returns no projects if there is no such one
 */
export async function readProjectRows(
  knex: Knex,
  projectId: Key,
): Promise<{ rows: ProjectRows; leftOut: LeftOut[] }> {
  const versions = knex('artifact_versions').select('id').where({ project_id: projectId });
  const usedTasks = knex('artifact_versions')
    .select('source_task_id')
    .where({ project_id: projectId })
    .whereNotNull('source_task_id');
  const tasks = await readRows(knex, 'tasks', (query) =>
    query
      .where({ project_id: projectId })
      .orWhere((used) => void used.whereNull('project_id').whereIn('id', usedTasks)),
  );
  const usedExecutions = knex('artifact_versions')
    .select('execution_id')
    .where({ project_id: projectId })
    .whereNotNull('execution_id');
  const executions = await readRows(knex, 'task_executions', (query) =>
    query
      .whereIn('id', usedExecutions)
      .orWhereIn('task_id', knex('tasks').select('id').where({ project_id: projectId })),
  );
  const rows: ProjectRows = {
    ...eachTable(() => []),
    projects: await readRows(knex, 'projects', (query) => query.where({ id: projectId })),
    tasks,
    task_executions: executions,
    artifact_versions: await readRows(knex, 'artifact_versions', (query) =>
      query.where({ project_id: projectId }),
    ),
    artifact_files: await readRows(knex, 'artifact_files', (query) =>
      query.whereIn('artifact_version_id', versions),
    ),
    artifact_approvals: await readRows(knex, 'artifact_approvals', (query) =>
      query.where({ project_id: projectId }),
    ),
    artifact_freezes: await readRows(knex, 'artifact_freezes', (query) =>
      query.where({ project_id: projectId }),
    ),
    artifact_schedules: await readRows(knex, 'artifact_schedules', (query) =>
      query.whereIn('artifact_version_id', versions),
    ),
  };
  const leftOut: LeftOut[] = [];
  const own = { tasks: new Set(tasks.map(idOf)), versions: new Set(rows.artifact_versions.map(idOf)) };
  const has = (ids: Set<string>, id: string | null) => id === null || ids.has(id);
  const keep = (table: LeftOut['table'], found: PortableRow[]) => {
    for (const row of found) {
      const belongs =
        has(own.tasks, textOf(row, 'task_id') ?? textOf(row, 'source_task_id')) &&
        has(own.versions, textOf(row, 'artifact_version_id'));
      if (belongs) rows[table].push(row);
      else leftOut.push({ table, id: idOf(row) });
    }
  };
  keep(
    'task_artifacts',
    await readRows(knex, 'task_artifacts', (query) => query.whereIn('artifact_version_id', versions)),
  );
  keep('documents', await readRows(knex, 'documents', (query) => query.where({ project_id: projectId })));
  rows.directus_files = await readById(knex, 'directus_files', fileIdsOf(rows));
  return { rows, leftOut };
}

/** Ids of the files that these rows refer to. */
function fileIdsOf(rows: ProjectRows): string[] {
  const ids = [
    ...rows.artifact_versions.map((row) => textOf(row, 'primary_file_id')),
    ...rows.artifact_files.map((row) => textOf(row, 'directus_files_id')),
    ...rows.documents.map((row) => textOf(row, 'file_id')),
  ];
  return [...new Set(ids.filter((id) => id !== null))].sort();
}

/** Those of these rows that are there. */
export async function readById(knex: Knex, table: ProjectTable, ids: Cell[]): Promise<PortableRow[]> {
  const found: PortableRow[] = [];
  for (let start = 0; start < ids.length; start += MOST_IDS) {
    const some = ids.slice(start, start + MOST_IDS).filter((id) => id !== null);
    found.push(...(await readRows(knex, table, (query) => query.whereIn('id', some))));
  }
  return found;
}

async function readRows(
  knex: Knex,
  table: ProjectTable,
  narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
): Promise<PortableRow[]> {
  const types = await columnTypes(knex, vendorOf(knex), table);
  const columns = Object.entries(PROJECT_COLUMNS[table]).filter(([column]) => types.has(column));
  const query = knex(table).select(
    columns.map(([column, kind]) =>
      // The driver would parse it, which rounds numbers that JavaScript does not have.
      kind === 'json' && isPostgres(knex) ? knex.raw('CAST(?? AS text) AS ??', [column, column]) : column,
    ),
  );
  const found: Record<string, unknown>[] = await narrow(query).orderBy('id');
  return found.map((row) =>
    Object.fromEntries(
      columns.map(([column, kind]) => [column, toCell(row[column], kind, types.get(column) ?? '')]),
    ),
  );
}

function toCell(value: unknown, kind: CellKind, type: string): Cell {
  if (value === null || value === undefined) return null;
  if (kind === 'timestamp') {
    const text = typeof value === 'string' ? value.replace(SQLITE_NOW, '$1T$2Z') : value;
    return readTimestamp(text);
  }
  // PostgreSQL's driver gives integers of 64 bits as text.
  if (kind === 'integer' || (kind === 'key' && /int|serial/i.test(type))) return Number(value);
  // SQLite makes a number of the text of a number.
  if (kind === 'json')
    return typeof value !== 'string' ? JSON.stringify(value) : value.trim() === '' ? null : value;
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
}
