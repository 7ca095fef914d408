import { copyFile } from 'node:fs/promises';
import { openSqlite } from '../database/sqlite-file.js';
import { Problem } from '../problem.js';

/** @import { Knex } from 'knex' */

/** How long to wait for a writer to finish, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Copies the SQLite file of a running server as it is at one moment. A row-by-row read would keep out writers for as
 * long as it takes, and after a second they fail. With the journal that Directus uses nobody can commit while somebody
 * reads, so the file is copied as it is, which is the fastest there is; with a write-ahead log readers are in nobody's
 * way, but the file alone is not the database, and SQLite has to make the copy.
 *
 * @param {string} api folder of Directus' API package
 * @param {string} file
 * @param {string} copy a path where nothing is
 */
export async function copySqlite(api, file, copy) {
  const source = await openSqlite(api, file);
  try {
    await source.raw(`PRAGMA busy_timeout = ${PATIENCE}`);
    const [mode] = await rows(source, 'PRAGMA journal_mode');
    if (mode?.['journal_mode'] === 'wal') {
      await source.raw('VACUUM INTO ?', [copy]);
      return;
    }
    await source.transaction(async (trx) => {
      // Takes the reader's lock, after rolling back what a writer that was killed has left.
      await trx('sqlite_master').first('name');
      // The lock ends when the copy does: closing a file gives up all locks that the process has on it.
      await copyFile(file, copy);
    });
  } finally {
    await source.destroy();
  }
}

/**
 * @param {Knex} database
 * @param {string} whose for people: which file it is
 * @throws {Problem} when SQLite finds the file damaged
 */
export async function requireSound(database, whose) {
  const [first] = await rows(database, 'PRAGMA quick_check(1)');
  if (first?.['quick_check'] !== 'ok')
    throw new Problem(`${whose} is damaged: ${String(first?.['quick_check'])}.`);
}

/**
 * @param {Knex} database
 * @param {string} sql
 * @returns {Promise<Record<string, unknown>[]>}
 */
async function rows(database, sql) {
  return database.raw(sql);
}
