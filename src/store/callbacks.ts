import type { Knex } from 'knex';
import {
  type ApprovalEntry,
  DECISION_ACTIONS,
  type DecisionAction,
  type Json,
  type Timestamp,
} from '../domain/words.js';
import { readJson, writeTimestamp } from './dialect.js';

const ROWS_PER_INSERT = 50; // SQLite binds at most 32,766 values, older builds 999

/**
 * Sequence of a row that is no call but a listener: an address that wants the calls of a version beside the one
 * in its own, sealed, `callback_url`. Entries, and with them calls, count from 1.
 */
export const LISTENER = 0;

/** A listener is never due and never expires. */
export const NEVER: Timestamp = '9999-12-31T00:00:00.000Z';

/** A call to make: one row of the outbox. Its id is the delivery id, the same at every attempt. */
export interface CallbackRow {
  id: string;
  artifact_version_id: string;
  /** Null: the version asked for it, in its `callback_url` or through a listener. */
  subscription_id: string | null;
  /** Number of the approval entry it reports: the order of the calls of one version. */
  sequence: number;
  url: string;
  /** The JSON text to send, fixed when the decision was made. */
  body: string;
  at: Timestamp;
  expiresAt: Timestamp;
}

/** Puts calls into the outbox, due at once. */
export async function insertCallbacks(knex: Knex, rows: CallbackRow[]): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    await knex('artifact_callbacks').insert(
      rows
        .slice(start, start + ROWS_PER_INSERT)
        .map(({ at, ...row }) => outboxRow({ ...row, at, nextAttemptAt: at })),
    );
  }
}

/** Has the decisions on a version reported to this address as well. Right only under the project lock. */
export async function addListener(
  knex: Knex,
  listener: { id: string; artifact_version_id: string; url: string; at: Timestamp },
): Promise<void> {
  const { artifact_version_id, url } = listener;
  const known: { id: string } | undefined = await knex('artifact_callbacks')
    .select('id')
    .where({ artifact_version_id, sequence: LISTENER, url })
    .first();
  if (known !== undefined) return;
  await knex('artifact_callbacks').insert(
    outboxRow({
      ...listener,
      subscription_id: null,
      sequence: LISTENER,
      body: '',
      expiresAt: NEVER,
      nextAttemptAt: NEVER,
    }),
  );
}

/** The addresses that were added to these versions, by version, oldest first. */
export async function listenersOf(knex: Knex, versionIds: string[]): Promise<Map<string, string[]>> {
  const listeners = new Map<string, string[]>();
  if (versionIds.length === 0) return listeners;
  const rows: { artifact_version_id: string; url: string }[] = await knex('artifact_callbacks')
    .select('artifact_version_id', 'url')
    .whereIn('artifact_version_id', versionIds)
    .andWhere({ sequence: LISTENER })
    .orderBy('date_created');
  for (const { artifact_version_id, url } of rows) {
    listeners.set(artifact_version_id, [...(listeners.get(artifact_version_id) ?? []), url]);
  }
  return listeners;
}

/** The last decision on a version, as far as a call reports it; null if nobody decided yet. */
export async function lastDecision(
  knex: Knex,
  versionId: string,
): Promise<Pick<ApprovalEntry, 'sequence' | 'action' | 'reason' | 'feedback'> | null> {
  const row: { sequence: number; action: DecisionAction; reason: string | null; feedback: Json } | undefined =
    await knex('artifact_approvals')
      .select('sequence', 'action', 'reason', 'feedback')
      .where({ artifact_version_id: versionId })
      .whereIn('action', DECISION_ACTIONS)
      .orderBy('sequence', 'desc')
      .first();
  return row === undefined ? null : { ...row, feedback: readJson(knex, row.feedback) };
}

function outboxRow(row: CallbackRow & { nextAttemptAt: Timestamp }): Record<string, unknown> {
  const { at, expiresAt, nextAttemptAt, ...columns } = row;
  return {
    ...columns,
    status: 'pending',
    attempts: 0,
    next_attempt_at: writeTimestamp(nextAttemptAt),
    date_created: writeTimestamp(at),
    expires_at: writeTimestamp(expiresAt),
  };
}
