import type { Knex } from 'knex';
import { afterAll, beforeAll } from 'vitest';
import { connectTo, copyDatabase, removeDatabase } from '../../helpers/database.js';
import type { Database } from '../../helpers/database.js';
import { testBed, vendorBed } from '../../helpers/test-bed.js';
import type { Vendor } from '../../helpers/vendors.js';

/** A migrated database for the tests of one `describe`, without a Directus on it. */
export interface OwnDatabase {
  /** The connection that raw SQL goes through. */
  knex(): Knex;
  /** Another connection to it, closed at the end. */
  anotherConnection(): Knex;
}

/** Gives the surrounding `describe` a database of its own. */
export function ownDatabase(vendor: Vendor): OwnDatabase {
  let database: Database;
  const connections: Knex[] = [];
  const connect = () => {
    const connection = connectTo(database);
    connections.push(connection);
    return connection;
  };
  beforeAll(async () => {
    database = await copyDatabase(testBed(), vendorBed(vendor).template);
    connect();
  });
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.destroy()));
    await removeDatabase(database);
  });
  return {
    knex: () => connections[0] ?? connect(),
    anotherConnection: connect,
  };
}
