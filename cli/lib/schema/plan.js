import { Problem } from '../problem.js';
import { nameOf } from './our-part.js';

/**
 * @typedef {import('@directus/sdk').SchemaSnapshotOutput} Snapshot
 * @typedef {import('./live.js').LiveSchema} LiveSchema
 * @typedef {Record<string, any>} Item
 */

/**
 * What applying a snapshot will do. It only ever adds: what an instance has, in whatever shape, it keeps.
 *
 * @typedef {object} Plan
 * @property {Item[]} collections  to add
 * @property {Item[]} fields       to add, in the shape that this instance needs
 * @property {Item[]} relations    to add
 * @property {{ name: string, yours: string, ours: string }[]} kept  fields that are there in another type
 */

/** The properties that make two columns joinable. */
const TYPE = /** @type {const} */ (['data_type', 'max_length', 'numeric_precision', 'numeric_scale']);

/**
 * @param {LiveSchema} live
 * @param {Snapshot} ours
 * @returns {Plan}
 * @throws {Problem} when a collection that is there cannot be used: its key is not called `id`
 */
export function planAdditions(live, ours) {
  for (const { collection } of ours.collections) {
    const found = live.collections.get(collection);
    if (found && found.key !== 'id')
      throw new Problem(
        `The collection "${collection}" is there and its key is ${found.key === null ? 'not a single field' : `"${found.key}"`}, not "id". Rename one of them first. Nothing was changed.`,
      );
  }
  const fits = ours.fields.map((field) => withKeyTypeOf(live, field));
  const fields = fits
    .filter((field) => !live.fields.has(nameOf(field)))
    .map((field) => ({ ...field, meta: knownTo(live, 'directus_fields', field['meta']) }));
  const added = new Set(fields.map(nameOf));
  return {
    collections: ours.collections
      .filter(({ collection }) => !live.collections.has(collection))
      .map((one) => ({ ...one, meta: knownTo(live, 'directus_collections', one['meta']) })),
    fields,
    // A relation of a column that was there before is its owner's business.
    relations: ours.relations
      .filter((relation) => added.has(nameOf(relation)))
      .map((relation) => listedIfFree(added, relation))
      .map((one) => ({ ...one, meta: knownTo(live, 'directus_relations', one['meta']) })),
    kept: fits.flatMap((field) => {
      const yours = live.fields.get(nameOf(field))?.['type'];
      return yours === undefined || yours === field['type']
        ? []
        : [{ name: nameOf(field), yours, ours: field['type'] }];
    }),
  };
}

/**
 * The snapshot that an instance would have afterwards: its own, word for word, and what is added.
 *
 * @param {LiveSchema} live
 * @param {Plan} plan
 * @returns {Snapshot}
 */
export function overlay({ snapshot }, { collections, fields, relations }) {
  return {
    ...snapshot,
    collections: [...snapshot.collections, ...collections],
    fields: [...snapshot.fields, ...fields],
    relations: [...snapshot.relations, ...relations],
  };
}

/**
 * A reference takes the type of the key that it refers to, which may be an integer or a string here.
 *
 * @param {LiveSchema} live
 * @param {Item} field
 * @returns {Item}
 */
function withKeyTypeOf(live, field) {
  const table = field['schema']?.foreign_key_table;
  const key = live.fields.get(`${String(table)}.id`);
  if (!table || key === undefined) return field;
  const type = Object.fromEntries(TYPE.map((property) => [property, key['schema']?.[property] ?? null]));
  return { ...field, type: key['type'], schema: { ...field['schema'], ...type } };
}

/**
 * Without the list on the other side if a column there has its name already.
 *
 * @param {Set<string>} added names of the fields that are added
 * @param {Item} relation
 * @returns {Item}
 */
function listedIfFree(added, relation) {
  const { related_collection, meta } = relation;
  if (!meta?.one_field || added.has(`${String(related_collection)}.${String(meta.one_field)}`))
    return relation;
  return { ...relation, meta: { ...meta, one_field: null } };
}

/**
 * Without settings that this version of Directus does not have: it would refuse them.
 *
 * @param {LiveSchema} live
 * @param {string} collection where Directus keeps such settings
 * @param {Item | null} meta
 */
function knownTo(live, collection, meta) {
  if (meta === null) return null;
  return Object.fromEntries(
    Object.entries(meta).filter(([name]) => live.fields.has(`${collection}.${name}`)),
  );
}
