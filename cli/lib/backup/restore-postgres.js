import { installGuards } from '../../../migrations/lib/guards.js';
import { collect, rowsOf, tableOf } from '../../../archive-format/read-archive.js';
import { postgresTables } from '../database/postgres-tables.js';
import { requireUsable } from '../database/require-usable.js';
import { Problem } from '../problem.js';
import { SCHEMA_PART, requireSame, tallyOf } from './about.js';
import { completeTables, createTables } from './create-schema.js';
import { fileOfPart } from './part-names.js';
import { writeExactly, writeRows } from './postgres-rows.js';
import { keptTables } from './postgres-schema.js';
import { readParts } from './read-parts.js';

/**
 * @import { Knex } from 'knex'
 * @import { FileWriter } from './put-files.js'
 * @import { PostgresSchema } from './postgres-schema.js'
 * @import { Tally } from './about.js'
 */

/**
 * @typedef {object} Verified an archive that was verified
 * @property {string} path
 * @property {string} digest
 * @property {Tally} tally
 */

/**
 * @param {Knex} database
 * @throws {Problem} when it cannot be reached, is no PostgreSQL that we can create tables in, or is not empty
 */
export async function requireEmptyPostgres(database) {
  await requireUsable(database);
  const tables = await postgresTables(database);
  if (tables.length === 0) return;
  const some = tables.slice(0, 3).join(', ') + (tables.length > 3 ? ', …' : '');
  throw new Problem(
    `The database is not empty: it has ${tables.length} tables (${some}). Restore into an empty one, also without a bootstrap. Nothing was changed.`,
  );
}

/**
 * Restores tables, rows and files in one transaction: either all of it is there in the end, or the database is as empty as
 * before. Not by a bootstrap and migrations: the tables are made as they were, the operator's own among them.
 *
 * @param {Knex} database empty
 * @param {Verified} archive
 * @param {FileWriter} files
 * @param {(where: string) => void} at
 * @throws {Problem} when the server does not take it
 */
export async function restorePostgres(database, archive, files, at) {
  await database.transaction(async (trx) => {
    await writeExactly(trx);
    /** @type {{ schema: PostgresSchema | null }} */
    const made = { schema: null };
    let rows = 0;
    await readParts(archive.path, archive.digest, async (part) => {
      const [member, file] = [tableOf(part), fileOfPart(part.name)];
      if (part.name === SCHEMA_PART) {
        made.schema = JSON.parse((await collect(part.bytes)).toString('utf8'));
        if (made.schema !== null) await createTables(trx, made.schema);
      } else if (member !== null && made.schema !== null) {
        const table = decodeURIComponent(member);
        const given = await rowsOf(part);
        const columns = made.schema.columns.filter((column) => column.table === table);
        await writeRows(trx, table, columns, given);
        rows += given.length;
        at(`${table}, ${rows} rows`);
      } else if (file !== null) {
        at(`file ${file.name}`);
        await files.put(file, part);
      }
    });
    if (made.schema === null) throw new Problem('The archive has no tables in it. Nothing was changed.');
    at('keys and references');
    await completeTables(trx, made.schema);
    await installGuards(trx);
    const tables = await keptTables(trx);
    await trx.raw(`ANALYZE ${tables.map(() => '??').join(', ')}`, tables);
    requireSame(archive.tally, await tallyOf(trx, tables));
  });
}
