import { readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import { stopServer } from '../../scripts/lib/directus.js';
import { endCommands } from './commands.js';
import { connectTo, copyDatabase, removeDatabase } from './database.js';
import type { Database } from './database.js';
import { makePlace, startPlace } from './place.js';
import type { Place } from './place.js';
import { sharedServer, testBed, vendorBed } from './test-bed.js';
import type { People } from './test-bed.js';
import type { Vendor } from './vendors.js';

export { oneVendor, vendors } from './vendors.js';
export type { Vendor } from './vendors.js';

/** A running Directus with the bundle in it. */
export interface Instance extends People {
  url: string;
  vendor: Vendor;
  /** A connection of our own to the same database. */
  knex: Knex;
  /** Where that database is, for a second process on it. */
  database: Database;
  /** All that the server has printed. */
  logs(): string;
}

/** An instance that the test started for itself, and ends. */
export interface OwnInstance extends Instance {
  /** Where the server runs: its folder and settings. */
  place: Place;
  /** Ends the server cleanly and removes its database, unless that belongs to another instance. */
  stop(): Promise<void>;
  /** The process of the server, to be limited by a test. */
  pid(): number;
  /** Ends the server at once, in the middle of whatever it does (SIGKILL). */
  kill(): Promise<void>;
  /** Starts the server again on the same database and address, after `kill` or in place of the running one. */
  restart(): Promise<void>;
}

const shared = new Map<Vendor, Instance>();

/**
 * The instance of that vendor that all test files share. They keep out of each other's way by each making
 * projects of their own.
 */
export function sharedInstance(vendor: Vendor): Instance {
  const known = shared.get(vendor);
  if (known) return known;
  const { people } = vendorBed(vendor);
  const { url, database, logFile } = sharedServer(vendor);
  const knex = connectTo(database);
  const instance = { ...people, url, vendor, database, knex, logs: () => readFileSync(logFile, 'utf8') };
  shared.set(vendor, instance);
  return instance;
}

/**
 * Starts a server of its own on a fresh copy of the template database, or on the database of `from`: then it is a
 * second process of the same installation. `template` is one on a PostgreSQL of the test's own.
 */
export async function startInstance(options: {
  vendor: Vendor;
  env?: Record<string, string>;
  from?: OwnInstance;
  template?: { template: Database; people: People };
}): Promise<OwnInstance> {
  const { vendor, env = {}, from } = options;
  const { template, people } = options.template ?? vendorBed(vendor);
  const database = from?.database ?? (await copyDatabase(testBed(), template));
  const uploads = from?.place.env['STORAGE_LOCAL_ROOT'];
  const place = await makePlace(testBed().folder, database, {
    ...(uploads === undefined ? {} : { STORAGE_LOCAL_ROOT: uploads }),
    ...env,
  });
  let log = '';
  const start = () => startPlace(place, (text) => (log += text));
  let server = await start();
  const knex = connectTo(database);
  const kill = async () => {
    server.child.kill('SIGKILL');
    await server.exited;
  };
  return {
    ...(from === undefined ? people : peopleOf(from)),
    url: place.url,
    vendor,
    knex,
    database,
    place,
    logs: () => log,
    pid: () => {
      const { pid } = server.child;
      if (pid === undefined) throw new Error('The server has not started.');
      return pid;
    },
    kill,
    restart: async () => {
      await stopServer(server);
      server = await start();
    },
    stop: async () => {
      await endCommands({ place });
      await stopServer(server);
      await knex.destroy();
      if (!from) await removeDatabase(database);
    },
  };
}

function peopleOf({ admin, reviewer, secondReviewer, agent, other }: People): People {
  return { admin, reviewer, secondReviewer, agent, other };
}
