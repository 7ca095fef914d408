import { assertStorableJson } from '../domain/canonical-json.js';
import type { Json } from '../domain/words.js';

/**
 * Reads a JSON field as Directus' routes take it: text is JSON text where it parses, as Directus stores it
 * verbatim; any other text is a JSON string, which Directus alone would send to the database unquoted.
 *
 * @throws InvalidPayload for JSON that cannot be stored
 */
export function readJsonField(payload: Record<string, unknown>, field: string): Json {
  const given = payload[field] ?? null;
  const value: unknown = typeof given === 'string' ? parseOrKeep(given) : given;
  assertStorableJson(value, field);
  return value;
}

/** A JSON value such that Directus stores it unchanged: it encodes objects and arrays, but not scalars. */
export function writeJsonField(value: Json): Json {
  return value === null || typeof value === 'object' ? value : JSON.stringify(value);
}

function parseOrKeep(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
