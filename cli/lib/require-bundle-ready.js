import { inspectInstance } from './inspect-instance.js';
import { findInstance } from './instance-folder.js';
import { newerMigrations, ownMigrations, pendingMigrations } from './migrations.js';
import { Problem } from './problem.js';

/**
 * Makes sure that a command of the bundle can run inside an instance, and says where it will, on the error output.
 * @param {string | undefined} directory
 * @returns {Promise<import('./inspect-instance.js').Inspection>}
 * @throws {Problem} when there is no Directus, its database is not usable, migrations are pending, or those of a newer
 *   release ran
 */
export async function requireBundleReady(directory) {
  const instance = findInstance(directory);
  console.error(`On the database of ${instance.folder}, with Directus ${instance.version}`);
  const inspection = await inspectInstance(instance);
  const own = await ownMigrations();
  // Whatever migrations the instance still has of its own are its business; with core ones pending, Directus does
  // not load extensions.
  const pending = pendingMigrations({ ...inspection, custom: own }, own);
  if (pending.length > 0)
    throw new Problem(
      `Migrations are pending: ${pending.map(({ name }) => name).join(', ')}. Run "directus-artifacts migrate" first.`,
    );
  const newer = newerMigrations(inspection, own);
  if (newer.length > 0)
    throw new Problem(
      `A newer release has migrated the database (${newer.join(', ')}). Use the directus-artifacts of that release.`,
    );
  return inspection;
}
