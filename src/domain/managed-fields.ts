/** Fields of a version that only this system sets: ignored when a client sends them. */
const MANAGED = [
  'version_number',
  'content_hash',
  'merge_parent_id',
  'version_lineage',
  'lineage_depth',
  'lineage_jump_id',
  'generation',
  'decision_id',
  'approved_at',
  'approved_by',
  'promote_at',
  'promoted_at',
  'promoted_context_version',
  'retired_context_version',
  'archived_at',
  'archive_file_id',
  'date_created',
  'user_created',
] as const;

/** Read when a version is recorded, fixed from then on. */
const INPUTS_ON_CREATE = ['parent_id', 'parent_hash', 'change_origin', 'inputs'] as const;

/** What a version is and where it belongs: fixed once the version is sealed. */
export const CONTENT_FIELDS = [
  'value',
  'primary_file_id',
  'files',
  'project_id',
  'schema_key',
  'source_task_id',
  'execution_id',
  'summary',
  'callback_url',
] as const;

/** What must not change in the same request as the status: the reviewer decides on what was on the screen. */
export const UNDECIDABLE_FIELDS = [
  'value',
  'primary_file_id',
  'files',
  'approvals',
  'project_id',
  'schema_key',
  'source_task_id',
  'execution_id',
  'callback_url',
] as const;

/** A client's payload without the fields it has no say in. */
export function withoutManagedFields(
  payload: Record<string, unknown>,
  route: 'create' | 'update',
): Record<string, unknown> {
  const ignored: readonly string[] = route === 'create' ? MANAGED : [...MANAGED, ...INPUTS_ON_CREATE];
  return Object.fromEntries(Object.entries(payload).filter(([field]) => !ignored.includes(field)));
}
