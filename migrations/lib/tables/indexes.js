/**
 * `on` is what stands between the parentheses, `where` makes the index partial.
 *
 * @typedef {{
 *   name: string, table: string, on: string, where?: string, unique?: boolean, using?: 'GIN', vendor?: 'postgres',
 * }} Index
 */

/**
 * @param {string} table
 * @param {string} name
 * @param {string} on
 * @param {Partial<Omit<Index, 'table' | 'name' | 'on'>>} [options]
 * @returns {Index}
 */
const index = (table, name, on, options = {}) => ({ table, name, on, ...options });

const approved = { where: `status = 'approved'` };
const live = { where: 'promoted_context_version IS NOT NULL AND retired_context_version IS NULL' };
const unique = { unique: true };
/**
 * For columns that most versions leave empty: each index is written to with every version, and nobody looks for the empty
 * ones.
 *
 * @param {string} column
 */
const filled = (column) => ({ where: `${column} IS NOT NULL` });
/** @type {{ vendor: 'postgres' }} */
const postgres = { vendor: 'postgres' };

/** @type {Index[]} */
export const indexes = [
  index('artifact_versions', 'idx_one_approved_per_path', 'project_id, schema_key', {
    ...unique,
    ...approved,
  }),
  // What lies below a key is a range of keys, byte by byte; the order of a language would scatter it.
  index('artifact_versions', 'idx_artifact_versions_in_use', 'project_id, schema_key varchar_pattern_ops', {
    ...postgres,
    where: `status = 'approved' OR (${live.where})`,
  }),
  // Not only fast: two live versions of one line would be two answers to "what is approved".
  index('artifact_versions', 'idx_one_live_per_path', 'project_id, schema_key', { ...unique, ...live }),
  index(
    'artifact_versions',
    'idx_artifact_versions_number',
    'project_id, schema_key, version_number',
    unique,
  ),
  index('artifact_versions', 'idx_artifact_versions_content_hash', 'content_hash'),
  index('artifact_versions', 'idx_artifact_versions_parent_hash', 'parent_hash', filled('parent_hash')),
  index(
    'artifact_versions',
    'idx_artifact_versions_artifact_created',
    'project_id, schema_key, date_created',
  ),
  index('artifact_versions', 'idx_artifact_lookup', 'project_id, schema_key, status'),
  index('artifact_versions', 'idx_approval_date', 'approved_at', approved),
  index('artifact_versions', 'idx_artifact_versions_parent', 'parent_id', filled('parent_id')),
  index(
    'artifact_versions',
    'idx_artifact_versions_merge_parent',
    'merge_parent_id',
    filled('merge_parent_id'),
  ),
  // Whether a merge is in the way of two versions decides if their common ancestor needs the graph of the line.
  index('artifact_versions', 'idx_artifact_versions_merges', 'project_id, schema_key, lineage_depth', {
    where: 'merge_parent_id IS NOT NULL',
  }),
  index(
    'artifact_versions',
    'idx_artifact_versions_task_status',
    'source_task_id, status',
    filled('source_task_id'),
  ),
  // What a change of the context did: its guard asks for it at every promotion, reads of the past ask for it as well.
  index('artifact_versions', 'idx_artifact_versions_promoted', 'project_id, promoted_context_version', {
    where: 'promoted_context_version IS NOT NULL',
  }),
  index('artifact_versions', 'idx_artifact_versions_retired', 'project_id, retired_context_version', {
    where: 'retired_context_version IS NOT NULL',
  }),
  // The review queue: all that waits, oldest or newest first, without reading what was decided long ago.
  index('artifact_versions', 'idx_artifact_versions_waiting', 'date_created, id', {
    where: `status = 'pending'`,
  }),
  // What was rejected for a key in all projects, for those who learn from it.
  index('artifact_versions', 'idx_artifact_versions_rejected', 'schema_key, project_id', {
    where: `status = 'rejected'`,
  }),
  // The guards of directus_files, and foreign key checks on deletes, look versions up by file.
  index(
    'artifact_versions',
    'idx_artifact_versions_primary_file',
    'primary_file_id',
    filled('primary_file_id'),
  ),
  index(
    'artifact_versions',
    'idx_artifact_versions_archive_file',
    'archive_file_id',
    filled('archive_file_id'),
  ),
  index('artifact_approvals', 'idx_approval_timeline', 'project_id, date_created DESC'),
  index('artifact_approvals', 'idx_artifact_approvals_version', 'artifact_version_id'),
  index('artifact_approvals', 'idx_artifact_approvals_sequence', 'project_id, sequence', unique),
  // History reads ask for the entry that brought a context to a version.
  index('artifact_approvals', 'idx_artifact_approvals_bump', 'project_id, context_version', {
    where: 'context_version IS NOT NULL',
  }),
  index('artifact_files', 'idx_artifact_files_pair', 'artifact_version_id, directus_files_id', unique),
  index('artifact_files', 'idx_artifact_files_file', 'directus_files_id'),
  index('task_artifacts', 'idx_task_artifacts_pair', 'task_id, artifact_version_id', unique),
  index('task_artifacts', 'idx_task_artifacts_version', 'artifact_version_id'),
  index('artifact_idempotency_keys', 'idx_artifact_idempotency_keys_key', 'actor, idempotency_key', unique),
  index('artifact_idempotency_keys', 'idx_artifact_idempotency_keys_date', 'date_created'),
  index('artifact_callbacks', 'idx_artifact_callbacks_due', 'status, next_attempt_at'),
  index('artifact_callbacks', 'idx_artifact_callbacks_order', 'artifact_version_id, sequence'),
  // Not on `context` alone: Directus takes an index on one column for a B-tree of its own and writes it into schema
  // snapshots, and none of those could be applied, because PostgreSQL has no B-tree for json.
  index('projects', 'idx_projects_context_gin', `context, (context -> '_meta')`, {
    ...postgres,
    using: 'GIN',
  }),
  index('projects', 'idx_projects_logo_exists', `(context ? 'brand')`, {
    ...postgres,
    where: `context ? 'brand'`,
  }),
  index('projects', 'idx_projects_primary_color', `(context #>> '{brand,colors,primary}')`, postgres),
];
