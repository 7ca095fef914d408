import type { Knex } from 'knex';
import { type PolicyFields, readPolicy } from '../../domain/policies/read-policy.js';
import type { Policy } from '../../domain/policies/words.js';
import { InvalidPayload } from '../../errors/index.js';
import { unknownIds } from '../../store/memberships.js';

const TABLES = { roles: 'directus_roles', policies: 'directus_policies', users: 'directus_users' } as const;

/**
 * Checks a policy that somebody wants to save or to try out, as a whole.
 *
 * @throws InvalidPayload naming the first field that is wrong, also for reviewers that there are not: nobody could
 *   ever do what it asks for
 */
export async function checkPolicy(knex: Knex, fields: PolicyFields): Promise<Policy> {
  const policy = readPolicy(fields);
  const { reviewers } = policy;
  if (reviewers === null) return policy;
  for (const kind of ['roles', 'policies', 'users'] as const) {
    const [unknown] = await unknownIds(knex, TABLES[kind], reviewers[kind]);
    if (unknown === undefined) continue;
    throw new InvalidPayload({
      field: 'reviewers',
      reason: `"reviewers" names ${unknown} in "${kind}", which does not exist`,
    });
  }
  return policy;
}
