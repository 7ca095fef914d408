import { countApprovals } from '../../domain/policies/count-approvals.js';
import { decidingRule } from '../../domain/policies/match-policy.js';
import { isMet, type PolicyReference, referenceTo, type Requirement } from '../../domain/policies/words.js';
import type { VersionStatus } from '../../domain/words.js';
import type { Caller, Host } from '../../directus/host.js';
import { itemsAs } from '../../directus/items.js';
import { assertReadable, readableKeys } from '../../directus/readable.js';
import { isForbidden } from '../../errors/is-forbidden.js';
import { readVersions } from '../../store/versions.js';
import { readStandings } from './read-standings.js';

/** How far a version is with one policy that requires approvals. */
interface RequirementView {
  policy: PolicyReference;
  of: number;
  /** How many there are. */
  approvals: number;
  /** By whom, as far as the caller may read the log. */
  by: string[];
  satisfied: boolean;
  distinct_from_author: boolean;
  fresh: boolean;
}

/** What the policies that hold now say about a version. */
export interface VersionPolicies {
  version_id: string;
  schema_key: string;
  status: VersionStatus;
  /** The first rule that decides by itself and fits; `held` when others have to approve all the same. */
  automatic: { policy: PolicyReference; would: 'approve' | 'reject'; held: boolean } | null;
  requirements: RequirementView[];
  /** No approval is missing. */
  satisfied: boolean;
}

/**
 * Which policies are about a version, what they would do, and which approvals are missing. Changes nothing.
 *
 * @throws Forbidden when the version is missing or unreadable, or for somebody who may read no policies
 */
export async function readVersionPolicies(
  host: Host,
  caller: Caller,
  versionId: string,
): Promise<VersionPolicies> {
  const { database } = host;
  await assertReadable(host, caller, 'artifact_versions', [versionId], database);
  await assertMayReadPolicies(host, caller);
  const [standing] = await readStandings(database, await readVersions(database, [versionId]));
  if (standing === undefined) throw new Error('One version asked for, one read');
  const { version, verdict } = standing;
  const requirements = countApprovals(verdict.requires, standing.standing, standing.eligible);
  const { automatic } = verdict;
  const named = [...requirements.map(({ policy }) => policy.id), ...(automatic ? [automatic.id] : [])];
  const readable = await readableKeys(host, caller, 'artifact_policies', named, database);
  const approvers = await readableApprovers(host, caller, versionId);
  return {
    version_id: version.id,
    schema_key: version.schema_key,
    status: version.status,
    automatic:
      automatic === null || !readable.has(automatic.id)
        ? null
        : {
            policy: referenceTo(automatic),
            would: automatic.effect === 'auto_reject' ? 'reject' : 'approve',
            held: decidingRule(verdict) === null,
          },
    requirements: requirements
      .filter(({ policy }) => readable.has(policy.id))
      .map((requirement) => viewOf(requirement, approvers)),
    satisfied: requirements.every(isMet),
  };
}

/** @throws Directus' FORBIDDEN for somebody who may read none of them */
export async function assertMayReadPolicies(host: Host, caller: Caller): Promise<void> {
  await itemsAs(host, caller, 'artifact_policies', host.database).readByQuery({ fields: ['id'], limit: 1 });
}

function viewOf(requirement: Requirement, approvers: Set<string>): RequirementView {
  const { policy, by } = requirement;
  return {
    policy: referenceTo(policy),
    of: policy.approvals,
    approvals: by.length,
    by: by.filter((id) => approvers.has(id)),
    satisfied: isMet(requirement),
    distinct_from_author: policy.distinct_from_author,
    fresh: policy.fresh,
  };
}

async function readableApprovers(host: Host, caller: Caller, versionId: string): Promise<Set<string>> {
  try {
    const items = itemsAs(host, caller, 'artifact_approvals', host.database);
    const filter = { artifact_version_id: { _eq: versionId }, action: { _eq: 'approve' } };
    const rows = await items.readByQuery({ filter, fields: ['actor_id'], limit: -1 });
    return new Set(rows.map((row) => String(row['actor_id'])));
  } catch (error) {
    if (isForbidden(error)) return new Set();
    throw error;
  }
}
