import { existsSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { openSqlite, sqliteTables } from '../database/sqlite-file.js';
import { Problem } from '../problem.js';
import { SQLITE_PART, requireSame, tallyOf } from './about.js';
import { requireSound } from './copy-sqlite.js';
import { fileOfPart } from './part-names.js';
import { readParts } from './read-parts.js';

/**
 * @import { FileWriter } from './put-files.js'
 * @import { Verified } from './restore-postgres.js'
 */

/** What SQLite keeps beside a file, and would take for the restored one's. */
const BESIDE = ['-journal', '-wal'];

/**
 * @param {string} api folder of Directus' API package
 * @param {string} file
 * @throws {Problem} when it has tables, or belongs to another restore
 */
export async function requireEmptySqlite(api, file) {
  const beside = BESIDE.map((end) => `${file}${end}`).find((path) => existsSync(path));
  if (beside !== undefined)
    throw new Problem(
      `${beside} is there: it belongs to a database in use, or to one that is gone. Nothing was changed.`,
    );
  if (!existsSync(file)) return;
  const database = await openSqlite(api, file);
  try {
    const tables = await sqliteTables(database);
    if (tables.length > 0)
      throw new Problem(
        `The database ${file} is not empty: it has ${tables.length} tables. Restore into a new one: move it away, or set another DB_FILENAME. Nothing was changed.`,
      );
  } finally {
    await database.destroy();
  }
}

/**
 * Restores the files, and last of all puts the database into its place: either all is there in the end, or no database.
 *
 * @param {{ api: string, file: string }} target
 * @param {Verified} archive
 * @param {FileWriter} files
 * @param {(where: string) => void} at
 */
export async function restoreSqlite({ api, file }, archive, files, at) {
  const beginning = `${file}.restoring`;
  const tidy = () => rmSync(beginning, { force: true });
  const claimed = await claim(beginning);
  process.once('exit', tidy);
  try {
    await readParts(archive.path, archive.digest, async (part) => {
      const stored = fileOfPart(part.name);
      if (part.name === SQLITE_PART) {
        at('the database');
        for await (const chunk of part.bytes) await claimed.writeFile(chunk);
        await claimed.sync();
      } else if (stored !== null) {
        at(`file ${stored.name}`);
        await files.put(stored, part);
      }
    });
    await claimed.close();
    const database = await openSqlite(api, beginning);
    try {
      await requireSound(database, 'The database in the archive');
      const tables = (await sqliteTables(database)).map(({ name }) => name);
      requireSame(archive.tally, await tallyOf(database, tables));
    } finally {
      await database.destroy();
    }
    await rename(beginning, file);
  } catch (error) {
    await claimed.close().catch(() => undefined);
    tidy();
    throw error;
  } finally {
    process.off('exit', tidy);
  }
}

/** @param {string} path */
async function claim(path) {
  try {
    return await open(path, 'wx');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw new Problem(
      `${path} is there, of a restore that runs or was killed. If none runs, remove it and run this again. Nothing was changed.`,
      { cause: error },
    );
  }
}
