import { createPermissions, createPolicy, readPolicies, updatePermission } from '@directus/sdk';

import { POLICIES } from './policies.js';

/**
 * @typedef {import('./policies.js').Action} Action
 * @typedef {import('./policies.js').Client} Client
 * @typedef {import('./policies.js').Policy} Policy
 * @typedef {{ id: number, collection: string, action: string, fields: string[] | null } & Record<
 *   'permissions' | 'validation' | 'presets', unknown>} PermissionRow
 */

/** A row that grants a whole collection and nothing finer, the only kind the free tier allows. */
const WHOLE = { fields: ['*'], permissions: null, validation: null, presets: null };

/**
 * @typedef {object} PolicyPlan  what a policy lacks
 * @property {Policy} policy
 * @property {string | null} id  null: the policy itself is missing
 * @property {{ collection: string, action: Action }[]} missing  permissions to create
 * @property {{ id: number, collection: string, action: Action, finer: string }[]} narrowed  permissions that somebody
 *   limited to some fields or items, with what limits them
 */

/**
 * Compares the policies of an instance with what they should be. Changes nothing.
 * @param {Client} client with an administrator's token
 * @param {Policy[]} policies
 * @returns {Promise<PolicyPlan[]>} one per policy, also for those that lack nothing
 */
export async function planPolicies(client, policies = POLICIES) {
  return Promise.all(policies.map((policy) => planPolicy(client, policy)));
}

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
  for (const plan of await planPolicies(client, policies))
    ids[plan.policy.name] = await carryOut(client, plan);
  return ids;
}

/**
 * @param {Client} client
 * @param {Policy} policy
 * @returns {Promise<PolicyPlan>}
 */
async function planPolicy(client, policy) {
  const wanted = Object.entries(policy.permissions).flatMap(([collection, actions]) =>
    actions.map((action) => ({ collection, action })),
  );
  // Through the policy: asked for directly, the free tier leaves out every permission that is limited.
  const query = {
    filter: { name: { _eq: policy.name } },
    fields: ['id', { permissions: ['*'] }],
    deep: { permissions: { _limit: -1 } },
    limit: 1,
  };
  // The SDK's types know a policy's permissions as ids only.
  const typed = /** @type {{ fields: ['id'] }} */ (/** @type {unknown} */ (query));
  const [found] = await client.request(readPolicies(typed));
  if (!found) return { policy, id: null, missing: wanted, narrowed: [] };
  const { permissions: rows } = /** @type {{ permissions: PermissionRow[] }} */ (
    /** @type {unknown} */ (found)
  );
  /** @type {PolicyPlan} */
  const plan = { policy, id: found.id, missing: [], narrowed: [] };
  for (const one of wanted) {
    const row = rows.find(({ collection, action }) => collection === one.collection && action === one.action);
    const finer = row === undefined ? [] : limitsOf(row);
    if (row === undefined) plan.missing.push(one);
    else if (finer.length > 0) plan.narrowed.push({ id: row.id, ...one, finer: finer.join(', ') });
  }
  return plan;
}

/**
 * What makes a permission finer than its whole collection.
 * @param {PermissionRow} row
 * @returns {string[]}
 */
function limitsOf(row) {
  const all = row.fields?.includes('*') === true;
  return [
    ...(all ? [] : ['field subset']),
    ...(isRule(row.permissions) ? ['item rules'] : []),
    ...(isRule(row.validation) ? ['validation'] : []),
    ...(isRule(row.presets) ? ['presets'] : []),
  ];
}

/** @param {unknown} value */
function isRule(value) {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/**
 * @param {Client} client
 * @param {PolicyPlan} plan
 * @returns {Promise<string>} the policy's id
 */
async function carryOut(client, { policy, id, missing, narrowed }) {
  const { name, icon, description, app_access } = policy;
  const policyId =
    id ?? (await client.request(createPolicy(newPolicy({ name, icon, description, app_access })))).id;
  for (const { id: row } of narrowed) await client.request(updatePermission(row, WHOLE));
  if (missing.length > 0)
    await client.request(createPermissions(missing.map((one) => ({ policy: policyId, ...one, ...WHOLE }))));
  return policyId;
}

/** @param {Pick<Policy, 'name' | 'icon' | 'description' | 'app_access'>} shown */
function newPolicy(shown) {
  return { ...shown, admin_access: false, enforce_tfa: false };
}
