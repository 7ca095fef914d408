import { choice, idField, input, jsonViewer, moment, multiline, reference, user } from './fields.js';
import { collectionNames, names } from './rows.js';

/** @import { Collection, FieldOptions } from './rows.js' */

const managed = { readonly: true };

/**
 * Shown for some effects only.
 *
 * @param {string[]} effects
 * @returns {FieldOptions}
 */
const onlyFor = (effects) => ({
  hidden: true,
  conditions: [
    { name: 'Belongs to the effect', rule: { _and: [{ effect: { _in: effects } }] }, hidden: false },
  ],
});

const requires = onlyFor(['require']);

/**
 * @param {string} field
 * @param {ReturnType<typeof names>} translations
 * @param {FieldOptions} options
 */
const toggle = (field, translations, options) => ({
  field,
  translations,
  special: 'cast-boolean',
  interface: 'boolean',
  display: 'boolean',
  width: /** @type {const} */ ('half'),
  ...options,
});

/**
 * @param {string} field
 * @param {ReturnType<typeof names>} translations
 * @param {{ value: string, text: string }[]} choices
 * @param {FieldOptions} options
 */
const someOf = (field, translations, choices, options) => ({
  field,
  translations,
  special: 'cast-json',
  interface: 'select-multiple-checkbox',
  options: { choices },
  display: 'labels',
  width: /** @type {const} */ ('half'),
  ...options,
});

/** @type {Collection} */
export const policies = {
  collection: 'artifact_policies',
  icon: 'rule',
  note: 'Who must agree before a version is approved, and what is approved or rejected by itself.',
  display_template: '{{name}}',
  sort_field: 'sort',
  translations: collectionNames(
    ['Artifact policies', 'Artifact policy'],
    ['Artefakt-Regeln', 'Artefakt-Regel'],
  ),
  list: {
    fields: ['enabled', 'name', 'effect', 'project_id', 'schema_key', 'approvals', 'revision'],
    sort: ['sort'],
    widths: { enabled: 100, name: 260, effect: 160, project_id: 180, schema_key: 160, approvals: 110 },
  },
  fields: [
    idField(),
    input('name', names('Name', 'Name'), { required: true }),
    toggle('enabled', names('Enabled', 'Aktiv'), {
      note: 'A policy is switched off, never deleted: the log may name it.',
    }),
    choice(
      'effect',
      names('Effect', 'Wirkung'),
      [
        { value: 'require', text: 'Require approvals', color: '#3399FF' },
        { value: 'auto_approve', text: 'Approve by itself', color: '#2ECDA7' },
        { value: 'auto_reject', text: 'Reject by itself', color: '#E35169' },
      ],
      {
        required: true,
        note: 'Of the rules that decide by themselves the first that fits is taken; all that require must hold.',
      },
    ),
    input('sort', names('Order', 'Reihenfolge'), { hidden: true }),
    input('approvals', names('Approvals', 'Freigaben'), {
      ...requires,
      note: 'By how many different people',
      options: { min: 1, max: 20, placeholder: '1' },
    }),
    jsonViewer('reviewers', names('Reviewers', 'Prüfende'), {
      ...requires,
      note: 'Whose approvals count: {"roles": […], "policies": […], "users": […]}, with ids. Empty: everybody who may decide.',
      options: {
        language: 'JSON',
        lineWrapping: true,
        template: '{\n  "roles": [],\n  "policies": [],\n  "users": []\n}',
      },
    }),
    toggle('distinct_from_author', names('Not by its author', 'Nicht durch die Autorin oder den Autor'), {
      ...requires,
      note: 'Who recorded a version does not count for it.',
    }),
    toggle('fresh', names('Dismiss stale approvals', 'Veraltete Freigaben verfallen'), {
      ...requires,
      note: 'Approvals lapse when a newer version of the same key is recorded.',
    }),
    multiline('reason', names('Reason', 'Begründung'), {
      ...onlyFor(['auto_approve', 'auto_reject']),
      note: 'What the log says. May hold {{schema_key}}, {{version_number}}, {{summary}}, {{change_origin}} and {{policy}}.',
    }),
    reference('project_id', names('Project', 'Projekt'), '{{title}}', { note: 'Empty: all projects' }),
    input('schema_key', names('Schema key', 'Schema-Schlüssel'), {
      note: 'A key, or a pattern such as brand.* or deliverables.**; empty: all keys',
      options: { font: 'monospace', trim: true },
    }),
    someOf(
      'origins',
      names('Origins', 'Herkunft'),
      [
        { value: 'deployment', text: 'Deployment' },
        { value: 'sync', text: 'Sync' },
        { value: 'local_modification', text: 'Local modification' },
      ],
      { note: 'None: any' },
    ),
    someOf(
      'actor_types',
      names('Recorded by', 'Erfasst von'),
      [
        { value: 'human', text: 'Human' },
        { value: 'ai', text: 'AI' },
        { value: 'system', text: 'System' },
      ],
      { note: 'None: anybody' },
    ),
    {
      field: 'filter',
      special: 'cast-json',
      interface: 'system-filter',
      options: { collectionName: 'artifact_versions' },
      display: 'formatted-json-value',
      translations: names('Only versions that', 'Nur Versionen, die'),
    },
    input('revision', names('Revision', 'Revision'), {
      ...managed,
      note: 'Rises with every edit; the log names it',
    }),
    moment('date_created', names('Created at', 'Erstellt am'), {
      ...managed,
      special: 'date-created,cast-timestamp',
      hidden: true,
    }),
    user('user_created', names('Created by', 'Erstellt von')),
    moment('date_updated', names('Updated at', 'Geändert am'), {
      ...managed,
      special: 'date-updated,cast-timestamp',
      hidden: true,
    }),
    user('user_updated', names('Updated by', 'Geändert von'), { special: 'user-updated,m2o' }),
  ],
  relations: [
    { many_field: 'project_id', one_collection: 'projects' },
    { many_field: 'user_created', one_collection: 'directus_users' },
    { many_field: 'user_updated', one_collection: 'directus_users' },
  ],
};
