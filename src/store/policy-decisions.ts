import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Key, Sha256, Timestamp } from '../domain/words.js';
import { writeTimestamp } from './dialect.js';

/** A decision that a policy has made and that is still to be carried out: a row of the outbox. */
export interface PlannedByPolicy {
  artifact_version_id: string;
  policy_id: string;
  revision: number;
  effect: 'auto_approve' | 'auto_reject';
  reason: string;
  /** The content that the policy looked at. */
  content_hash: Sha256;
}

/** Writes down what policies decided; at most one decision for each version. */
export async function insertPolicyDecisions(
  knex: Knex,
  decisions: PlannedByPolicy[],
  at: { now: Timestamp; due: Timestamp },
): Promise<void> {
  if (decisions.length === 0) return;
  await knex('artifact_policy_decisions').insert(
    decisions.map((decision) => ({
      ...decision,
      id: randomUUID(),
      status: 'pending',
      attempts: 0,
      next_attempt_at: writeTimestamp(at.due),
      date_created: writeTimestamp(at.now),
    })),
  );
}

/** The content of a version moved on before its recording was committed: it is what the policy decides on. */
export async function movePolicyDecision(knex: Knex, versionId: string, contentHash: Sha256): Promise<void> {
  await knex('artifact_policy_decisions')
    .where({ artifact_version_id: versionId, status: 'pending' })
    .update({ content_hash: contentHash });
}

/** What is still to be carried out on a version; right only under the lock of its project. */
export async function pendingPolicyDecision(knex: Knex, versionId: string): Promise<PlannedByPolicy | null> {
  const row: PlannedByPolicy | undefined = await knex('artifact_policy_decisions')
    .select('artifact_version_id', 'policy_id', 'revision', 'effect', 'reason', 'content_hash')
    .where({ artifact_version_id: versionId, status: 'pending' })
    .first();
  return row ?? null;
}

/** Notes what became of a decision, if nobody else did. */
export async function finishPolicyDecision(
  knex: Knex,
  versionId: string,
  outcome: { status: 'done' | 'skipped'; note: string | null },
): Promise<void> {
  await knex('artifact_policy_decisions')
    .where({ artifact_version_id: versionId, status: 'pending' })
    .update({ ...outcome, attempts: knex.raw('attempts + 1') });
}

/** Puts a decision off that could not be carried out for reasons that pass. */
export async function putOffPolicyDecision(
  knex: Knex,
  versionId: string,
  later: { note: string; until: Timestamp },
): Promise<void> {
  await knex('artifact_policy_decisions')
    .where({ artifact_version_id: versionId, status: 'pending' })
    .update({
      note: later.note,
      next_attempt_at: writeTimestamp(later.until),
      attempts: knex.raw('attempts + 1'),
    });
}

/** Versions whose automatic decision is due, the longest waiting first, at most `limit`. */
export async function duePolicyDecisions(knex: Knex, now: Timestamp, limit: number): Promise<string[]> {
  const rows: { artifact_version_id: string }[] = await knex('artifact_policy_decisions')
    .select('artifact_version_id')
    .where({ status: 'pending' })
    .andWhere('next_attempt_at', '<=', writeTimestamp(now))
    .orderBy('next_attempt_at')
    .limit(limit);
  return rows.map(({ artifact_version_id }) => artifact_version_id);
}

/** The highest version number of a line. */
export async function newestNumber(
  knex: Knex,
  line: { project_id: Key; schema_key: string },
): Promise<number> {
  const row: { newest?: unknown } | undefined = await knex('artifact_versions')
    .where({ project_id: line.project_id, schema_key: line.schema_key })
    .max({ newest: 'version_number' })
    .first();
  return Number(row?.newest ?? 0);
}
