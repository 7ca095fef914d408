/** The tables that have guards, on both databases. */
export const GUARDED_TABLES = /** @type {const} */ ([
  'artifact_approvals',
  'artifact_files',
  'artifact_inputs',
  'artifact_policies',
  'artifact_policy_revisions',
  'artifact_versions',
  'directus_files',
  'projects',
]);
