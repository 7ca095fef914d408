import type { Knex } from 'knex';
import type { Key } from '../domain/words.js';
import type { Caller, Host } from './host.js';

/** The part of Directus' ItemsService that commands use; results are as Directus returns them. */
export interface Items {
  createOne(data: object, options?: object): Promise<Key>;
  createMany(data: object[], options?: object): Promise<Key[]>;
  updateMany(keys: Key[], data: object, options?: object): Promise<Key[]>;
  readOne(key: Key, query?: object): Promise<Record<string, unknown>>;
  readByQuery(query: object): Promise<Record<string, unknown>[]>;
}

/**
 * Directus' service for a collection, acting as `caller`, so that Directus itself checks the permissions.
 *
 * Inside a transaction `knex` must be that transaction: on SQLite the pool has one connection, and a service
 * on the plain connection would wait for it until it times out.
 */
export function itemsAs(host: Host, caller: Caller, collection: string, knex: Knex): Items {
  return new host.services.ItemsService(collection, {
    knex,
    schema: caller.schema,
    accountability: caller.accountability,
  });
}

/** Write options for a command's own writes: no filters or events a second time, no doubled revision. */
export const QUIETLY = { emitEvents: false, skipTracking: true, bypassLimits: true } as const;
