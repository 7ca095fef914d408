import type { Knex } from 'knex';
import type { Key } from '../domain/words.js';
import { Forbidden } from '../errors/index.js';
import { isForbidden } from '../errors/is-forbidden.js';
import type { Caller, Host } from './host.js';
import { itemsAs } from './items.js';

/**
 * The keys among `keys` that the caller may read, as strings.
 *
 * @throws Directus' FORBIDDEN for somebody who may read nothing there
 */
export async function readableKeys(
  host: Host,
  caller: Caller,
  collection: string,
  keys: Key[],
  knex: Knex,
): Promise<Set<string>> {
  const possible = keys.filter((key) => fitsKeyType(caller, collection, key));
  if (possible.length === 0) return new Set();
  const items = itemsAs(host, caller, collection, knex);
  const rows = await items.readByQuery({ filter: { id: { _in: possible } }, fields: ['id'], limit: -1 });
  return new Set(rows.map((row) => String(row['id'])));
}

/**
 * Refuses to go on unless every key exists and the caller may read it.
 *
 * @throws Forbidden for what is missing as for what is unreadable, as Directus does: the answer must not tell
 *   a stranger which of the two it is.
 */
export async function assertReadable(
  host: Host,
  caller: Caller,
  collection: string,
  keys: Key[],
  knex: Knex,
): Promise<void> {
  const wanted = [...new Set(keys.map(String))];
  const readable = await readableKeys(host, caller, collection, keys, knex);
  const missing = wanted.filter((key) => !readable.has(key));
  if (missing.length > 0) {
    throw new Forbidden({
      reason: `You may not read ${missing.join(', ')} in "${collection}", or it does not exist`,
    });
  }
}

/**
 * Whether the caller may read all of these items: then a refusal may tell something about them. To all others it
 * is for Directus to say that they may not, in the same words as for what is not there.
 */
export async function mayRead(
  host: Host,
  caller: Caller,
  collection: string,
  keys: Key[],
  knex: Knex,
): Promise<boolean> {
  // To PostgreSQL a uuid in capitals is the same.
  const wanted = new Set(keys.map((key) => String(key).toLowerCase()));
  return (await readableAmong(host, caller, collection, keys, knex)).size === wanted.size;
}

/** The keys among `keys` that the caller may read, as strings: none for somebody who may read nothing there. */
export async function readableAmong(
  host: Host,
  caller: Caller,
  collection: string,
  keys: Key[],
  knex: Knex,
): Promise<Set<string>> {
  try {
    return await readableKeys(host, caller, collection, keys, knex);
  } catch (error) {
    if (isForbidden(error)) return new Set();
    throw error;
  }
}

/** PostgreSQL answers a key of the wrong type with an error; to the caller it is a key that does not exist. */
function fitsKeyType(caller: Caller, collection: string, key: Key): boolean {
  const type = caller.schema.collections[collection]?.fields['id']?.type;
  if (type === 'uuid') return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(key));
  if (type === 'integer') return /^-?\d{1,9}$/.test(String(key));
  return true;
}
