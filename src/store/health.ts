import type { Knex } from 'knex';
import { missingGuards } from '../../migrations/lib/guards.js';
import { columnTypes, hasIndex } from '../../migrations/lib/inspect.js';
import { freezeTables } from '../../migrations/lib/tables/freezes.js';
import { indexes } from '../../migrations/lib/tables/indexes.js';
import { inputIndexes, inputTables } from '../../migrations/lib/tables/inputs.js';
import { internalTables } from '../../migrations/lib/tables/internal.js';
import { notificationIndexes, notificationTables } from '../../migrations/lib/tables/notifications.js';
import { policyIndexes, policyTables } from '../../migrations/lib/tables/policies.js';
import {
  approvalsTable,
  artifactFilesTable,
  taskArtifactsTable,
  versionsTable,
} from '../../migrations/lib/tables/registry.js';
import { subscriptionTables } from '../../migrations/lib/tables/subscriptions.js';
import { documentsTable, workTables } from '../../migrations/lib/tables/work.js';
import { vendorOf } from '../../migrations/lib/vendor.js';
import type { Timestamp } from '../domain/words.js';
import { LISTENER } from './callbacks.js';
import { readTimestamp } from './dialect.js';

const TABLES = [
  ...workTables,
  versionsTable,
  documentsTable,
  approvalsTable,
  artifactFilesTable,
  taskArtifactsTable,
  ...internalTables,
  ...subscriptionTables,
  ...policyTables,
  ...inputTables,
  ...freezeTables,
  ...notificationTables,
];

/** Tables that this database lacks, and columns, as `table.column`. */
export async function missingColumns(knex: Knex): Promise<string[]> {
  const vendor = vendorOf(knex);
  const missing: string[] = [];
  for (const table of TABLES) {
    const present = await columnTypes(knex, vendor, table.name);
    const absent = table.columns.filter((column) => !present.has(column.name));
    if (present.size === 0) missing.push(table.name);
    else missing.push(...absent.map((column) => `${table.name}.${column.name}`));
  }
  // A table whose columns were added by several migrations is listed by each of them.
  return [...new Set(missing)];
}

/** Unique indexes that are missing. They are rules, such as one approved version per line; others are for speed. */
export async function missingRules(knex: Knex): Promise<string[]> {
  const vendor = vendorOf(knex);
  const missing: string[] = [];
  for (const { name, unique } of [...indexes, ...policyIndexes, ...inputIndexes, ...notificationIndexes]) {
    if (unique === true && !(await hasIndex(knex, vendor, name))) missing.push(name);
  }
  return missing;
}

/** Names of the database guards that are missing, switched off or changed. */
export async function absentGuards(knex: Knex): Promise<string[]> {
  return missingGuards(knex);
}

/** What waits in the outbox of callbacks, what was given up, and since when the oldest waits. */
export async function readOutbox(
  knex: Knex,
): Promise<{ pending: number; failed: number; oldestPending: Timestamp | null }> {
  const rows: { status: string; rows: number | string; oldest: unknown }[] = await knex('artifact_callbacks')
    .select('status')
    .count({ rows: '*' })
    .min({ oldest: 'date_created' })
    .whereIn('status', ['pending', 'failed'])
    .andWhere('sequence', '>', LISTENER)
    .groupBy('status');
  const of = (status: string) => rows.find((row) => row.status === status);
  return {
    pending: Number(of('pending')?.rows ?? 0),
    failed: Number(of('failed')?.rows ?? 0),
    oldestPending: readTimestamp(of('pending')?.oldest),
  };
}
