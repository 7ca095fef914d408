import { names } from './rows.js';

/** @import { Field, FieldOptions } from './rows.js' */

/**
 * @param {string} field
 * @param {ReturnType<typeof names>} translations
 * @param {FieldOptions} fixed
 * @param {FieldOptions} options
 * @returns {Field}
 */
const make = (field, translations, fixed, options) => ({ field, translations, ...fixed, ...options });

/**
 * @callback FieldMaker
 * @param {string} field
 * @param {ReturnType<typeof names>} translations
 * @param {FieldOptions} [options]
 * @returns {Field}
 */

/** @returns {Field} */
export const idField = () => ({
  field: 'id',
  special: 'uuid',
  interface: 'input',
  readonly: true,
  hidden: true,
  translations: names('ID', 'ID'),
});

/** @type {FieldMaker} */
export const input = (field, translations, options = {}) =>
  make(field, translations, { interface: 'input', display: 'raw', width: 'half' }, options);

/** @type {FieldMaker} */
export const multiline = (field, translations, options = {}) =>
  make(field, translations, { interface: 'input-multiline', display: 'raw' }, options);

/** @type {FieldMaker} */
export const jsonViewer = (field, translations, options = {}) =>
  make(
    field,
    translations,
    {
      special: 'cast-json',
      interface: 'input-code',
      options: { language: 'JSON', lineWrapping: true },
      display: 'formatted-json-value',
    },
    options,
  );

/** @type {FieldMaker} */
export const moment = (field, translations, options = {}) =>
  make(
    field,
    translations,
    {
      special: 'cast-timestamp',
      interface: 'datetime',
      display: 'datetime',
      display_options: { relative: true },
      width: 'half',
    },
    options,
  );

/**
 * A reference to one item, shown by a template.
 *
 * @param {string} field
 * @param {ReturnType<typeof names>} translations
 * @param {string} template
 * @param {FieldOptions} [options]
 */
export const reference = (field, translations, template, options = {}) =>
  make(
    field,
    translations,
    {
      special: 'm2o',
      interface: 'select-dropdown-m2o',
      options: { template, enableLink: true },
      display: 'related-values',
      display_options: { template },
      width: 'half',
    },
    options,
  );

/** @type {FieldMaker} */
export const user = (field, translations, options = {}) =>
  make(
    field,
    translations,
    {
      special: 'user-created,m2o',
      interface: 'select-dropdown-m2o',
      options: { template: '{{avatar.$thumbnail}} {{first_name}} {{last_name}}' },
      display: 'user',
      readonly: true,
      hidden: true,
      width: 'half',
    },
    options,
  );

/**
 * @typedef {{ value: string, text: string, color?: string }} Choice
 *
 * @param {string} field
 * @param {ReturnType<typeof names>} translations
 * @param {Choice[]} choices
 * @param {FieldOptions} [options]
 */
export const choice = (field, translations, choices, options = {}) =>
  make(
    field,
    translations,
    {
      interface: 'select-dropdown',
      options: { choices },
      display: 'labels',
      display_options: {
        choices: choices.map(({ value, text, color }) => ({
          value,
          text,
          ...(color && { foreground: '#FFFFFF', background: color }),
        })),
      },
      width: 'half',
    },
    options,
  );

/** A part of the form that folds away. @type {FieldMaker} */
export const fold = (field, translations, options = {}) =>
  make(
    field,
    translations,
    { special: 'alias,no-data,group', interface: 'group-detail', options: { start: 'closed' } },
    options,
  );

/** @type {FieldMaker} */
export const listOfMany = (field, translations, options = {}) =>
  make(field, translations, { special: 'm2m', interface: 'list-m2m', display: 'related-values' }, options);

/** @type {FieldMaker} */
export const listOfOwn = (field, translations, options = {}) =>
  make(field, translations, { special: 'o2m', interface: 'list-o2m', display: 'related-values' }, options);
