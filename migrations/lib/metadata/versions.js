import { choice, idField, input, jsonViewer, listOfMany, listOfOwn, multiline, reference } from './fields.js';
import { versionBackground, versionTemplate } from './versions-background.js';
import { collectionNames, fixedOnceSaved, names } from './rows.js';

/** @import { Collection } from './rows.js' */

const fixed = { conditions: [fixedOnceSaved] };
const managed = { readonly: true };
/** Content is a matter of pending versions; the database refuses it on decided ones. */
const whilePending = {
  conditions: [{ name: 'Decided', rule: { _and: [{ status: { _neq: 'pending' } }] }, readonly: true }],
};

/** @type {Collection} */
export const versions = {
  collection: 'artifact_versions',
  icon: 'layers',
  note: 'Every recorded output of a task. Set the status of a pending one to decide on it.',
  display_template: versionTemplate,
  translations: collectionNames(
    ['Artifact versions', 'Artifact version'],
    ['Artefakt-Versionen', 'Artefakt-Version'],
  ),
  list: {
    fields: [
      'status',
      'schema_key',
      'version_number',
      'primary_file_id',
      'summary',
      'project_id',
      'date_created',
    ],
    sort: ['-date_created'],
    widths: { status: 120, schema_key: 220, version_number: 100, primary_file_id: 100, summary: 260 },
  },
  fields: [
    idField(),
    choice(
      'status',
      names('Status', 'Status'),
      [
        { value: 'pending', text: 'Pending', color: '#FFA439' },
        { value: 'approved', text: 'Approved', color: '#2ECDA7' },
        { value: 'rejected', text: 'Rejected', color: '#E35169' },
        { value: 'superseded', text: 'Superseded', color: '#A2B5CD' },
      ],
      // The choices stay: the Studio's filters offer them.
      { interface: 'artifact-status', display: 'artifact-status' },
    ),
    multiline('rejection_reason', names('Reason for rejection', 'Grund der Ablehnung'), {
      note: 'Needed to reject; the next attempt learns from it.',
      hidden: true,
      conditions: [
        {
          name: 'Rejecting',
          rule: { _and: [{ status: { _eq: 'rejected' } }] },
          hidden: false,
          required: true,
        },
      ],
    }),
    input('schema_key', names('Schema key', 'Schema-Schlüssel'), {
      ...fixed,
      required: true,
      note: 'Dot path in the project, e.g. brand.logo',
      options: { font: 'monospace', trim: true },
    }),
    input('version_number', names('Version', 'Version'), { ...managed, note: 'Numbered by the server' }),
    reference('project_id', names('Project', 'Projekt'), '{{title}}', { ...fixed, required: true }),
    reference('source_task_id', names('Task', 'Aufgabe'), '{{title}}', fixed),
    {
      field: 'primary_file_id',
      special: 'file',
      interface: 'file-image',
      options: { crop: false },
      display: 'image',
      translations: names('Main file', 'Hauptdatei'),
      ...whilePending,
    },
    listOfMany('files', names('Files', 'Dateien'), {
      options: {
        layout: 'table',
        fields: [
          'directus_files_id.$thumbnail',
          'directus_files_id.title',
          'directus_files_id.type',
          'directus_files_id.filesize',
        ],
        template: '{{directus_files_id.$thumbnail}} {{directus_files_id.title}}',
        enableLink: true,
      },
      display_options: { template: '{{directus_files_id.$thumbnail}} {{directus_files_id.title}}' },
      ...whilePending,
    }),
    multiline('summary', names('Summary', 'Zusammenfassung'), whilePending),
    jsonViewer('value', names('Value', 'Wert'), whilePending),
    listOfOwn('approvals', names('Decisions', 'Entscheidungen'), {
      ...managed,
      options: {
        layout: 'table',
        fields: ['action', 'actor_type', 'reason', 'date_created'],
        template: '{{action}} · {{actor_type}} · {{reason}}',
        enableCreate: false,
        enableSelect: false,
        enableLink: true,
        sort: 'sequence',
        sortDirection: '+',
      },
      display_options: { template: '{{action}} · {{actor_type}}' },
    }),
    ...versionBackground,
  ],
  relations: [
    { many_field: 'project_id', one_collection: 'projects' },
    { many_field: 'primary_file_id', one_collection: 'directus_files' },
    { many_field: 'source_task_id', one_collection: 'tasks' },
    { many_field: 'execution_id', one_collection: 'task_executions' },
    { many_field: 'parent_id', one_collection: 'artifact_versions' },
    { many_field: 'merge_parent_id', one_collection: 'artifact_versions' },
    { many_field: 'lineage_jump_id', one_collection: 'artifact_versions' },
    { many_field: 'archive_file_id', one_collection: 'directus_files' },
    { many_field: 'user_created', one_collection: 'directus_users' },
  ],
};
