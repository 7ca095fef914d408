/** How old or how far ahead a signature may be, in seconds: clocks differ, and calls take their time. */
export const REPLAY_WINDOW_SECONDS = 300;

export interface SignedWebhook {
  /** The body as it arrived, before anything parsed it: JSON that was written anew has other bytes. */
  body: string | Uint8Array<ArrayBuffer>;
  /** Value of the header `X-Artifacts-Signature`. */
  signature: string | null | undefined;
  /** The instance's callback secret, or the one of the subscription. */
  secret: string;
  /** Milliseconds since 1970; now, unless told otherwise. */
  now?: number;
}

/**
 * Whether a call comes from who knows the secret, is as it was sent, and was signed within the last five minutes.
 * Compares in constant time, through WebCrypto: it runs in Node, in browsers and at the edge.
 *
 * A signature is good for five minutes. To refuse the same call twice within them, keep its `Idempotency-Key` as long.
 */
export async function verifyWebhook(call: SignedWebhook): Promise<boolean> {
  const parts = parse(call.signature ?? '');
  if (parts === null) return false;
  const seconds = Math.floor((call.now ?? Date.now()) / 1000);
  if (Math.abs(seconds - Number(parts.time)) > REPLAY_WINDOW_SECONDS) return false;
  const key = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(call.secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  return crypto.subtle.verify('HMAC', key, parts.digest, signedBytes(parts.time, call.body));
}

function signedBytes(time: string, body: SignedWebhook['body']): Uint8Array<ArrayBuffer> {
  const start = new TextEncoder().encode(`${time}.`);
  const rest = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const bytes = new Uint8Array(start.length + rest.length);
  bytes.set(start);
  bytes.set(rest, start.length);
  return bytes;
}

/** Other parts may follow one day; these two must be there, once each. */
function parse(signature: string): { time: string; digest: Uint8Array<ArrayBuffer> } | null {
  const parts = signature.split(',').map((part) => part.trim());
  const [time, ...times] = parts.flatMap((part) => /^t=(\d{1,12})$/.exec(part)?.[1] ?? []);
  const [digest, ...digests] = parts.flatMap((part) => /^v1=([0-9a-f]{64})$/.exec(part)?.[1] ?? []);
  if (time === undefined || digest === undefined || times.length + digests.length > 0) return null;
  return { time, digest: Uint8Array.from(digest.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)) };
}
