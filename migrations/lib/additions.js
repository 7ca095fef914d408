/** @import { Knex } from 'knex' */

/**
 * What `up` added is written down here, so that `down` takes away exactly that and leaves an operator's own `tasks`
 * table, `title` column or translation alone. Directus does not know this table.
 */
const TABLE = 'artifact_schema_additions';

/**
 * @typedef {'table' | 'column' | 'index' | 'constraint' | 'converted' | 'collection' | 'field' | 'relation' |
 *   'preset' | 'translation'} AdditionKind
 * @typedef {{ kind: AdditionKind, name: string, detail: string | null }} Addition
 */

/** @param {Knex} knex */
export async function createAdditionsTable(knex) {
  if (await knex.schema.hasTable(TABLE)) return;
  await knex.schema.createTable(TABLE, (table) => {
    table.increments('id');
    table.string('kind', 16).notNullable();
    table.string('name', 255).notNullable();
    table.text('detail').nullable();
    table.unique(['kind', 'name'], { indexName: 'artifact_schema_additions_unique' });
  });
}

/** @param {Knex} knex */
export async function dropAdditionsTable(knex) {
  await knex.schema.dropTableIfExists(TABLE);
}

/**
 * @param {Knex} knex
 * @param {AdditionKind} kind
 * @param {string} name what was added, e.g. `tasks.title`
 * @param {string | null} [detail] what `down` needs to put it back, e.g. the former column type
 */
export async function recordAddition(knex, kind, name, detail = null) {
  await knex(TABLE).insert({ kind, name, detail }).onConflict(['kind', 'name']).ignore();
}

/**
 * Additions of one kind, the newest first: the order in which they can be undone.
 *
 * @param {Knex} knex
 * @param {AdditionKind} kind
 * @returns {Promise<Addition[]>}
 */
export async function additionsOf(knex, kind) {
  if (!(await knex.schema.hasTable(TABLE))) return [];
  return knex(TABLE).select('kind', 'name', 'detail').where({ kind }).orderBy('id', 'desc');
}

/**
 * @param {Knex} knex
 * @param {AdditionKind} kind
 * @param {string} name
 * @returns {Promise<boolean>}
 */
export async function wasAdded(knex, kind, name) {
  if (!(await knex.schema.hasTable(TABLE))) return false;
  const row = await knex(TABLE).where({ kind, name }).first('id');
  return row !== undefined;
}

/**
 * @param {Knex} knex
 * @param {AdditionKind} kind
 */
export async function forgetAdditions(knex, kind) {
  if (await knex.schema.hasTable(TABLE)) await knex(TABLE).where({ kind }).delete();
}

/**
 * @param {Knex} knex
 * @param {AdditionKind} kind
 * @param {string} name
 */
export async function forgetAddition(knex, kind, name) {
  await knex(TABLE).where({ kind, name }).delete();
}
