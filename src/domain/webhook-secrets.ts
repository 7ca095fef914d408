import { createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Names the use, so that what is derived here is of no use anywhere else, and what Directus signs of none here. */
const INFO = 'artifacts-callbacks:v1';
const BYTES = 32;

/** Directus makes up a secret at every start if it is given none, and warns; signatures then hold as long. */
const madeUp = randomBytes(BYTES).toString('hex');

/**
 * The secret that callbacks of this instance are signed with where the operator has set none: HKDF (RFC 5869) with
 * SHA-256 and no salt over Directus' own secret.
 *
 * @param directusSecret null: Directus has none either; then one that ends with this process
 * @returns 64 lower-case hexadecimal digits
 */
export function deriveCallbackSecret(directusSecret: string | null): string {
  if (directusSecret === null) return madeUp;
  return Buffer.from(hkdfSync('sha256', directusSecret, '', INFO, BYTES)).toString('hex');
}

/**
 * The secret of one subscription. Its receiver must not learn the instance's: with that it could sign for all others.
 * Derived, so that it need not be stored.
 *
 * @returns 64 lower-case hexadecimal digits
 */
export function subscriptionSecret(callbackSecret: string, subscriptionId: string): string {
  return createHmac('sha256', callbackSecret).update(`subscription:${subscriptionId}`).digest('hex');
}
