import type { EventContext } from '@directus/types';
import type { Knex } from 'knex';
import { isTransaction } from '../commands/transaction.js';
import type { Key } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';

/** The fields a client sent. */
export type Payload = Record<string, unknown>;

/** On whose behalf an event was raised. */
export async function callerOf(host: Host, event: EventContext): Promise<Caller> {
  return { accountability: event.accountability, schema: event.schema ?? (await host.getSchema()) };
}

/**
 * The transaction a create filter runs in.
 *
 * @throws Error if there is none: what the filter locks would be released before the row is inserted
 */
export function transactionOf(event: EventContext): Knex.Transaction {
  if (!isTransaction(event.database))
    throw new Error('A create filter runs in the transaction of its insert');
  return event.database;
}

/** Keys of the rows an update is about. */
export function keysOf<K extends Key>(meta: Record<string, unknown>): K[] {
  return meta['keys'] as K[];
}
