import type { Knex } from 'knex';
import type { PolicyFields } from '../domain/policies/read-policy.js';
import type { LoggedApproval } from '../domain/policies/words.js';
import type { JsonObject, Key } from '../domain/words.js';
import { readJson } from './dialect.js';

const JSON_FIELDS = ['origins', 'actor_types', 'filter', 'reviewers'] as const;

type Row = Record<string, unknown>;

/** The policies that are switched on and are about one of these projects or about all, in their order. */
export async function enabledPolicies(knex: Knex, projectIds: Key[]): Promise<PolicyFields[]> {
  const rows: Row[] = await knex('artifact_policies')
    .where({ enabled: true })
    .andWhere((about) => void about.whereNull('project_id').orWhereIn('project_id', projectIds))
    // Those that nobody has put in an order come last, the oldest first.
    .orderByRaw('CASE WHEN sort IS NULL THEN 1 ELSE 0 END, sort, date_created, id');
  return rows.map((row) => toFields(knex, row));
}

/** One policy as it is now, enabled or not; null if there is none. */
export async function readPolicyRow(knex: Knex, id: string): Promise<PolicyFields | null> {
  const row: Row | undefined = await knex('artifact_policies').where({ id }).first();
  return row === undefined ? null : toFields(knex, row);
}

/** What a policy said in one of its revisions; null if there is none such. */
export async function readRevision(
  knex: Knex,
  policyId: string,
  revision: number,
): Promise<JsonObject | null> {
  const row: Row | undefined = await knex('artifact_policy_revisions')
    .select('rule')
    .where({ policy_id: policyId, revision })
    .first();
  return row === undefined ? null : (readJson(knex, row['rule']) as JsonObject);
}

/** The log of versions as policies look at it, by version, in the order in which it was written. */
export async function approvalsOf(knex: Knex, versionIds: string[]): Promise<Map<string, LoggedApproval[]>> {
  const log = new Map<string, LoggedApproval[]>();
  if (versionIds.length === 0) return log;
  const rows: (LoggedApproval & { artifact_version_id: string })[] = await knex('artifact_approvals')
    .select(
      'artifact_version_id',
      'action',
      'actor_id',
      'actor_type',
      'content_hash',
      'decision_id',
      'feedback',
      'sequence',
    )
    .whereIn('artifact_version_id', versionIds)
    .orderBy('sequence');
  for (const { artifact_version_id: id, feedback, ...entry } of rows) {
    log.set(id, [...(log.get(id) ?? []), { ...entry, feedback: readJson(knex, feedback) }]);
  }
  return log;
}

function toFields(knex: Knex, row: Row): PolicyFields {
  const parsed = JSON_FIELDS.map((field) => [field, readJson(knex, row[field])] as const);
  return { ...row, ...Object.fromEntries(parsed) };
}
