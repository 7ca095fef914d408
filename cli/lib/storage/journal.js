/**
 * @import { Knex } from 'knex'
 * @import { Leftover } from './types.d.ts'
 */

/**
 * Which old bytes are still to be deleted. A row is written in the transaction that gives the file its new place, so
 * nothing is deleted that was not moved by this, and nothing is forgotten when it is killed.
 */
export const JOURNAL = 'artifact_storage_moves';

/** @param {Knex} knex */
async function hasJournal(knex) {
  return knex.schema.hasTable(JOURNAL);
}

/** @param {Knex} knex */
export async function makeJournal(knex) {
  if (await hasJournal(knex)) return;
  await knex.schema.createTable(JOURNAL, (table) => {
    table.string('file_id', 36).notNullable();
    table.string('from_storage', 255).notNullable();
    table.string('to_storage', 255).notNullable();
    table.string('name', 255).notNullable();
    table.string('sha256', 64).notNullable();
    table.bigInteger('size').notNullable();
    table.string('modified', 30).notNullable();
    table.primary(['file_id', 'from_storage']);
  });
}

/**
 * @param {Knex} knex
 * @param {{ from_storage: string, to_storage: string }} [route]
 * @returns {Promise<Leftover[]>} of one route, or of all
 */
export async function readJournal(knex, route) {
  if (!(await hasJournal(knex))) return [];
  const rows = knex(JOURNAL).orderBy('file_id');
  return route === undefined ? rows : rows.where(route);
}

/**
 * @param {Knex} knex
 * @param {Leftover} row
 */
export async function note(knex, row) {
  await knex(JOURNAL).insert(row).onConflict(['file_id', 'from_storage']).merge();
}

/**
 * @param {Knex} knex
 * @param {Leftover} row
 */
export async function strike(knex, { file_id, from_storage }) {
  await knex(JOURNAL).where({ file_id, from_storage }).delete();
}

/**
 * Nothing of it stays behind when all is done.
 * @param {Knex} knex
 */
export async function dropEmptyJournal(knex) {
  if ((await readJournal(knex)).length === 0) await knex.schema.dropTableIfExists(JOURNAL);
}
