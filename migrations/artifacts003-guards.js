import { installGuards, removeGuards } from './lib/guards.js';

/** @import { Knex } from 'knex' */

/**
 * Triggers that refuse what no client, and no raw SQL either, may do to versions, entries and their files.
 *
 * @param {Knex} knex
 */
export async function up(knex) {
  await installGuards(knex);
}

/**
 * @param {Knex} knex
 */
export async function down(knex) {
  await removeGuards(knex);
}
