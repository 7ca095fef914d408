import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { callbackBody } from '../domain/callback-body.js';
import { expiryOf } from '../domain/callback-schedule.js';
import { DECISION_ACTIONS, type Version } from '../domain/words.js';
import { type CallbackRow, insertCallbacks, listenersOf } from '../store/callbacks.js';
import { readClock } from '../store/dialect.js';
import type { Settled } from './settle-project.js';

const waiting = new Set<() => void>();

/**
 * Calls `listener` whenever this process has committed something to the outbox, so that it is sent right away.
 * Other servers, and a restarted one, find it by looking now and then.
 */
export function onEnqueued(listener: () => void): void {
  waiting.add(listener);
}

/**
 * Writes the outbox rows of decisions, one per decision and address that asked to be called back, in the
 * decision's own transaction: the call can then be late, but never lost and never made for a decision that was
 * rolled back.
 *
 * @param versions the versions decided on, as they are now
 */
export async function enqueueCallbacks(
  trx: Knex.Transaction,
  versions: Version[],
  settled: Settled[],
): Promise<void> {
  const byId = new Map(versions.map((version) => [version.id, version]));
  const listeners = await listenersOf(trx, [...byId.keys()]);
  const rows = settled.flatMap(({ entries, contextVersion }) =>
    entries.flatMap((entry) => {
      const version = byId.get(entry.artifact_version_id);
      if (version === undefined || !isDecision(entry.action)) return [];
      const own = version.callback_url === null ? [] : [version.callback_url];
      const body = callbackBody(version, entry, contextVersion);
      return [...new Set([...own, ...(listeners.get(version.id) ?? [])])].map((url) =>
        callbackRow({ versionId: version.id, sequence: entry.sequence, url, body }),
      );
    }),
  );
  await enqueue(trx, rows);
}

/** Puts calls into the outbox, due now, and has them sent once the transaction is committed. */
export async function enqueue(trx: Knex.Transaction, rows: Call[]): Promise<void> {
  if (rows.length === 0) return;
  const at = await readClock(trx);
  await insertCallbacks(
    trx,
    rows.map((row) => ({ ...row, at, expiresAt: expiryOf(at) })),
  );
  trx.executionPromise.then(
    () => waiting.forEach((listener) => listener()),
    () => undefined, // rolled back, and the rows with it
  );
}

type Call = Omit<CallbackRow, 'at' | 'expiresAt'>;

/** A call as {@link enqueue} takes it. */
export function callbackRow(call: {
  versionId: string;
  sequence: number;
  url: string;
  body: string;
  /** The subscription that it is for, if it is for one. */
  subscriptionId?: string;
}): Call {
  const { versionId, subscriptionId = null, ...row } = call;
  return {
    ...row,
    id: randomUUID(),
    artifact_version_id: versionId,
    subscription_id: subscriptionId,
  };
}

function isDecision(action: string): boolean {
  return DECISION_ACTIONS.some((decision) => decision === action);
}
