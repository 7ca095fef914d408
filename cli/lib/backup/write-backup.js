import { rmSync } from 'node:fs';
import { writeArchive } from '../../../archive-format/write-archive.js';
import { openSqlite } from '../database/sqlite-file.js';
import { databaseOf, storageOf } from '../directus-api.js';
import { Problem } from '../problem.js';
import { KIND } from './about.js';
import { addFiles, weighFiles } from './add-files.js';
import { explainRefusal } from './disk-refusal.js';
import { addPostgres, addSqlite, lookAtPostgres, lookAtSqlite } from './take-snapshot.js';

/**
 * @import { About } from './about.js'
 * @import { AddedFiles } from './add-files.js'
 * @import { Snapshot } from './take-snapshot.js'
 */

/**
 * @typedef {object} BackupRequest
 * @property {string} api  folder of Directus' API package
 * @property {string | null} file  the SQLite file; null: on PostgreSQL
 * @property {string} out  absolute
 * @property {boolean} allFiles  also those that no version refers to
 * @property {boolean} acceptMissing  write the backup although bytes of files are missing or others
 * @property {string} directus  version
 * @property {string} bundle  version
 */

/** @typedef {{ about: About, bytes: number }} Written bytes: of the archive */

/** How many files one message names. */
const NAMED = 5;

/**
 * Writes a backup. Whatever ends it, nothing of it is left but after a SIGKILL.
 *
 * @param {BackupRequest} request
 * @param {(where: string) => void} at
 * @returns {Promise<Written>}
 * @throws {Problem} when the disk refuses, something is in the way, or files are missing
 */
export async function writeBackup(request, at) {
  const { api, file, out, allFiles, acceptMissing } = request;
  const options = { allFiles, at };
  const storage = await storageOf(api);
  const copy = `${out}.partial-database`;
  const tidy = () => [`${out}.partial`, copy].forEach((path) => rmSync(path, { force: true }));
  // The archive has the hashes of passwords in it.
  process.umask(0o077);
  /** @type {{ about: About | null }} */
  const written = { about: null };
  try {
    const { bytes } = await writeArchive({ path: out, kind: KIND }, async (writer) => {
      process.once('exit', tidy);
      const snapshot =
        file === null
          ? await addPostgres(writer, await databaseOf(api), options)
          : await addSqlite(writer, { api, file, copy }, options);
      const { files } = snapshot.wanted;
      const added = await addFiles(writer, storage, files, (done, size) =>
        at(`file ${done} of ${files.length}, ${size} bytes`),
      );
      if (!acceptMissing) requireNoneMissing(added);
      written.about = describe(request, snapshot, added);
      return { ...written.about };
    });
    process.off('exit', tidy);
    if (written.about === null) throw new Error('The archive was not filled.');
    return { about: written.about, bytes };
  } catch (error) {
    throw explain(error, out);
  }
}

/**
 * What a backup would hold, without reading more of files than their sizes.
 *
 * @param {BackupRequest} request
 * @returns {Promise<Written>}
 */
export async function rehearseBackup(request) {
  const { api, file, allFiles } = request;
  // Not in one transaction on SQLite: it would keep out writers.
  const database = file === null ? await databaseOf(api) : await openSqlite(api, file);
  const snapshot = await (file === null ? lookAtPostgres : lookAtSqlite)(database, allFiles);
  const found = await weighFiles(await storageOf(api), snapshot.wanted.files);
  if (!request.acceptMissing) requireNoneMissing(found);
  return { about: describe(request, snapshot, found), bytes: found.bytes };
}

/** @param {AddedFiles} files */
function requireNoneMissing({ missing }) {
  if (missing.length === 0) return;
  const more = missing.length > NAMED ? `; and ${missing.length - NAMED} more` : '';
  throw new Problem(
    `Files are not what the database says: ${missing.slice(0, NAMED).join('; ')}${more}. Put them right, or add --accept-missing. There is no backup.`,
  );
}

/**
 * @param {BackupRequest} request
 * @param {Snapshot} snapshot
 * @param {AddedFiles} added
 * @returns {About}
 */
function describe({ file, directus, bundle }, { tally, migrations, leftOut, wanted }, added) {
  return {
    vendor: file === null ? 'postgres' : 'sqlite',
    directus,
    bundle,
    migrations,
    ...tally,
    files: {
      kept: added.kept,
      bytes: added.bytes,
      not_kept: wanted.notKept,
      unfinished: wanted.unfinished,
    },
    missing: added.missing,
    left_out: leftOut,
  };
}

/**
 * @param {unknown} error
 * @param {string} out
 */
function explain(error, out) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EEXIST') return new Problem(inTheWay(error, out), { cause: error });
  return explainRefusal(error, out, 'Nothing of it is left.');
}

/**
 * @param {unknown} error
 * @param {string} out
 */
function inTheWay(error, out) {
  const path = error instanceof Error && 'path' in error ? error.path : out;
  return path === out
    ? `${out} exists already, and is left as it is. Give another name.`
    : `${out} is being written by another backup, or was by one that was killed. If none runs, remove ${out}.partial and run this again.`;
}
