import { judgeReply, judgeSubscriber } from '../domain/callback-reply.js';
import { addMilliseconds, farthestAttempt, nextAttemptAt } from '../domain/callback-schedule.js';
import type { CallsUnderWay } from '../domain/calls-under-way.js';
import { subscriptionSecret } from '../domain/webhook-secrets.js';
import type { Timestamp } from '../domain/words.js';
import type { Host } from '../directus/host.js';
import { postCallback } from '../directus/post-callback.js';
import {
  claimCallbacks,
  type ClaimedCallback,
  markDelivered,
  markFailed,
} from '../store/callback-deliveries.js';
import { readClock } from '../store/dialect.js';
import { deleteSubscription, isSubscriptionActive } from '../store/subscriptions.js';
import { assertCallbackAllowed } from './callback-origin.js';
import { inTransaction } from './transaction.js';

export type { ClaimedCallback } from '../store/callback-deliveries.js';

/**
 * How long a claimed call is ours: longer than an attempt may take. It has to run out before another server takes
 * up what a killed one left behind.
 */
const LEASE_MS = 30_000;

/** How much of what went wrong is kept. */
const MOST_CHARACTERS = 500;

/** Takes up calls that are due and that there is room for. Their claim is committed before any of them is made. */
export async function claimDueCallbacks(host: Host, underWay: CallsUnderWay): Promise<ClaimedCallback[]> {
  if (underWay.room <= 0) return [];
  return inTransaction(host.database, async (trx) => {
    const now = await readClock(trx);
    const leaseUntil = addMilliseconds(now, LEASE_MS);
    const farthest = farthestAttempt(now);
    // The transaction may run twice, and what the first run would have taken must not count.
    const trial = underWay.copy();
    const { room: limit, busy } = trial;
    return claimCallbacks(trx, { now, farthest, leaseUntil, limit, busy, take: (url) => trial.begin(url) });
  });
}

/**
 * Makes a claimed call and notes what came of it. Holds no connection to the database during the call: SQLite has
 * only one, and everybody else would wait for the receiver.
 */
export async function deliverCallback(host: Host, call: ClaimedCallback): Promise<void> {
  const refusal = await refusalOf(host, call);
  if (refusal !== null) return noteFailure(host, call, { status: null, error: refusal }, null);
  const reply = await postCallback({
    url: call.url,
    body: call.body,
    key: call.id,
    secret: secretOf(host, call),
  });
  const now = await readClock(host.database);
  const retry = { now, baseMs: host.settings.callbackRetryMs, chance: Math.random() };
  if ('error' in reply) {
    return noteFailure(host, call, { status: null, error: reply.error }, nextAttemptAt(call, retry));
  }
  const { status } = reply;
  const verdict = call.subscription_id === null ? judgeReply(reply) : judgeSubscriber(reply);
  if (verdict === 'delivered') return markDelivered(host.database, call.id, { status, at: now });
  const failure = { status, error: storable(reply.text) };
  await noteFailure(host, call, failure, verdict === 'gone' ? null : nextAttemptAt(call, retry));
  if (verdict === 'gone' && call.subscription_id !== null) await endSubscription(host, call.subscription_id);
}

/** A receiver that is gone for good says so once, and not again at every decision. */
async function endSubscription(host: Host, id: string): Promise<void> {
  await inTransaction(host.database, (trx) => deleteSubscription(trx, id));
  host.logger.info(`artifacts: ended the subscription ${id}: its receiver answered that it is gone`);
}

function secretOf({ settings }: Host, { subscription_id }: ClaimedCallback): string {
  const { callbackSecret } = settings;
  return subscription_id === null ? callbackSecret : subscriptionSecret(callbackSecret, subscription_id);
}

/** Why a call must not be made after all; null if it may. */
async function refusalOf(host: Host, call: ClaimedCallback): Promise<string | null> {
  const { subscription_id } = call;
  if (subscription_id !== null && !(await isSubscriptionActive(host.database, subscription_id))) {
    return 'the subscription has ended, or its user is not active';
  }
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
