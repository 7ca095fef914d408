import type { Knex } from 'knex';
import { migrationName, NEWEST_MIGRATION } from '../domain/schema-release.js';
import { SchemaNewer } from '../errors/index.js';
import { newestMigrationRun } from '../store/schema-release.js';

/** For how long what was seen is believed, in milliseconds: all that a server can write wrongly, it writes in it. */
const BELIEVED_MS = 10_000;

let seen: { newest: number; at: number } | null = null;

/**
 * Refuses to write what a newer release may keep in another way. Servers are updated one after the other, and the
 * first one that is migrates the database of all.
 *
 * Looks at most every ten seconds, by a clock that nobody sets; a process has one database.
 *
 * @throws SchemaNewer when a migration ran that this bundle does not know
 */
export async function assertSchemaKnown(knex: Knex): Promise<void> {
  if (seen === null || performance.now() - seen.at >= BELIEVED_MS) {
    seen = { newest: await newestMigrationRun(knex), at: performance.now() };
  }
  if (seen.newest <= NEWEST_MIGRATION) return;
  throw new SchemaNewer({ migration: migrationName(seen.newest), known: migrationName(NEWEST_MIGRATION) });
}

/** The name of the newest migration if this bundle does not know it, else null. Asks the database. */
export async function newerMigration(knex: Knex): Promise<string | null> {
  const newest = await newestMigrationRun(knex);
  return newest > NEWEST_MIGRATION ? migrationName(newest) : null;
}
