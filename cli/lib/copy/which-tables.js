import { additionsOf } from '../../../migrations/lib/additions.js';
import { inputTables } from '../../../migrations/lib/tables/inputs.js';
import { freezeTables } from '../../../migrations/lib/tables/freezes.js';
import { internalTables } from '../../../migrations/lib/tables/internal.js';
import { notificationTables } from '../../../migrations/lib/tables/notifications.js';
import { policyTables } from '../../../migrations/lib/tables/policies.js';
import {
  approvalsTable,
  artifactFilesTable,
  taskArtifactsTable,
  versionsTable,
} from '../../../migrations/lib/tables/registry.js';
import { subscriptionTables } from '../../../migrations/lib/tables/subscriptions.js';
import { documentsTable, workTables } from '../../../migrations/lib/tables/work.js';
import { sqliteTables } from '../database/sqlite-file.js';

/**
 * @import { Knex } from 'knex'
 * @import { SqliteTable } from '../database/sqlite-file.js'
 */

/**
 * What the target's own bootstrap and migrations write, and must: which migrations ran there, and what ours have added,
 * which is not the same on PostgreSQL.
 */
const OWNED_BY_TARGET = ['directus_migrations', 'artifact_schema_additions'];

const OURS = new Set(
  [
    versionsTable,
    approvalsTable,
    artifactFilesTable,
    taskArtifactsTable,
    ...internalTables,
    ...subscriptionTables,
    ...policyTables,
    ...inputTables,
    ...freezeTables,
    ...notificationTables,
  ].map(({ name }) => name),
);
const WORK = new Set([...workTables, documentsTable].map(({ name }) => name));

/**
 * @param {Knex} source
 * @returns {Promise<SqliteTable[]>} those whose rows are copied
 */
export async function copiedTables(source) {
  return (await sqliteTables(source)).filter(({ name }) => !OWNED_BY_TARGET.includes(name));
}

/**
 * Tables that were there before the registry's migrations, or have nothing to do with it: they must be on the target before
 * these migrations run, which then add to `projects` and its like what they have added on the source.
 *
 * @param {Knex} source
 * @returns {Promise<{ table: SqliteTable, wanted: (column: string) => boolean }[]>} wanted: columns that were there before
 */
export async function ownTables(source) {
  const made = new Set((await additionsOf(source, 'table')).map(({ name }) => name));
  const added = new Set((await additionsOf(source, 'column')).map(({ name }) => name));
  return (await copiedTables(source))
    .filter(({ name }) => !name.startsWith('directus_') && !OURS.has(name))
    .filter(({ name }) => !WORK.has(name) || !made.has(name))
    .map((table) => ({ table, wanted: (column) => !added.has(`${table.name}.${column}`) }));
}
