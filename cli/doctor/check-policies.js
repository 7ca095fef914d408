import { askWith } from '../lib/connection.js';
import { planPolicies } from '../lib/install-policies.js';
import { ok, skipped, warning } from './finding.js';

/**
 * Whether both policies are there and grant whole collections, the only kind that the free tier of Directus allows.
 * @param {import('../lib/connection.js').Connection} connection
 * @returns {Promise<import('./finding.js').Finding[]>} one per policy
 */
export async function checkPolicies(connection) {
  if (!connection.admin)
    return [skipped('Policies', 'told to administrators only', "Use an administrator's token.")];
  const plans = await askWith(connection, (client) => planPolicies(client));
  return plans.map(checkPolicy);
}

/**
 * @param {import('../lib/install-policies.js').PolicyPlan} plan
 * @returns {import('./finding.js').Finding}
 */
function checkPolicy({ policy, id, missing, narrowed }) {
  const check = `Policy ${policy.name}`;
  const install = 'Run "directus-artifacts policies install", unless you have policies of your own for this.';
  if (id === null) return warning(check, 'not there', install);
  if (missing.length > 0)
    return warning(
      check,
      `lacks ${missing.map(({ collection, action }) => `${action} ${collection}`).join(', ')}`,
      install,
    );
  if (narrowed.length > 0)
    return warning(
      check,
      `limited: ${narrowed.map(({ collection, action, finer }) => `${action} ${collection} (${finer})`).join(', ')}`,
      'The free tier of Directus ignores such permissions, and locks the instance. "directus-artifacts policies install" widens them.',
    );
  return ok(check, 'there and whole');
}
