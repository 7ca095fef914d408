import { randomUUID } from 'node:crypto';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import knex from 'knex';
import type { Knex } from 'knex';
import { createDatabase, dropDatabase } from './postgres.js';
import type { PostgresAddress } from './postgres.js';
import type { Vendor } from './vendors.js';

/** Where a database is; plain data, so that it can be handed to test workers. */
export type Database =
  { vendor: 'sqlite'; filename: string } | { vendor: 'postgres'; address: PostgresAddress; name: string };

/** Where new databases are put. */
interface Home {
  folder: string;
  postgres: PostgresAddress | null;
}

/** A new database with nothing in it. */
export async function emptyDatabase(home: Home, vendor: Vendor): Promise<Database> {
  const name = `artifacts_${randomUUID().slice(0, 8)}`;
  if (vendor === 'sqlite') return { vendor, filename: join(home.folder, `${name}.db`) };
  if (home.postgres === null) throw new Error('There is no PostgreSQL: see ARTIFACTS_TEST_VENDORS.');
  await createDatabase(home.postgres, name);
  return { vendor, address: home.postgres, name };
}

/** A new database with all that is in another one, to which nobody may be connected. */
export async function copyDatabase(home: Home, from: Database): Promise<Database> {
  const name = `artifacts_${randomUUID().slice(0, 8)}`;
  if (from.vendor === 'postgres') {
    await createDatabase(from.address, name, from.name);
    return { ...from, name };
  }
  const filename = join(home.folder, `${name}.db`);
  await copyFile(from.filename, filename);
  return { vendor: 'sqlite', filename };
}

export async function removeDatabase(database: Database): Promise<void> {
  if (database.vendor === 'postgres') await dropDatabase(database.address, database.name);
  else await rm(database.filename, { force: true });
}

/** The settings with which Directus reaches that database. */
export function databaseEnvironment(database: Database): Record<string, string> {
  if (database.vendor === 'sqlite') return { DB_CLIENT: 'sqlite3', DB_FILENAME: database.filename };
  const { host, port, user, password } = database.address;
  return {
    DB_CLIENT: 'pg',
    DB_HOST: host,
    DB_PORT: String(port),
    DB_USER: user,
    DB_PASSWORD: password,
    DB_DATABASE: database.name,
  };
}

/** A connection of our own beside Directus', for raw SQL and for looking at what was really written. */
export function connectTo(database: Database): Knex {
  if (database.vendor === 'postgres')
    return knex({
      client: 'pg',
      connection: { ...database.address, database: database.name },
      pool: { min: 0, max: 20 },
    });
  return knex({
    client: 'sqlite3',
    connection: { filename: database.filename },
    useNullAsDefault: true,
    pool: { min: 0, max: 1, afterCreate: waitForWriters },
  });
}

type Done = (error: Error | null) => void;

/** Directus writes to the same file: wait for it instead of failing with SQLITE_BUSY. */
function waitForWriters(connection: { exec(sql: string, done: Done): void }, done: Done): void {
  connection.exec('PRAGMA busy_timeout = 20000; PRAGMA foreign_keys = ON;', done);
}
