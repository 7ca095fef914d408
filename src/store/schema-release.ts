import type { Knex } from 'knex';
import { newestMigration } from '../domain/schema-release.js';

/** The number of the newest of our migrations that ran on this database; 0 if none did. */
export async function newestMigrationRun(knex: Knex): Promise<number> {
  const rows: { version: string }[] = await knex('directus_migrations')
    .select('version')
    .where('version', 'like', 'artifacts%');
  return newestMigration(rows.map(({ version }) => version));
}
