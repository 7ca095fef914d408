import { applyMetadata } from './lib/metadata/apply.js';
import { approvals } from './lib/metadata/approvals.js';
import { junctions } from './lib/metadata/junctions.js';
import { removeMetadata } from './lib/metadata/remove.js';
import { documents, taskExecutions } from './lib/metadata/results.js';
import { versions } from './lib/metadata/versions.js';
import { projects, tasks } from './lib/metadata/work.js';
import { changeSchema } from './lib/vendor.js';

/** @import { Knex } from 'knex' */

/**
 * Collections, fields and relations as Directus and its Studio know them.
 *
 * @param {Knex} knex
 */
export async function up(knex) {
  await changeSchema(knex, async (trx) => {
    for (const collection of [
      projects,
      tasks,
      versions,
      approvals,
      documents,
      taskExecutions,
      ...junctions,
    ]) {
      await applyMetadata(trx, collection);
    }
  });
}

/**
 * @param {Knex} knex
 */
export async function down(knex) {
  await changeSchema(knex, removeMetadata);
}
