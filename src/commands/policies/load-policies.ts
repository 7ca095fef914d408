import type { Knex } from 'knex';
import { type PolicyFields, readPolicy } from '../../domain/policies/read-policy.js';
import type { AuthorType, Policy, Subject } from '../../domain/policies/words.js';
import type { Key, Version } from '../../domain/words.js';
import { InvalidPayload } from '../../errors/index.js';
import { readMemberships } from '../../store/memberships.js';
import { enabledPolicies } from '../../store/policies.js';

/**
 * The policies that hold in these projects, in their order.
 *
 * @throws InvalidPayload naming a policy that was written behind our backs and cannot be read: what it asks for is
 *   not known, so nothing may pass
 */
export async function loadPolicies(knex: Knex, projectIds: Key[]): Promise<Policy[]> {
  return (await enabledPolicies(knex, [...new Set(projectIds)])).map(readStored);
}

/** A policy as it is stored. @throws InvalidPayload naming it when it cannot be read */
export function readStored(fields: PolicyFields): Policy {
  try {
    return readPolicy(fields);
  } catch (error) {
    const flaw = error instanceof Error ? error.message : String(error);
    throw new InvalidPayload({
      field: 'artifact_policies',
      reason: `The policy ${String(fields.id)} cannot be used, an administrator has to put it right. ${flaw.replace(/\.$/, '')}`,
    });
  }
}

/** Versions as policies look at them. Their authors are only looked up where a policy asks what they are. */
export async function subjectsOf(knex: Knex, policies: Policy[], versions: Version[]): Promise<Subject[]> {
  const asked = policies.some(({ actor_types }) => actor_types !== null);
  const ids = asked ? versions.flatMap(({ user_created }) => user_created ?? []) : [];
  const memberships = await readMemberships(knex, ids);
  return versions.map((version) => ({
    version,
    author: authorType(version.user_created, (id) => memberships.get(id)?.app === true),
  }));
}

function authorType(userId: string | null, isPerson: (id: string) => boolean): AuthorType {
  if (userId === null) return 'system';
  return isPerson(userId) ? 'human' : 'ai';
}
