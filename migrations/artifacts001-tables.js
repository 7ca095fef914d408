import { createAdditionsTable, dropAdditionsTable } from './lib/additions.js';
import { removeGuards } from './lib/guards.js';
import { applyIndexes, applyTable } from './lib/tables/apply.js';
import { convertJson } from './lib/tables/convert-json.js';
import { indexes } from './lib/tables/indexes.js';
import { internalTables } from './lib/tables/internal.js';
import {
  approvalsTable,
  artifactFilesTable,
  taskArtifactsTable,
  versionsTable,
} from './lib/tables/registry.js';
import { removeAdditions } from './lib/tables/remove.js';
import { documentsTable, workTables } from './lib/tables/work.js';
import { changeSchema } from './lib/vendor.js';

/** @import { Knex } from 'knex' */

/** In an order in which every table exists before another points at it. */
const tables = [
  ...workTables,
  versionsTable,
  documentsTable,
  approvalsTable,
  artifactFilesTable,
  taskArtifactsTable,
  ...internalTables,
];

/**
 * Tables, foreign keys, checks and indexes of the registry.
 *
 * @param {Knex} knex
 */
export async function up(knex) {
  await changeSchema(knex, async (trx, vendor) => {
    await createAdditionsTable(trx);
    for (const table of tables) await applyTable(trx, vendor, table);
    if (vendor === 'postgres') {
      await convertJson(trx, tables);
      // Hashes do not compress: without this, PostgreSQL tries for every version, and every reader unpacks.
      await trx.raw('ALTER TABLE artifact_versions ALTER COLUMN version_lineage SET STORAGE EXTERNAL');
    }
    // A project that was there before starts at 0: every promotion compares this number and adds one.
    await trx('projects').whereNull('context_version').update({ context_version: 0 });
    await applyIndexes(trx, vendor, indexes);
  });
}

/**
 * @param {Knex} knex
 */
export async function down(knex) {
  await changeSchema(knex, async (trx, vendor) => {
    await removeGuards(trx);
    await removeAdditions(trx, vendor);
    await dropAdditionsTable(trx);
  });
}
