/** What a guard says when it refuses. The code in front is what the hook turns into an HTTP status. */
export const messages = {
  insertPending:
    'ILLEGAL_TRANSITION: a version is recorded as pending and without decision, promotion or retirement marks',
  transition:
    'ILLEGAL_TRANSITION: a pending version can be approved or rejected, an approved one superseded or rejected; nothing else',
  decision: 'ILLEGAL_TRANSITION: the status changes only with the decision_id of a new decision',
  decisionAlone: 'ILLEGAL_TRANSITION: decision_id, approved_at and approved_by change only with the status',
  decisionWithContent: 'VERSION_SEALED: a decision cannot change the content it decides on',
  entryMissing: 'ILLEGAL_TRANSITION: a change of status needs its entry in artifact_approvals',
  secondApproved: 'ILLEGAL_TRANSITION: another version of this line is approved; supersede it first',
  promoteApproved: 'ILLEGAL_TRANSITION: only an approved version can be promoted',
  retirePromoted: 'ILLEGAL_TRANSITION: only a promoted version can be retired',
  schedule: 'ILLEGAL_TRANSITION: only an approved version that is not live yet can be scheduled',
  marksOnce: 'VERSION_SEALED: promotion and retirement marks are set once and never changed',
  identity: 'VERSION_SEALED: what identifies a version never changes',
  sealed: 'VERSION_SEALED: this version was decided or built on; its content cannot change',
  archive: 'VERSION_SEALED: only the value of a version that is neither approved nor live can be archived',
  archiveAlone: 'VERSION_SEALED: the archive marks of a version change only when its value moves',
  sealedFiles: 'VERSION_SEALED: this version was decided or built on; its files cannot change',
  sealedBytes: 'VERSION_SEALED: this file belongs to a version that was decided or built on',
  usedFile: 'VERSION_SEALED: this file belongs to a version and cannot be deleted',
  diskName:
    'VERSION_SEALED: this disk name is the beginning of the name of a file that belongs to a sealed version',
  versionKept: 'APPEND_ONLY: versions are never deleted or replaced',
  entryKept: 'APPEND_ONLY: approval entries are never changed or deleted',
  filesKept: 'APPEND_ONLY: the files of all versions cannot be removed at once',
  policyKept: 'APPEND_ONLY: policies are disabled, not deleted or replaced, and their revisions never change',
  contextKept:
    'CONTEXT_READ_ONLY: the context of a project and its version change only with a promotion or a withdrawal',
  ancestry:
    'PARENT_MISMATCH: a parent is an earlier version of the same line, and a merge has two different ones',
  inputs:
    'INPUT_NOT_FOUND: what a version is made from are earlier versions of other keys of its project, 100 at most',
  inputsKept: 'VERSION_SEALED: what a version was made from is said when it is recorded and never changes',
  linksKept:
    'APPEND_ONLY: the links to what versions were made from say what those say, and are never changed or deleted',
};

/** @typedef {keyof typeof messages} Refusal */

/** Never changed after the row was inserted, on any row. */
export const identityColumns = [
  'id',
  'project_id',
  'schema_key',
  'version_number',
  'user_created',
  'date_created',
];

/** What a version says and where it comes from; frozen once it is sealed. `value` has rules of its own. */
export const contentColumns = [
  'primary_file_id',
  'source_task_id',
  'execution_id',
  'summary',
  'content_hash',
  'parent_id',
  'parent_hash',
  'merge_parent_id',
  'change_origin',
  'version_lineage',
  'lineage_depth',
  'lineage_jump_id',
  'generation',
  'callback_url',
];

/** What rows older than this system lack, and get once: sealed ones too. */
export const backfilledColumns = [
  'content_hash',
  'parent_id',
  'parent_hash',
  'version_lineage',
  'lineage_depth',
  'lineage_jump_id',
  'generation',
];

/** Columns that name what a version was made from. */
export const ancestryColumns = ['parent_id', 'merge_parent_id'];

/** Empty when a version is recorded; a decision or a promotion fills them. */
export const lifecycleColumns = [
  'decision_id',
  'approved_at',
  'approved_by',
  'promoted_at',
  'promoted_context_version',
  'retired_context_version',
];

/** What a project shows of its versions. */
export const contextColumns = ['context', 'context_version'];

/** What stays as it is while a backfill fills in the rest. */
export const columnsBesideBackfill = [
  ...contentColumns.filter((column) => !backfilledColumns.includes(column)),
  ...lifecycleColumns,
  'value',
  'status',
  'rejection_reason',
  'archived_at',
  'archive_file_id',
];
