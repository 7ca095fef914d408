import { recordAddition, wasAdded } from '../additions.js';
import { vendorOf } from '../vendor.js';
import { isColumnFromSnapshot } from './made-by-snapshot.js';

/**
 * @import { Knex } from 'knex'
 * @import { AdditionKind } from '../additions.js'
 * @import { Collection, Field } from './rows.js'
 */

/** Read-only and explained in the Studio even where an operator brought the column along. */
const ALWAYS = new Set(['projects.context', 'projects.context_version']);

/** @param {object | undefined} value an option column takes JSON text */
const jsonText = (value) => (value === undefined ? null : JSON.stringify(value));

/**
 * Registers a collection, its fields and relations, as far as they are not registered. In a collection that was there
 * before, only what the migration added to it.
 *
 * @param {Knex.Transaction} trx
 * @param {Collection} collection
 */
export async function applyMetadata(trx, collection) {
  const table = collection.collection;
  const isOurs = await wasAdded(trx, 'table', table);
  await registerCollection(trx, collection);
  for (const [index, field] of collection.fields.entries()) {
    const name = `${table}.${field.field}`;
    const isAlias = /(^|,)(m2m|o2m|group)(,|$)/.test(field.special ?? '');
    // An operator may have a column of that name; then there is no room for the list.
    if (isAlias && (await trx.schema.hasColumn(table, field.field))) continue;
    if (isOurs || isAlias || ALWAYS.has(name) || (await wasAdded(trx, 'column', name))) {
      await registerField(trx, table, field, index + 1);
    }
    await withoutSecondParse(trx, table, field);
  }
  for (const { one_field, ...relation } of collection.relations) {
    const listed =
      one_field !== undefined && !(await trx.schema.hasColumn(relation.one_collection, one_field));
    if (isOurs || (await wasAdded(trx, 'column', `${table}.${relation.many_field}`))) {
      await insertOnce(trx, 'relation', 'directus_relations', `${table}.${relation.many_field}`, {
        key: { many_collection: table, many_field: relation.many_field },
        row: { one_deselect_action: 'nullify', ...relation, one_field: listed ? one_field : null },
      });
    }
  }
  if (collection.list) await registerPreset(trx, table, collection.list);
}

/**
 * @param {Knex.Transaction} trx
 * @param {Collection} collection
 */
async function registerCollection(
  trx,
  { collection, icon, note, hidden, display_template, sort_field, translations },
) {
  await insertOnce(trx, 'collection', 'directus_collections', collection, {
    key: { collection },
    row: {
      icon,
      note,
      display_template,
      sort_field,
      hidden: hidden ?? false,
      translations: jsonText(translations),
    },
  });
}

/**
 * Describes a column to Directus, unless somebody has described it already.
 *
 * @param {Knex.Transaction} trx
 * @param {string} table
 * @param {Field} field
 * @param {number} sort
 */
export async function registerField(trx, table, field, sort) {
  await insertOnce(trx, 'field', 'directus_fields', `${table}.${field.field}`, {
    key: { collection: table, field: field.field },
    row: {
      ...field,
      special: specialOf(trx, field),
      sort,
      width: field.width ?? 'full',
      readonly: field.readonly ?? false,
      hidden: field.hidden ?? false,
      required: field.required ?? false,
      options: jsonText(field.options),
      display_options: jsonText(field.display_options),
      translations: jsonText(field.translations),
      conditions: jsonText(field.conditions),
    },
  });
}

/**
 * PostgreSQL's driver has parsed jsonb when Directus sees it: `cast-json` would parse a JSON string once more, and
 * the text "42" would be read as a number, "null" as nothing.
 *
 * @param {Knex.Transaction} trx
 * @param {Field} field
 */
function specialOf(trx, { special }) {
  return special === 'cast-json' && vendorOf(trx) === 'postgres' ? null : special;
}

/**
 * Directus adds `cast-json` to every JSON field that it creates, also from a snapshot that has none.
 *
 * @param {Knex.Transaction} trx
 * @param {string} table
 * @param {Field} field
 */
export async function withoutSecondParse(trx, table, { field, special }) {
  if (special !== 'cast-json' || vendorOf(trx) !== 'postgres') return;
  if (!(await isColumnFromSnapshot(trx, table, field))) return;
  await trx('directus_fields').where({ collection: table, field, special }).update({ special: null });
}

/**
 * How a list of the collection looks to those who have not arranged it themselves.
 *
 * @param {Knex.Transaction} trx
 * @param {string} table
 * @param {import('./rows.js').ListLayout} list
 */
async function registerPreset(trx, table, { fields, sort, widths }) {
  await insertOnce(trx, 'preset', 'directus_presets', table, {
    key: { collection: table, bookmark: null, user: null, role: null },
    row: {
      layout: 'tabular',
      layout_query: jsonText({ tabular: { fields, sort, page: 1 } }),
      layout_options: jsonText({ tabular: { widths: widths ?? {} } }),
    },
  });
}

/**
 * @param {Knex.Transaction} trx
 * @param {AdditionKind} kind
 * @param {string} table
 * @param {string} name
 * @param {{ key: Record<string, string | null>, row: Record<string, unknown> }} entry
 */
export async function insertOnce(trx, kind, table, name, { key, row }) {
  if ((await trx(table).where(key).first()) !== undefined) return;
  await trx(table).insert({ ...row, ...key });
  await recordAddition(trx, kind, name);
}
