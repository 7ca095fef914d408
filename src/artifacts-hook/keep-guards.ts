import { installGuards } from '../../migrations/lib/guards.js';
import { newerMigration } from '../commands/assert-schema-known.js';
import type { Host } from '../directus/host.js';

/**
 * Puts back the triggers that a change of fields has dropped: on SQLite the Studio's field editor rebuilds the
 * table, and its triggers are lost without a word.
 */
export async function keepGuards(host: Host): Promise<void> {
  if (!(await host.database.schema.hasTable('artifact_versions'))) {
    host.logger.warn(
      'artifacts: the migrations have not run; set MIGRATIONS_PATH and run "database migrate:latest"',
    );
    return;
  }
  const newer = await newerMigration(host.database);
  if (newer !== null) {
    // Ours would replace those of the newer release, and take back what it has learned.
    host.logger.warn(
      `artifacts: a newer release has migrated the database (${newer}); this one records and decides nothing until it is updated`,
    );
    return;
  }
  if (!(await host.database.schema.hasTable('artifact_inputs'))) {
    // Ours look into it at every change of a version, and would refuse all of them.
    host.logger.warn('artifacts: the database is older than this release; run "database migrate:latest"');
    return;
  }
  const installed = await installGuards(host.database);
  if (installed.length > 0) host.logger.info(`artifacts: installed guards ${installed.join(', ')}`);
}
