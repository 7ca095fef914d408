import type { Knex } from 'knex';
import { elevated } from './elevated.js';
import type { Caller, Host } from './host.js';
import { itemsAs } from './items.js';

/**
 * Whether there is nothing of a collection that the caller may not read, at this moment. Directus offers extensions
 * no such question, so this counts twice: as the caller, and as somebody who sees everything.
 *
 * @param filter looks at part of the collection only; must not come from a client
 * @throws Directus' FORBIDDEN when the caller may read nothing of it
 */
export async function readsAll(
  host: Host,
  caller: Caller,
  collection: string,
  knex: Knex,
  filter: object = {},
): Promise<boolean> {
  if (caller.accountability === null || caller.accountability.admin) return true;
  const query = { aggregate: { count: ['*'] }, filter };
  const seen = await itemsAs(host, caller, collection, knex).readByQuery(query);
  const all = await itemsAs(host, elevated(caller), collection, knex).readByQuery(query);
  return JSON.stringify(seen) === JSON.stringify(all);
}
