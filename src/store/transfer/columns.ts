import { freezeTables } from '../../../migrations/lib/tables/freezes.js';
import { inputsColumn } from '../../../migrations/lib/tables/inputs.js';
import {
  approvalsTable,
  artifactFilesTable,
  taskArtifactsTable,
  versionsTable,
} from '../../../migrations/lib/tables/registry.js';
import { documentsTable, workTables } from '../../../migrations/lib/tables/work.js';
import type { CellKind, ProjectColumns } from '../../domain/transfer/project-rows.js';

/**
 * What an archive keeps of a file's row. Not where its bytes lie and which folder it is in: that is the business of
 * the instance that it comes to.
 */
const FILE_COLUMNS: Record<string, CellKind> = {
  id: 'key',
  filename_download: 'text',
  title: 'text',
  type: 'text',
  uploaded_by: 'key',
  created_on: 'timestamp',
  modified_by: 'key',
  modified_on: 'timestamp',
  charset: 'text',
  width: 'integer',
  height: 'integer',
  duration: 'integer',
  embed: 'text',
  description: 'text',
  location: 'text',
  tags: 'text',
  metadata: 'json',
  focal_point_x: 'integer',
  focal_point_y: 'integer',
};

const KINDS: Record<string, CellKind> = {
  uuid: 'key',
  key: 'key',
  string: 'text',
  text: 'text',
  json: 'json',
  integer: 'integer',
  timestamp: 'timestamp',
};

/**
 * The columns that an archive knows: those of the registry. Fields that an operator has added to `projects`, `tasks`,
 * `task_executions` and `documents` are not among them, because another instance need not have them.
 */
export const PROJECT_COLUMNS: ProjectColumns = {
  projects: columnsOf('projects'),
  tasks: columnsOf('tasks'),
  task_executions: columnsOf('task_executions'),
  directus_files: FILE_COLUMNS,
  artifact_versions: { ...columnsOf('artifact_versions'), [inputsColumn.name]: 'json' },
  artifact_files: columnsOf('artifact_files'),
  artifact_approvals: columnsOf('artifact_approvals'),
  task_artifacts: columnsOf('task_artifacts'),
  documents: columnsOf('documents'),
  artifact_freezes: columnsOf('artifact_freezes'),
  artifact_schedules: columnsOf('artifact_schedules'),
};

/** Foreign keys to users. The other columns with users are plain uuids, which outlive them. */
export const USER_COLUMNS = [
  ['projects', 'user_created'],
  ['projects', 'user_updated'],
  ['directus_files', 'uploaded_by'],
  ['directus_files', 'modified_by'],
] as const;

function columnsOf(name: string): Record<string, CellKind> {
  const tables = [
    ...workTables,
    versionsTable,
    documentsTable,
    approvalsTable,
    artifactFilesTable,
    taskArtifactsTable,
    ...freezeTables,
  ];
  // A table that several migrations have added columns to is among them more than once.
  const columns = tables.filter((candidate) => candidate.name === name).flatMap((table) => table.columns);
  return Object.fromEntries(columns.map(({ name: column, type }) => [column, KINDS[type] ?? 'text']));
}
