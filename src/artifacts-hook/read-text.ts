import { assertStorableText } from '../domain/canonical-json.js';
import { InvalidPayload } from '../errors/index.js';

/**
 * An optional text field, stored as it is.
 *
 * @returns null when the field is absent or empty
 * @throws InvalidPayload for what is no text, or cannot be stored by both databases
 */
export function readText(payload: Record<string, unknown>, field: string): string | null {
  const value = payload[field] ?? null;
  if (value === null) return null;
  if (typeof value !== 'string') throw new InvalidPayload({ field, reason: `"${field}" must be text` });
  assertStorableText(value, field);
  return value;
}
