import type { Knex } from 'knex';
import { isForbidden } from '../errors/is-forbidden.js';
import type { Caller, Host } from './host.js';
import { itemsAs, QUIETLY } from './items.js';

/**
 * Refuses a caller without the right to create items of a collection, where nothing is created through Directus.
 *
 * Directus offers extensions no such question. So this creates an empty item in a savepoint that is always
 * rolled back: Directus checks the permission first, and whatever it finds wrong after that does not matter.
 *
 * @throws Directus' FORBIDDEN
 */
export async function assertMayCreate(
  host: Host,
  caller: Caller,
  collection: string,
  trx: Knex.Transaction,
): Promise<void> {
  if (caller.accountability === null || caller.accountability.admin) return;
  const outcome: unknown = await trx
    .transaction(async (savepoint) => {
      await itemsAs(host, caller, collection, savepoint).createOne({}, QUIETLY);
      throw new Error('Nothing is created');
    })
    .catch((error: unknown) => error);
  // In Directus' own words: others would tell that something was found out before the right was asked for.
  if (isForbidden(outcome)) throw outcome;
}
