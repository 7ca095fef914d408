import type { Knex } from 'knex';
import type { Eligible, Standing } from '../../domain/policies/count-approvals.js';
import { judge, type Verdict } from '../../domain/policies/match-policy.js';
import type { LoggedApproval, Policy, Reviewers } from '../../domain/policies/words.js';
import type { Version } from '../../domain/words.js';
import { lineName, readHeads } from '../../store/lines.js';
import { type Membership, readMemberships } from '../../store/memberships.js';
import { approvalsOf } from '../../store/policies.js';
import { loadPolicies, subjectsOf } from './load-policies.js';

/** A version, what the policies say about it, and how far it is. */
export interface PolicyStanding {
  version: Version;
  verdict: Verdict;
  standing: Standing;
  eligible: Eligible;
}

/**
 * What the policies that hold now say about versions, and which approvals they have. Right for a decision only under
 * the locks of their projects.
 *
 * @param extra somebody who is about to approve
 */
export async function readStandings(
  knex: Knex,
  versions: Version[],
  extra: string[] = [],
): Promise<PolicyStanding[]> {
  const policies = await loadPolicies(
    knex,
    versions.map((version) => version.project_id),
  );
  const verdicts = await verdictsOf(knex, policies, versions);
  const held = versions.filter((_, index) => (verdicts[index]?.requires.length ?? 0) > 0);
  const log = await approvalsOf(
    knex,
    held.map(({ id }) => id),
  );
  const heads = await readHeads(knex, held);
  const eligible = await eligibility(
    knex,
    verdicts.flatMap(({ requires }) => requires),
    [...extra, ...approversIn(log)],
  );
  return versions.map((version, index) => ({
    version,
    verdict: verdicts[index] ?? { automatic: null, requires: [] },
    standing: {
      content_hash: version.content_hash,
      author: version.user_created,
      lineHead: heads.get(lineName(version))?.number ?? version.version_number,
      log: log.get(version.id) ?? [],
    },
    eligible,
  }));
}

async function verdictsOf(knex: Knex, policies: Policy[], versions: Version[]): Promise<Verdict[]> {
  if (policies.length === 0) return versions.map(() => ({ automatic: null, requires: [] }));
  const subjects = await subjectsOf(knex, policies, versions);
  return subjects.map((subject) => judge(policies, subject));
}

/** Whose approvals count for these policies; users are only looked up where one asks who they are. */
export async function eligibility(knex: Knex, policies: Policy[], userIds: string[]): Promise<Eligible> {
  const asked = policies.some(({ reviewers }) => reviewers !== null);
  const memberships = await readMemberships(knex, asked ? userIds : []);
  return ({ reviewers }, userId) => reviewers === null || isAmong(reviewers, userId, memberships.get(userId));
}

function isAmong(reviewers: Reviewers, userId: string, membership: Membership | undefined): boolean {
  if (membership === undefined) return false; // an account that is gone
  const { roles, policies, users } = reviewers;
  return (
    users.includes(userId) ||
    roles.some((role) => membership.roles.includes(role)) ||
    policies.some((policy) => membership.policies.includes(policy))
  );
}

function approversIn(log: Map<string, LoggedApproval[]>): string[] {
  return [...log.values()]
    .flat()
    .flatMap(({ action, actor_id }) => (action === 'approve' && actor_id !== null ? [actor_id] : []));
}
