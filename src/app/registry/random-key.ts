/**
 * A fresh `Idempotency-Key`: 32 hex digits. `crypto.randomUUID` would be shorter to write, but browsers offer it over
 * HTTPS only, and a Studio inside a company's network often has none.
 */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
