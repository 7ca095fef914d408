import type { CallbackReply } from '../domain/callback-reply.js';
import { signWebhook } from '../domain/sign-webhook.js';

const TIMEOUT_MS = 10_000;
const MOST_BYTES = 4096;

/** Why there was no answer, in a word or two that hold nothing of the address. */
export interface NoReply {
  error: string;
}

/**
 * Makes one call: POSTs JSON text and waits at most 10 s for the answer. Redirects are not followed, because they
 * would lead to addresses that nobody allowed.
 *
 * @param call.key sent as `Idempotency-Key`, so that the receiver can tell a repeated call
 * @param call.secret what this attempt is signed with; each has the time of its own, or the receiver would take a
 *   late one for one that somebody sends again
 */
export async function postCallback(call: {
  url: string;
  body: string;
  key: string;
  secret: string;
}): Promise<CallbackReply | NoReply> {
  try {
    const response = await fetch(call.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': call.key,
        'User-Agent': 'directus-extension-artifacts',
        'X-Artifacts-Signature': signWebhook(call.body, call.secret, Date.now()),
      },
      body: call.body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, text: await readStart(response) };
  } catch (error) {
    return { error: explain(error) };
  }
}

/** The first few kilobytes of an answer. What goes wrong here does not undo the status that came before. */
async function readStart(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body ?? []) {
      const bytes = chunk as Uint8Array;
      chunks.push(bytes);
      size += bytes.byteLength;
      if (size >= MOST_BYTES) break; // leaving the loop cancels the rest
    }
  } catch {
    return '';
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.name;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
