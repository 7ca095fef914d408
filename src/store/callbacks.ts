import type { Knex } from 'knex';
import chunk from 'lodash/chunk.js';
import { type ApprovalEntry, DECISION_ACTIONS, type Timestamp } from '../domain/words.js';
import { readJson, writeTimestamp } from './dialect.js';

/** SQLite puts at most 500 rows into one insert, and binds at most 32,766 values. */
const ROWS_PER_INSERT = 400;

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
  for (const some of chunk(rows, ROWS_PER_INSERT)) {
    await knex('artifact_callbacks').insert(
      some.map(({ at, ...row }) => outboxRow({ ...row, at, nextAttemptAt: at })),
    );
  }
}

/** An address that wants the calls of a version. */
export interface Listener {
  id: string;
  artifact_version_id: string;
  url: string;
  at: Timestamp;
}

/** Has the decisions on versions reported to these addresses as well. Right only under the project lock. */
export async function addListeners(knex: Knex, listeners: Listener[]): Promise<void> {
  const known = await listenersOf(
    knex,
    listeners.map((listener) => listener.artifact_version_id),
  );
  const fresh: Listener[] = [];
  for (const listener of listeners) {
    const urls = known.get(listener.artifact_version_id) ?? [];
    if (urls.includes(listener.url)) continue;
    known.set(listener.artifact_version_id, [...urls, listener.url]);
    fresh.push(listener);
  }
  for (const some of chunk(fresh, ROWS_PER_INSERT)) {
    await knex('artifact_callbacks').insert(
      some.map((listener) =>
        outboxRow({
          ...listener,
          subscription_id: null,
          sequence: LISTENER,
          body: '',
          expiresAt: NEVER,
          nextAttemptAt: NEVER,
        }),
      ),
    );
  }
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

/** The last decision on each of these versions, as far as a call reports it; none for those nobody decided on. */
export async function lastDecisions(knex: Knex, versionIds: string[]): Promise<Map<string, LastDecision>> {
  if (versionIds.length === 0) return new Map();
  const rows: (LastDecision & { artifact_version_id: string })[] = await knex('artifact_approvals')
    .select('artifact_version_id', 'sequence', 'action', 'reason', 'feedback')
    .whereIn('artifact_version_id', versionIds)
    .whereIn('action', DECISION_ACTIONS)
    .orderBy('sequence');
  return new Map(
    rows.map(({ artifact_version_id, ...row }) => [
      artifact_version_id,
      { ...row, feedback: readJson(knex, row.feedback) },
    ]),
  );
}

type LastDecision = Pick<ApprovalEntry, 'sequence' | 'action' | 'reason' | 'feedback'>;

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
