import type { Knex } from 'knex';
import { Forbidden } from '../errors/index.js';
import { isForbidden } from '../errors/is-forbidden.js';
import type { Caller, Host } from './host.js';
import { itemsAs, QUIETLY } from './items.js';

/**
 * Refuses a caller without the right to create items of a collection, where nothing is created through Directus.
 *
 * Directus offers extensions no such question. So this creates an empty item in a savepoint that is always
 * rolled back: Directus checks the permission first, and whatever it finds wrong after that does not matter.
 *
 * @throws Forbidden
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
  if (isForbidden(outcome)) {
    throw new Forbidden({ reason: `You may not create items in "${collection}"` });
  }
}
