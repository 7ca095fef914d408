/** @typedef {import('@directus/sdk').DirectusClient<ArtifactSchema> & import('@directus/sdk').RestClient<ArtifactSchema>} Client */
/** @typedef {import('./schema.js').ArtifactSchema} ArtifactSchema */
/** @typedef {'create' | 'read' | 'update'} Action */

/**
 * @typedef {object} Policy
 * @property {string} name
 * @property {string} icon
 * @property {string} description
 * @property {boolean} app_access
 * @property {Record<string, Action[]>} permissions
 */

export const REVIEWER_POLICY = 'Artifact Reviewer';
export const AGENT_POLICY = 'Artifact Agent';

/**
 * The two policies of the system. Rows are whole collections only: the free tier of Directus 12 locks the
 * instance when it finds item rules, presets, validation or a field subset. What is fine-grained (who may decide
 * on what, which fields are managed) is enforced by the extension.
 * @type {Policy[]}
 */
export const POLICIES = [
  {
    name: REVIEWER_POLICY,
    icon: 'rate_review',
    description: 'Reviews and decides on artifacts in the Studio.',
    app_access: true,
    permissions: {
      projects: ['read'],
      tasks: ['read', 'update'],
      task_executions: ['read'],
      documents: ['read'],
      artifact_versions: ['create', 'read', 'update'],
      artifact_approvals: ['create', 'read'],
      artifact_files: ['create', 'read'],
      artifact_policies: ['read'],
      task_artifacts: ['create', 'read'],
      directus_files: ['create', 'read'],
    },
  },
  {
    name: AGENT_POLICY,
    icon: 'smart_toy',
    description: 'Records artifacts over the API. Cannot update versions, so it cannot decide.',
    // No app access: it takes a seat, and it is what makes a caller a human to the audit log.
    app_access: false,
    permissions: {
      projects: ['read'],
      tasks: ['read', 'update'],
      task_executions: ['create', 'read'],
      documents: ['read'],
      artifact_versions: ['create', 'read'],
      artifact_approvals: ['read'],
      artifact_files: ['create', 'read'],
      artifact_policies: ['read'],
      task_artifacts: ['create', 'read'],
      directus_files: ['create', 'read'],
    },
  },
];
