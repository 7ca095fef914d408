import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { openSqlite, sqliteTables } from '../database/sqlite-file.js';
import { Problem } from '../problem.js';
import { SCHEMA_PART, SQLITE_PART, tallyOf, totalRows } from './about.js';
import { copySqlite, requireSound } from './copy-sqlite.js';
import { leftOut } from './left-out.js';
import { encodeName } from './part-names.js';
import { readRows, writeExactly } from './postgres-rows.js';
import { keptTables, readSchema } from './postgres-schema.js';
import { wantedFiles } from './wanted-files.js';

/**
 * @import { Knex } from 'knex'
 * @import { ArchiveWriter } from '../../../archive-format/write-archive.js'
 * @import { Tally } from './about.js'
 * @import { Wanted } from './wanted-files.js'
 */

/**
 * What a database held at one moment.
 *
 * @typedef {object} Snapshot
 * @property {Tally} tally
 * @property {string[]} migrations
 * @property {string[]} leftOut
 * @property {Wanted} wanted
 */

/** @typedef {{ allFiles: boolean, at: (where: string) => void }} Options */

/**
 * Adds a SQLite database to an archive, as it is at one moment.
 *
 * @param {ArchiveWriter} writer
 * @param {{ api: string, file: string, copy: string }} source copy: where a copy may lie meanwhile
 * @param {Options} options
 * @returns {Promise<Snapshot>}
 * @throws {Problem} when the file is damaged, or has no registry in it
 */
export async function addSqlite(writer, { api, file, copy }, { allFiles, at }) {
  at('copying the database');
  try {
    await copySqlite(api, file, copy);
    const database = await openSqlite(api, copy);
    try {
      await requireSound(database, file);
      const snapshot = await lookAtSqlite(database, allFiles);
      at(`${totalRows(snapshot.tally)} rows`);
      await writer.addStream(SQLITE_PART, (await stat(copy)).size, createReadStream(copy));
      return snapshot;
    } finally {
      await database.destroy();
    }
  } finally {
    await rm(copy, { force: true });
  }
}

/**
 * @param {Knex} database
 * @param {boolean} allFiles
 * @returns {Promise<Snapshot>}
 */
export async function lookAtSqlite(database, allFiles) {
  const tables = (await sqliteTables(database)).map(({ name }) => name);
  return { ...(await survey(database, tables, allFiles)), leftOut: [] };
}

/**
 * Adds a PostgreSQL database to an archive, as it is at one moment. Nobody waits for it but those who change tables.
 *
 * @param {ArchiveWriter} writer
 * @param {Knex} database
 * @param {Options} options
 * @returns {Promise<Snapshot>}
 * @throws {Problem} when there is what it cannot keep, or no registry
 */
export async function addPostgres(writer, database, { allFiles, at }) {
  return inSnapshot(database, async (trx, tables) => {
    const snapshot = { leftOut: await leftOut(trx), ...(await survey(trx, tables, allFiles)) };
    const schema = await readSchema(trx);
    await writer.addBytes(SCHEMA_PART, Buffer.from(JSON.stringify(schema)));
    const all = totalRows(snapshot.tally);
    let read = 0;
    for (const table of tables) {
      const columns = schema.columns.filter((column) => column.table === table);
      const rows = readRows(trx, table, columns, (more) => {
        read += more;
        at(`${table}, ${read} of ${all} rows`);
      });
      await writer.addRows(encodeName(table), rows);
    }
    return snapshot;
  });
}

/**
 * @param {Knex} database
 * @param {boolean} allFiles
 * @returns {Promise<Snapshot>}
 */
export async function lookAtPostgres(database, allFiles) {
  return inSnapshot(database, async (trx, tables) => ({
    leftOut: await leftOut(trx),
    ...(await survey(trx, tables, allFiles)),
  }));
}

/**
 * @template T
 * @param {Knex} database
 * @param {(trx: Knex.Transaction, tables: string[]) => Promise<T>} work
 * @returns {Promise<T>}
 */
async function inSnapshot(database, work) {
  return database.transaction(
    async (trx) => {
      await writeExactly(trx);
      const tables = await keptTables(trx);
      // As pg_dump does: a table that is changed meanwhile would no longer be the one that was described.
      if (tables.length > 0)
        await trx.raw(`LOCK TABLE ${tables.map(() => '??').join(', ')} IN ACCESS SHARE MODE`, tables);
      return work(trx, tables);
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}

/**
 * @param {Knex} database
 * @param {string[]} tables
 * @param {boolean} allFiles
 * @returns {Promise<Omit<Snapshot, 'leftOut'>>}
 */
async function survey(database, tables, allFiles) {
  if (!tables.includes('artifact_versions'))
    throw new Problem('The database has no artifact registry in it. Run "directus-artifacts migrate" first.');
  return {
    tally: await tallyOf(database, tables),
    migrations: await database('directus_migrations').orderBy('version').pluck('version'),
    wanted: await wantedFiles(database, { all: allFiles }),
  };
}
