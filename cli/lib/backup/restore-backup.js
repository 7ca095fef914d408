import { resolve } from 'node:path';
import { verifyArchive } from '../../../archive-format/read-archive.js';
import { databaseOf, settingsOf, storageOf } from '../directus-api.js';
import { ownMigrations } from '../migrations.js';
import { Problem, reasonOf } from '../problem.js';
import { aboutOf } from './about.js';
import { explainRefusal } from './disk-refusal.js';
import { fileOfPart } from './part-names.js';
import { fileWriter, requireRoom } from './put-files.js';
import { digestOfParts } from './read-parts.js';
import { requireEmptyPostgres, restorePostgres } from './restore-postgres.js';
import { requireEmptySqlite, restoreSqlite } from './restore-sqlite.js';

/**
 * @import { About } from './about.js'
 * @import { Verified } from './restore-postgres.js'
 */

/**
 * @typedef {{ about: About, digest: string, target: string }} Looked target: for people
 */

const VENDORS = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

/**
 * Verifies a whole archive, and makes sure that an instance can take it. Changes nothing.
 *
 * @param {{ api: string, path: string, directus: string }} request directus: its version there
 * @param {(where: string) => void} at
 * @returns {Promise<Looked>}
 * @throws {Problem} when it cannot be restored there
 * @throws {import('../../../archive-format/archive-damaged.js').ArchiveDamaged} naming the part
 */
export async function lookAtBackup({ api, path, directus }, at) {
  const manifest = await verifyArchive(path, {
    at: (bytes, of) => at(`${Math.floor((100 * bytes) / of)} % of ${of} bytes`),
  });
  const about = aboutOf(manifest);
  const file = await databaseFile(api);
  const vendor = file === null ? 'postgres' : 'sqlite';
  if (about.vendor !== vendor)
    throw new Problem(
      `The backup is of ${VENDORS[about.vendor]}, and this instance is on ${VENDORS[vendor]}. Restore it on its own kind; "directus-artifacts to-postgres" moves to PostgreSQL then. Nothing was changed.`,
    );
  if (about.directus !== directus)
    throw new Problem(
      `The backup is of Directus ${about.directus}, and this one is ${directus}. Install that version, restore, and upgrade then. Nothing was changed.`,
    );
  await requireSameMigrations(about);
  if (file === null) await requireEmptyPostgres(await databaseOf(api));
  else await requireEmptySqlite(api, file);
  const files = manifest.parts.flatMap(({ name, sha256 }) => {
    const stored = fileOfPart(name);
    return stored === null ? [] : [{ file: stored, sha256 }];
  });
  await requireRoom(await storageOf(api), files);
  return { about, digest: digestOfParts(manifest.parts), target: file ?? 'the PostgreSQL database' };
}

/**
 * Restores an archive that {@link lookAtBackup} has found good. All of it, or nothing.
 *
 * @param {{ api: string, archive: Verified }} request
 * @param {(where: string) => void} at
 * @throws {Problem} when the database or the storage does not take it
 */
export async function restoreBackup({ api, archive }, at) {
  const file = await databaseFile(api);
  const files = fileWriter(await storageOf(api));
  try {
    if (file === null) await restorePostgres(await databaseOf(api), archive, files, at);
    else await restoreSqlite({ api, file }, archive, files, at);
  } catch (error) {
    const left = await files.undo();
    const state =
      left.length === 0
        ? 'Nothing was restored.'
        : `The database is empty as before; remove from the storage: ${left.join(', ')}.`;
    if (left.length > 0) throw new Problem(`${reasonOf(error)} ${state}`, { cause: error });
    throw explainRefusal(error, 'What is restored', state);
  }
}

/**
 * @param {string} api
 * @returns {Promise<string | null>} the SQLite file; null: on PostgreSQL
 * @throws {Problem} on any other vendor
 */
async function databaseFile(api) {
  const settings = await settingsOf(api);
  const client = settings['DB_CLIENT'];
  if (client === 'pg') return null;
  if (client === 'sqlite3') return resolve(String(settings['DB_FILENAME']));
  const found = typeof client === 'string' ? `is "${client}".` : 'is not set. Is the .env there?';
  throw new Problem(
    `The artifact registry works on SQLite and PostgreSQL; DB_CLIENT ${found} Nothing was changed.`,
  );
}

/** @param {About} about */
async function requireSameMigrations({ migrations, bundle }) {
  const ours = (await ownMigrations()).map((name) => name.split('-')[0] ?? '');
  const theirs = migrations.filter((version) => /^artifacts\d+$/.test(version));
  if (ours.join() === theirs.sort().join()) return;
  throw new Problem(
    `The backup was made with release ${bundle} of directus-extension-artifacts, whose migrations differ from this one's. Install that release, restore, and upgrade then. Nothing was changed.`,
  );
}
