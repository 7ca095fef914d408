import { randomUUID } from 'node:crypto';
import { judgeReply } from '../domain/callback-reply.js';
import type { Json } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { assertMayCreate } from '../directus/may-create.js';
import { postCallback } from '../directus/post-callback.js';
import { type Answer, keepAnswer, leavingWith, type OnceRequest, replayIfAnswered } from './answer-once.js';
import { assertCallbackAllowed } from './callback-origin.js';
import { inTransaction } from './transaction.js';

/** How a receiver took a test. What it answered is not repeated: that is between it and this server. */
export interface CallbackTest {
  delivered: boolean;
  /** Null when there was no answer. */
  status: number | null;
  duration_ms: number;
  error: string | null;
}

/**
 * Sends one signed call to an address now, so that whoever sets up a receiver need not wait for a decision.
 *
 * Holds no transaction during the call: SQLite has one connection, and everybody would wait for the receiver. Two
 * requests at once with the same Idempotency-Key may therefore both call.
 *
 * @throws Forbidden without the right to create versions, with which one can register callbacks
 * @throws InvalidPayload for an address that this server must not call
 */
export async function testCallback(args: {
  host: Host;
  caller: Caller;
  once: OnceRequest | null;
  url: string;
  respond: (result: CallbackTest) => Json;
}): Promise<Answer> {
  const { host, caller, once, url, respond } = args;
  return leavingWith(async () => {
    await inTransaction(host.database, async (trx) => {
      await assertMayCreate(host, caller, 'artifact_versions', trx);
      if (once !== null) await replayIfAnswered(host, trx, once);
    });
    assertCallbackAllowed(url, host.settings, 'url');
    const body = respond(await call(host, url));
    const answer = { status: 200, body };
    if (once !== null) await inTransaction(host.database, (trx) => keepAnswer(trx, once, answer));
    return { ...answer, announcements: [], replayed: false };
  });
}

async function call(host: Host, url: string): Promise<CallbackTest> {
  const started = performance.now();
  const reply = await postCallback({
    url,
    body: JSON.stringify({ test: true, sent_at: new Date().toISOString() }),
    key: randomUUID(),
    secret: host.settings.callbackSecret,
  });
  const duration_ms = Math.round(performance.now() - started);
  if ('error' in reply) return { delivered: false, status: null, duration_ms, error: reply.error };
  const delivered = judgeReply(reply) === 'delivered';
  return {
    delivered,
    status: reply.status,
    duration_ms,
    error: delivered ? null : `HTTP ${reply.status}`,
  };
}
