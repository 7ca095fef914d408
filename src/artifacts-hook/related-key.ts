import type { Key } from '../domain/words.js';
import { InvalidPayload } from '../errors/index.js';

/**
 * The key a relational field names. Directus takes a plain key, or an object with the related item's key when
 * that item is edited in the same request.
 *
 * @returns null when the field is absent or empty
 * @throws InvalidPayload when the related item would have to be created first: nothing could be numbered,
 *   hashed or locked before it exists
 */
export function relatedKey(payload: Record<string, unknown>, field: string): Key | null {
  const value = payload[field];
  if (value === null || value === undefined || value === '') return null;
  const key: unknown = typeof value === 'object' && 'id' in value ? value.id : value;
  if (typeof key === 'string' || typeof key === 'number') return key;
  throw new InvalidPayload({ field, reason: `"${field}" must be the key of an existing item` });
}

/**
 * {@link relatedKey} where the related key is always a uuid in text.
 *
 * @throws InvalidPayload for any other text, which PostgreSQL would refuse to compare with a uuid
 */
export function relatedId(payload: Record<string, unknown>, field: string): string | null {
  const key = relatedKey(payload, field);
  if (key === null || isUuid(key)) return key;
  throw new InvalidPayload({ field, reason: `"${field}" must be the uuid of an existing item` });
}

/**
 * Refuses keys of rows to link that are no uuids: Directus looks them up before anything of ours is asked, and
 * PostgreSQL's error would be answered with 500.
 *
 * @param field a list of rows, as Directus takes it: keys and new rows, or `{create, update, delete}`
 * @throws InvalidPayload naming the field
 */
export function assertLinkKeys(payload: Record<string, unknown>, field: string): void {
  const given = payload[field] ?? [];
  const lists: unknown[] = Array.isArray(given) ? [given] : Object.values(given);
  const keys = lists.flat().map((row) => {
    const key: unknown = typeof row === 'object' && row !== null && 'id' in row ? row.id : row;
    return typeof key === 'object' ? null : key;
  });
  if (keys.every((key) => key === null || key === undefined || isUuid(key))) return;
  throw new InvalidPayload({ field, reason: `"${field}" must list new rows, or the uuids of existing ones` });
}

function isUuid(key: unknown): key is string {
  return typeof key === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key);
}
