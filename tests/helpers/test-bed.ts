import { inject } from 'vitest';
import type { Database } from './database.js';
import type { PostgresAddress } from './postgres.js';
import type { Vendor } from './vendors.js';

export interface User {
  id: string;
  token: string;
}

/** Three with a seat (admin, reviewers: all that the free tier allows), two that only use the API. */
export interface People {
  admin: User;
  reviewer: User;
  secondReviewer: User;
  /** Records versions, cannot decide. */
  agent: User;
  /** Reads everything, writes nothing. */
  other: User;
}

/** What the global setup prepares once for all test files; plain data. */
export interface TestBed {
  folder: string;
  postgres: PostgresAddress | null;
  vendors: Partial<Record<Vendor, VendorBed>>;
}

export interface VendorBed {
  /** A migrated database with policies and people in it. Nobody is connected to it: it can be copied. */
  template: Database;
  people: People;
  /** The one server that all test files share; null where each starts its own. */
  shared: SharedServer | null;
}

interface SharedServer {
  url: string;
  database: Database;
  logFile: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    testBed: TestBed;
  }
}

/** The test bed, inside a test file of the `server` project. */
export function testBed(): TestBed {
  return inject('testBed');
}

/** What the test bed has for a vendor. Throws when `ARTIFACTS_TEST_VENDORS` left that one out. */
export function vendorBed(vendor: Vendor): VendorBed {
  const found = testBed().vendors[vendor];
  if (found === undefined) throw new Error(`The tests run without ${vendor}: see ARTIFACTS_TEST_VENDORS.`);
  return found;
}

/** The server of a vendor that all test files share. Throws in a project whose files each start their own. */
export function sharedServer(vendor: Vendor): SharedServer {
  const { shared } = vendorBed(vendor);
  if (shared === null) throw new Error('Here is no server to share: use startInstance.');
  return shared;
}
