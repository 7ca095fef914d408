import type { Knex } from 'knex';
import type { Key } from '../domain/words.js';
import type { Caller, Host } from './host.js';
import { itemsAs, QUIETLY } from './items.js';

/**
 * Refuses a caller without the right to update these items, in Directus' own words. Update filters run before
 * Directus checks that: without this they would tell a stranger what there is, and in which state.
 *
 * Directus offers extensions no such question. So this updates nothing, in a transaction that is rolled back: an
 * update without any field still writes those that keep when and by whom a row was last changed.
 *
 * @throws Directus' FORBIDDEN, the same for items that are not there
 */
export async function assertMayUpdate(
  host: Host,
  caller: Caller,
  collection: string,
  keys: Key[],
  knex: Knex,
): Promise<void> {
  if (caller.accountability === null || caller.accountability.admin) return;
  const answered = new Error('The caller may update these items');
  await knex
    .transaction(async (trial) => {
      await itemsAs(host, caller, collection, trial).updateMany([...keys], {}, QUIETLY);
      throw answered;
    })
    .catch((error: unknown) => {
      if (error !== answered) throw error;
    });
}
