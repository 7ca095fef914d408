/**
 * What the Studio knows about a collection, in the shape of Directus' own tables. Everything optional has Directus'
 * default when it is left out.
 *
 * @typedef {{
 *   field: string,
 *   special?: string,
 *   interface?: string,
 *   options?: object,
 *   display?: string,
 *   display_options?: object,
 *   readonly?: boolean,
 *   hidden?: boolean,
 *   width?: 'half' | 'full',
 *   translations?: object,
 *   note?: string,
 *   conditions?: object[],
 *   required?: boolean,
 *   group?: string,
 * }} Field
 *
 * @typedef {{
 *   many_field: string,
 *   one_collection: string,
 *   one_field?: string,
 *   junction_field?: string,
 *   sort_field?: string,
 * }} Relation
 *
 * @typedef {{ fields: string[], sort: string[], widths?: Record<string, number> }} ListLayout
 *
 * @typedef {{
 *   collection: string,
 *   icon: string,
 *   note: string,
 *   hidden?: boolean,
 *   display_template?: string,
 *   sort_field?: string,
 *   translations: object,
 *   fields: Field[],
 *   relations: Relation[],
 *   list?: ListLayout,
 * }} Collection
 *
 * @typedef {Omit<Field, 'field'>} FieldOptions
 */

/**
 * Names of a field in the languages we ship.
 *
 * @param {string} english
 * @param {string} german
 */
export const names = (english, german) => [
  { language: 'en-US', translation: english },
  { language: 'de-DE', translation: german },
];

/**
 * Names of a collection: the plural is its title, the singular names one item.
 *
 * @param {[plural: string, singular: string]} english
 * @param {[plural: string, singular: string]} german
 */
export const collectionNames = (english, german) =>
  [
    { language: 'en-US', words: english },
    { language: 'de-DE', words: german },
  ].map(({ language, words: [plural, singular] }) => ({ language, translation: plural, singular, plural }));

/** Read-only once the item exists: an input when it is created, a fact afterwards. */
export const fixedOnceSaved = {
  name: 'Fixed once saved',
  rule: { _and: [{ id: { _nnull: true } }] },
  readonly: true,
};
