import {
  createPermissions,
  createPolicy,
  readPermissions,
  readPolicies,
  updatePermission,
} from '@directus/sdk';

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
      task_artifacts: ['create', 'read'],
      directus_files: ['create', 'read'],
    },
  },
];

/** A row that grants a whole collection and nothing finer, the only kind the free tier allows. */
const WHOLE = { fields: ['*'], permissions: null, validation: null, presets: null };

/**
 * Creates the policies that are missing and completes those that are there; run again, it changes nothing.
 * Further permissions that an operator gave one of them stay.
 * @param {Client} client with an administrator's token
 * @param {Policy[]} policies
 * @returns {Promise<Record<string, string>>} policy id by name
 */
export async function installPolicies(client, policies = POLICIES) {
  /** @type {Record<string, string>} */
  const ids = {};
  for (const policy of policies) ids[policy.name] = await installPolicy(client, policy);
  return ids;
}

/**
 * @param {Client} client
 * @param {Policy} policy
 */
async function installPolicy(client, { name, icon, description, app_access, permissions }) {
  const [found] = await client.request(
    readPolicies({ filter: { name: { _eq: name } }, fields: ['id'], limit: 1 }),
  );
  const { id } =
    found ??
    (await client.request(
      createPolicy({ name, icon, description, app_access, admin_access: false, enforce_tfa: false }),
    ));
  const rows = await client.request(
    readPermissions({
      filter: { policy: { _eq: id } },
      fields: ['id', 'collection', 'action', 'fields'],
      limit: -1,
    }),
  );
  const missing = [];
  for (const [collection, actions] of Object.entries(permissions)) {
    for (const action of actions) {
      const row = rows.find((one) => one.collection === collection && one.action === action);
      if (!row) missing.push({ policy: id, collection, action, ...WHOLE });
      else if (row.fields?.join() !== '*') await client.request(updatePermission(row.id, WHOLE));
    }
  }
  if (missing.length > 0) await client.request(createPermissions(missing));
  return id;
}
