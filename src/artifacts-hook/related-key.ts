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
 * Refuses lists of rows to link that Directus does not understand: it looks their keys up before anything of ours is
 * asked, and an error of the database there would be answered with 500.
 *
 * @param field a list of rows, as Directus takes it: keys and new rows, or `{create, update, delete}`
 * @throws InvalidPayload naming the field, for a key that is no uuid, and for an update or a delete without any
 */
export function assertLinkKeys(payload: Record<string, unknown>, field: string): void {
  const given = payload[field] ?? [];
  const [added, known] = Array.isArray(given)
    ? [given as unknown[], []]
    : [listIn(given, 'create'), [...listIn(given, 'update'), ...listIn(given, 'delete')]];
  if (added.every(isNewOrKnown) && known.every((row) => isUuid(linkKey(row)))) return;
  throw new InvalidPayload({ field, reason: `"${field}" must list new rows, or the uuids of existing ones` });
}

/** What is no list Directus refuses by itself. */
function listIn(given: unknown, change: 'create' | 'update' | 'delete'): unknown[] {
  const lists = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
  const list = lists[change];
  return Array.isArray(list) ? (list as unknown[]) : [];
}

function isNewOrKnown(row: unknown): boolean {
  const key = linkKey(row);
  return isUuid(key) || (typeof row === 'object' && row !== null && (key === null || key === undefined));
}

function linkKey(row: unknown): unknown {
  return typeof row === 'object' && row !== null ? (row as Record<string, unknown>)['id'] : row;
}

/** Whether it is the text of a uuid, in any case. */
export function isUuid(key: unknown): key is string {
  return typeof key === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(key);
}
