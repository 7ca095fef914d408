import { createHmac, timingSafeEqual } from 'node:crypto';

/** How old or how far ahead a signature may be, in seconds: what is older may be a replay. */
const WINDOW_SECONDS = 300;

/** What is wrong with a signature; null when nothing is. */
export type SignatureFault = 'missing' | 'malformed' | 'expired' | 'wrong' | null;

/**
 * Checks `X-Artifacts-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<raw body>">`.
 *
 * @param body the bytes as they arrived: parsed and written again they may differ
 * @param now  unix seconds
 */
export function faultOfSignature(signed: {
  header: unknown;
  body: Uint8Array;
  secret: string;
  now: number;
}): SignatureFault {
  const { header, body, secret, now } = signed;
  if (typeof header !== 'string' || header === '') return 'missing';
  const [, t, given] = /^t=(\d{1,15}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (t === undefined || given === undefined) return 'malformed';
  const expected = createHmac('sha256', secret).update(`${t}.`).update(body).digest();
  // Before the time: whoever does not know the secret learns nothing about our clock.
  if (!timingSafeEqual(expected, Buffer.from(given, 'hex'))) return 'wrong';
  return Math.abs(now - Number(t)) > WINDOW_SECONDS ? 'expired' : null;
}
