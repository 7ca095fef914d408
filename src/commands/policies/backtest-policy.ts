import { compareWithPast } from '../../domain/policies/backtest.js';
import { fits } from '../../domain/policies/match-policy.js';
import type { PolicyFields } from '../../domain/policies/read-policy.js';
import {
  type Comparison,
  type Policy,
  type PolicyReference,
  referenceTo,
} from '../../domain/policies/words.js';
import type { Key, Timestamp } from '../../domain/words.js';
import type { Caller, Host } from '../../directus/host.js';
import { itemsAs } from '../../directus/items.js';
import { assertReadable } from '../../directus/readable.js';
import { approvalsOf, readPolicyRow } from '../../store/policies.js';
import { readVersions } from '../../store/versions.js';
import { checkPolicy } from './check-policy.js';
import { readStored, subjectsOf } from './load-policies.js';
import { eligibility } from './read-standings.js';
import { assertMayReadPolicies } from './read-version-policies.js';

/** A place in the past: what is older than this version comes next. */
interface PastPlace {
  date_created: Timestamp;
  id: string;
}

export interface BacktestRequest {
  /** A policy as it might be saved, or the id of one that is. */
  policy: PolicyFields | string;
  since: Timestamp;
  projectId?: Key | undefined;
  /** How many versions are looked at. */
  limit: number;
  before?: PastPlace | undefined;
}

/** What a policy would have done with the versions of one page of the past. */
export interface Backtest {
  policy: PolicyReference;
  since: Timestamp;
  examined: number;
  matched: number;
  agreed: number;
  /** Of those that match, the ones nobody has decided on. */
  undecided: number;
  differences: Comparison[];
  /** Where the next page begins; null when all have been looked at. */
  next: PastPlace | null;
}

/**
 * Tries a policy on recorded history, newest versions first, as far as the caller may read it. Changes nothing.
 *
 * Authors and reviewers are judged by what they belong to now.
 *
 * @throws Forbidden for somebody who may read no policies, no versions or no log, and for a policy that is not there
 * @throws InvalidPayload naming what is wrong with the policy
 */
export async function backtestPolicy(
  host: Host,
  caller: Caller,
  request: BacktestRequest,
): Promise<Backtest> {
  const { database } = host;
  await assertMayReadPolicies(host, caller);
  await itemsAs(host, caller, 'artifact_approvals', database).readByQuery({ fields: ['id'], limit: 1 });
  if (request.projectId !== undefined)
    await assertReadable(host, caller, 'projects', [request.projectId], database);
  const policy = await policyOf(host, caller, request.policy);
  const page = await readPage(host, caller, request);
  const versions = new Map((await readVersions(database, page.ids)).map((version) => [version.id, version]));
  const inOrder = page.ids.flatMap((id) => versions.get(id) ?? []);
  const subjects = await subjectsOf(database, [policy], inOrder);
  const matching = subjects.filter((subject) => fits(policy, subject)).map(({ version }) => version);
  const log = await approvalsOf(
    database,
    matching.map(({ id }) => id),
  );
  const approvers = [...log.values()].flat().flatMap(({ actor_id }) => actor_id ?? []);
  const eligible = await eligibility(database, [policy], approvers);
  const compared = matching.map((version) =>
    compareWithPast(policy, version, log.get(version.id) ?? [], eligible),
  );
  const undecided = compared.filter(({ was }) => was === 'pending').length;
  const differences = compared.filter(({ agrees }) => !agrees);
  return {
    policy: referenceTo(policy),
    since: request.since,
    examined: inOrder.length,
    matched: matching.length,
    agreed: matching.length - undecided - differences.length,
    undecided,
    differences,
    next: page.next,
  };
}

async function policyOf(host: Host, caller: Caller, given: PolicyFields | string): Promise<Policy> {
  if (typeof given !== 'string') return checkPolicy(host.database, given);
  await assertReadable(host, caller, 'artifact_policies', [given], host.database);
  const row = await readPolicyRow(host.database, given);
  if (row === null) throw new Error(`The policy ${given} is gone`);
  return readStored(row);
}

async function readPage(
  host: Host,
  caller: Caller,
  { since, projectId, limit, before }: BacktestRequest,
): Promise<{ ids: string[]; next: PastPlace | null }> {
  const conditions: object[] = [{ date_created: { _gte: since } }];
  if (projectId !== undefined) conditions.push({ project_id: { _eq: projectId } });
  if (before !== undefined) conditions.push({ date_created: { _lte: before.date_created } });
  const versions = itemsAs(host, caller, 'artifact_versions', host.database);
  const rows: Record<string, unknown>[] = [];
  // Of one moment there can be many, and Directus compares no uuids: those that were shown are left out here.
  for (let offset = 0; rows.length <= limit; offset += limit + 1) {
    const some = await versions.readByQuery({
      filter: { _and: conditions },
      fields: ['id', 'date_created'],
      sort: ['-date_created', '-id'],
      limit: limit + 1,
      offset,
    });
    rows.push(...some.filter((row) => isOlder(row, before)));
    if (some.length <= limit) break;
  }
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    ids: shown.map((row) => String(row['id'])),
    next: last === undefined ? null : { id: String(last['id']), date_created: String(last['date_created']) },
  };
}

function isOlder(row: Record<string, unknown>, before: PastPlace | undefined): boolean {
  if (before === undefined) return true;
  const sameMoment = Date.parse(String(row['date_created'])) === Date.parse(before.date_created);
  return !sameMoment || String(row['id']) < before.id;
}
