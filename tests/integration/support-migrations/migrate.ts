import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import * as tables from '../../../migrations/artifacts001-tables.js';
import * as studio from '../../../migrations/artifacts002-studio.js';
import * as guards from '../../../migrations/artifacts003-guards.js';
import * as messages from '../../../migrations/artifacts004-error-messages.js';
import * as subscriptions from '../../../migrations/artifacts005-subscriptions.js';
import * as policies from '../../../migrations/artifacts006-policies.js';
import * as inputs from '../../../migrations/artifacts007-inputs.js';
import * as freezes from '../../../migrations/artifacts008-freezes.js';
import * as notifications from '../../../migrations/artifacts009-notifications.js';
import { connectTo, copyDatabase, emptyDatabase, removeDatabase } from '../../helpers/database.js';
import type { Database } from '../../helpers/database.js';
import { runDirectusOn } from '../../helpers/place.js';
import { testBed, vendorBed } from '../../helpers/test-bed.js';
import type { Vendor } from '../../helpers/vendors.js';

const migrations = [
  tables,
  studio,
  guards,
  messages,
  subscriptions,
  policies,
  inputs,
  freezes,
  notifications,
];

/** What `migrate:latest` does with our files, without Directus around it. */
export async function migrateUp(knex: Knex): Promise<void> {
  for (const { up } of migrations) await up(knex);
}

/** Undoes all of them, the newest first, as Directus does. */
export async function migrateDown(knex: Knex): Promise<void> {
  for (const { down } of [...migrations].reverse()) await down(knex);
}

/** A real Directus database that knows nothing of artifacts: made by its own `bootstrap`. Copy it. */
export async function bareDatabase(vendor: Vendor): Promise<Database> {
  const bed = testBed();
  const database = await emptyDatabase(bed, vendor);
  const nothing = join(bed.folder, 'nothing');
  await mkdir(nothing, { recursive: true });
  await runDirectusOn(bed.folder, database, ['bootstrap'], {
    MIGRATIONS_PATH: nothing,
    EXTENSIONS_PATH: nothing,
  });
  return database;
}

/** The same by undoing our migrations on a copy of the template, which is faster; `migrations.test.ts` proves `down`. */
export async function withoutRegistry(vendor: Vendor): Promise<Database> {
  const database = await copyDatabase(testBed(), vendorBed(vendor).template);
  const knex = connectTo(database);
  try {
    await migrateDown(knex);
    await knex('directus_migrations').where('version', 'like', 'artifacts%').delete();
  } finally {
    await knex.destroy();
  }
  return database;
}

/** Runs `work` on a copy of a database and removes the copy. */
export async function onCopy<T>(
  from: Database,
  work: (knex: Knex, copy: Database) => Promise<T>,
): Promise<T> {
  const copy = await copyDatabase(testBed(), from);
  const knex = connectTo(copy);
  try {
    return await work(knex, copy);
  } finally {
    await knex.destroy();
    await removeDatabase(copy);
  }
}
