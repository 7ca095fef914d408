import { isDeepStrictEqual } from 'node:util';
import { collections } from './collections.js';
import { inputsField } from './inputs.js';
import { policies } from './policies.js';

/** @import { Knex } from 'knex' */

const registered = [...collections, policies];
/** Registered by later migrations than the one that registers collections. */
const LATER_FIELDS = new Map([['artifact_versions', [inputsField]]]);

/**
 * Whether `schema-snapshot.yaml` made this table: Directus then describes it with our words. An operator's own `tasks`
 * has another note, and its rows need not obey our rules.
 *
 * @param {Knex} knex
 * @param {string} table
 * @returns {Promise<boolean>} false also before there is such a table
 */
export async function isTableFromSnapshot(knex, table) {
  const ours = registered.find(({ collection }) => collection === table);
  if (ours === undefined) return false;
  const row = await knex('directus_collections').where({ collection: table }).first('icon', 'note');
  return row !== undefined && row.icon === ours.icon && row.note === ours.note;
}

/**
 * Whether `schema-snapshot.yaml` made this column, in a table of whomever: the field is then registered with our
 * interface and names.
 *
 * @param {Knex} knex
 * @param {string} table
 * @param {string} column
 * @returns {Promise<boolean>}
 */
export async function isColumnFromSnapshot(knex, table, column) {
  const fields = registered.find(({ collection }) => collection === table)?.fields ?? [];
  const ours = [...fields, ...(LATER_FIELDS.get(table) ?? [])].find(({ field }) => field === column);
  if (ours?.translations === undefined) return false;
  const row = await knex('directus_fields')
    .where({ collection: table, field: column })
    .first('interface', 'translations');
  if (row === undefined || row.interface !== ours.interface) return false;
  const names = typeof row.translations === 'string' ? JSON.parse(row.translations) : row.translations;
  return isDeepStrictEqual(names, ours.translations);
}
