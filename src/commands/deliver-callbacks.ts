import { judgeReply } from '../domain/callback-reply.js';
import { addMilliseconds, nextAttemptAt } from '../domain/callback-schedule.js';
import type { Timestamp } from '../domain/words.js';
import type { Host } from '../directus/host.js';
import { postCallback } from '../directus/post-callback.js';
import {
  claimCallbacks,
  type ClaimedCallback,
  markDelivered,
  markFailed,
} from '../store/callback-deliveries.js';
import { assertCallbackAllowed } from './callback-origin.js';
import { inTransaction } from './transaction.js';

/**
 * How long a claimed call is ours: longer than an attempt may take. It has to run out before another server takes
 * up what a killed one left behind.
 */
const LEASE_MS = 30_000;

/** How much of what went wrong is kept. */
const MOST_CHARACTERS = 500;

/** Takes up to `limit` calls that are due. Their claim is committed before any of them is made. */
export async function claimDueCallbacks(host: Host, limit: number): Promise<ClaimedCallback[]> {
  if (limit <= 0) return [];
  const now = new Date().toISOString();
  const leaseUntil = addMilliseconds(now, LEASE_MS);
  return inTransaction(host.database, (trx) => claimCallbacks(trx, { now, leaseUntil, limit }));
}

/**
 * Makes a claimed call and notes what came of it. Holds no connection to the database during the call: SQLite has
 * only one, and everybody else would wait for the receiver.
 */
export async function deliverCallback(host: Host, call: ClaimedCallback): Promise<void> {
  const refusal = refusalOf(host, call);
  if (refusal !== null) return noteFailure(host, call, { status: null, error: refusal }, null);
  const secret = host.settings.callbackSecret;
  const reply = await postCallback({ url: call.url, body: call.body, key: call.id, secret });
  const now = new Date().toISOString();
  const retry = { now, baseMs: host.settings.callbackRetryMs, chance: Math.random() };
  if ('error' in reply) {
    return noteFailure(host, call, { status: null, error: reply.error }, nextAttemptAt(call, retry));
  }
  const { status } = reply;
  const verdict = judgeReply(reply);
  if (verdict === 'delivered') return markDelivered(host.database, call.id, { status, at: now });
  const failure = { status, error: storable(reply.text) };
  return noteFailure(host, call, failure, verdict === 'gone' ? null : nextAttemptAt(call, retry));
}

/** Why a call must not be made after all; null if it may. */
function refusalOf(host: Host, call: ClaimedCallback): string | null {
  try {
    // Once more: the operator may have taken the origin off the list since the version was recorded.
    assertCallbackAllowed(call.url, host.settings);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'not allowed';
  }
}

/** @param again when to try again, or null to give the call up, which the operator should hear of */
async function noteFailure(
  host: Host,
  call: ClaimedCallback,
  failure: { status: number | null; error: string },
  again: Timestamp | null,
): Promise<void> {
  const ours = await markFailed(host.database, call, { ...failure, nextAttemptAt: again });
  if (!ours || again !== null) return;
  // Only the host: whoever reads an n8n resume URL with its query can resume that execution.
  const receiver = URL.canParse(call.url) ? new URL(call.url).host : 'an invalid address';
  const outcome = failure.status === null ? failure.error : `HTTP ${failure.status}`;
  host.logger.warn(
    `artifacts: gave up the callback of version ${call.artifact_version_id} to ${receiver}: ${outcome}`,
  );
}

/** PostgreSQL stores no U+0000. */
function storable(text: string): string {
  return text.replaceAll('\0', '').slice(0, MOST_CHARACTERS);
}
