import { id, integer, json, key, oneOf, string, text, timestamp } from './column.js';

/** @import { Table } from './column.js' */

/**
 * What teams usually have already. Where a table exists, only the columns it lacks are added.
 *
 * @type {Table[]}
 */
export const workTables = [
  {
    name: 'projects',
    kind: 'work',
    columns: [
      id(),
      string('title', 255),
      string('status', 64, { default: 'active' }),
      json('context'),
      integer('context_version', { required: true, default: 0 }),
      json('context_schema'),
      timestamp('date_created'),
      key('user_created', 'directus_users', { onDelete: 'SET NULL' }),
      timestamp('date_updated'),
      key('user_updated', 'directus_users', { onDelete: 'SET NULL' }),
    ],
  },
  {
    name: 'tasks',
    kind: 'work',
    columns: [
      id(),
      key('project_id', 'projects'),
      string('title', 255),
      text('description'),
      string('status', 32, { default: 'new' }),
      string('execution_type', 32),
    ],
    checks: [
      oneOf('tasks', 'status', ['new', 'in_progress', 'needs_review', 'done', 'rejected']),
      oneOf('tasks', 'execution_type', ['ai', 'human', 'hybrid']),
    ],
  },
  {
    name: 'task_executions',
    kind: 'work',
    columns: [
      id(),
      key('task_id', 'tasks'),
      string('status', 64),
      timestamp('started_at'),
      timestamp('finished_at'),
      json('metadata'),
    ],
  },
];

/**
 * Made after the registry, to which it points.
 *
 * @type {Table}
 */
export const documentsTable = {
  name: 'documents',
  kind: 'work',
  columns: [
    id(),
    string('title', 255),
    key('project_id', 'projects', { onDelete: 'SET NULL' }),
    key('file_id', 'directus_files', { onDelete: 'SET NULL' }),
    key('source_task_id', 'tasks', { onDelete: 'SET NULL' }),
    key('artifact_version_id', 'artifact_versions'),
    string('status', 64),
    string('category', 255),
  ],
};
