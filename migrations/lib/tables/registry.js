import { id, integer, json, key, oneOf, string, text, timestamp, uuid } from './column.js';

/** @import { Table } from './column.js' */

/** @type {Table} */
export const versionsTable = {
  name: 'artifact_versions',
  kind: 'registry',
  columns: [
    id(),
    key('project_id', 'projects', { required: true }),
    string('schema_key', 255, { required: true }),
    integer('version_number', { required: true }),
    string('status', 32, { required: true, default: 'pending' }),
    json('value'),
    key('primary_file_id', 'directus_files'),
    key('source_task_id', 'tasks'),
    key('execution_id', 'task_executions'),
    text('summary'),
    string('content_hash', 64),
    key('parent_id', 'artifact_versions'),
    string('parent_hash', 64),
    key('merge_parent_id', 'artifact_versions'),
    string('change_origin', 32),
    json('version_lineage'),
    integer('lineage_depth'),
    key('lineage_jump_id', 'artifact_versions'),
    integer('generation'),
    uuid('decision_id'),
    timestamp('approved_at'),
    // No foreign key to directus_users here or in the audit log: who decided must outlive the account.
    uuid('approved_by'),
    text('rejection_reason'),
    timestamp('promoted_at'),
    integer('promoted_context_version'),
    integer('retired_context_version'),
    timestamp('archived_at'),
    key('archive_file_id', 'directus_files'),
    text('callback_url'),
    timestamp('date_created'),
    uuid('user_created'),
  ],
  checks: [
    oneOf('artifact_versions', 'status', ['pending', 'approved', 'rejected', 'superseded']),
    oneOf('artifact_versions', 'change_origin', ['deployment', 'sync', 'local_modification']),
    { name: 'artifact_versions_parent_check', expression: 'parent_id <> id' },
    { name: 'artifact_versions_merge_parent_check', expression: 'merge_parent_id <> id' },
  ],
};

/** @type {Table} */
export const approvalsTable = {
  name: 'artifact_approvals',
  kind: 'registry',
  columns: [
    id(),
    key('artifact_version_id', 'artifact_versions', { required: true }),
    key('project_id', 'projects', { required: true }),
    key('task_id', 'tasks'),
    string('action', 32, { required: true }),
    uuid('actor_id'),
    string('actor_type', 16, { required: true }),
    text('reason'),
    json('feedback'),
    string('content_hash', 64),
    integer('context_version'),
    uuid('decision_id'),
    integer('sequence', { required: true }),
    string('previous_entry_hash', 64),
    string('entry_hash', 64, { required: true }),
    timestamp('date_created', { required: true }),
  ],
  checks: [
    oneOf('artifact_approvals', 'action', [
      'approve',
      'reject',
      'supersede',
      'request_changes',
      'revoke',
      'promote',
    ]),
    oneOf('artifact_approvals', 'actor_type', ['human', 'ai', 'system', 'rule']),
  ],
};

/** @type {Table} */
export const artifactFilesTable = {
  name: 'artifact_files',
  kind: 'registry',
  columns: [
    id(),
    key('artifact_version_id', 'artifact_versions', { required: true }),
    key('directus_files_id', 'directus_files', { required: true }),
    integer('sort'),
  ],
};

/** @type {Table} */
export const taskArtifactsTable = {
  name: 'task_artifacts',
  kind: 'registry',
  columns: [
    id(),
    key('task_id', 'tasks', { required: true, onDelete: 'CASCADE' }),
    key('artifact_version_id', 'artifact_versions', { required: true }),
    integer('sort'),
  ],
};
