import type { SchemaOverview } from '@directus/types';
import { InvalidPayload } from '../errors/index.js';
import { isUuid } from './related-key.js';

const LARGEST_INTEGER = 2 ** 31 - 1;

/** Of a type of key, what can be one; any other type takes any text. */
const POSSIBLE: Record<string, (key: unknown) => boolean> = {
  uuid: isUuid,
  integer: (key) => isWhole(key) && Math.abs(Number(key)) <= LARGEST_INTEGER,
  bigInteger: (key) => isWhole(key) && Number.isSafeInteger(Number(key)),
};

/**
 * Refuses a related row, given as an object, whose key its table cannot have: Directus looks that row up before anything
 * of ours is asked about it, and PostgreSQL's refusal to compare would come out of GraphQL as a failure of the server.
 *
 * @throws InvalidPayload naming the field
 */
export function assertNestedKeys(
  { collections, relations }: SchemaOverview,
  collection: string,
  payload: Record<string, unknown>,
): void {
  for (const { collection: owner, field, related_collection: related } of relations) {
    const row = payload[field];
    if (owner !== collection || related === null || typeof row !== 'object' || row === null) continue;
    const { primary = 'id', fields = {} } = collections[related] ?? {};
    const key: unknown = Reflect.get(row, primary);
    const isPossible = POSSIBLE[fields[primary]?.type ?? ''];
    if (key === undefined || key === null || isPossible === undefined || isPossible(key)) continue;
    throw new InvalidPayload({ field, reason: `"${field}.${primary}" must be the key of an existing item` });
  }
}

function isWhole(key: unknown): boolean {
  return typeof key === 'number' ? Number.isInteger(key) : typeof key === 'string' && /^-?\d+$/.test(key);
}
