import { readSettings, updateSettings } from '@directus/sdk';
import { installPolicies } from '../../cli/lib/install-policies.js';
import { AGENT_POLICY, REVIEWER_POLICY } from '../../cli/lib/policies.js';
import { introduceModule } from '../../cli/lib/module-bar.js';
import { ensureRole, ensureUser } from './people.js';

/** @typedef {import('./credentials.js').Credentials} Credentials */
/** @typedef {import('../../cli/lib/policies.js').Client} Client */

/**
 * The settings, policies, roles and users that an instance starts with; what is there already stays.
 * @param {Client} admin
 * @param {Credentials} credentials
 */
export async function setUpPeople(admin, { admin: { email }, reviewer, agent }) {
  const settings = await admin.request(readSettings());
  // Without an owner the Studio greets everybody with a registration dialog.
  if (!('project_owner' in settings) || !settings.project_owner)
    await admin.request(updateSettings(ownerSettings(email)));
  await introduceModule(admin);
  const policies = await installPolicies(admin);
  const reviewerRole = await ensureRole(admin, {
    name: REVIEWER_POLICY,
    icon: 'rate_review',
    policy: policies[REVIEWER_POLICY] ?? '',
  });
  const agentRole = await ensureRole(admin, {
    name: AGENT_POLICY,
    icon: 'smart_toy',
    policy: policies[AGENT_POLICY] ?? '',
  });
  const name = { first_name: 'Robin', last_name: 'Reviewer' };
  await ensureUser(admin, { ...name, ...reviewer, role: reviewerRole });
  await ensureUser(admin, {
    first_name: 'Design',
    last_name: 'Agent',
    email: 'agent@example.com',
    ...agent,
    role: agentRole,
  });
}

/**
 * Fields of Directus 12 that the SDK's types do not know yet.
 * @param {string} email
 */
export function ownerSettings(email) {
  return /** @type {object} */ ({ project_owner: email, project_usage: 'community' });
}
