import {
  choice,
  idField,
  input,
  jsonViewer,
  listOfMany,
  moment,
  multiline,
  reference,
  user,
} from './fields.js';
import { collectionNames, names } from './rows.js';

/** @import { Collection } from './rows.js' */

const managed = { readonly: true };

/** @type {Collection} */
export const projects = {
  collection: 'projects',
  icon: 'folder_special',
  note: 'Each owns one context: the live answer to what is approved.',
  display_template: '{{title}}',
  translations: collectionNames(['Projects', 'Project'], ['Projekte', 'Projekt']),
  fields: [
    idField(),
    input('title', names('Title', 'Titel')),
    input('status', names('Status', 'Status')),
    jsonViewer('context', names('Context', 'Kontext'), {
      ...managed,
      note: 'What is live. Written by promotions only.',
    }),
    input('context_version', names('Context version', 'Kontext-Version'), {
      ...managed,
      note: 'Rises by one with every change of the context',
    }),
    jsonViewer('context_schema', names('Context schema', 'Kontext-Schema'), {
      note: 'Optional: a JSON Schema for each schema key',
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
    { many_field: 'user_created', one_collection: 'directus_users' },
    { many_field: 'user_updated', one_collection: 'directus_users' },
  ],
};

/** @type {Collection} */
export const tasks = {
  collection: 'tasks',
  icon: 'task_alt',
  note: 'Work that produces artifacts.',
  display_template: '{{title}}',
  translations: collectionNames(['Tasks', 'Task'], ['Aufgaben', 'Aufgabe']),
  fields: [
    idField(),
    input('title', names('Title', 'Titel'), { width: 'full' }),
    choice(
      'status',
      names('Status', 'Status'),
      [
        { value: 'new', text: 'New', color: '#A2B5CD' },
        { value: 'in_progress', text: 'In progress', color: '#3399FF' },
        { value: 'needs_review', text: 'Needs review', color: '#FFA439' },
        { value: 'done', text: 'Done', color: '#2ECDA7' },
        { value: 'rejected', text: 'Rejected', color: '#E35169' },
      ],
      { note: 'Done promotes the approved artifacts of this task into the context of the project.' },
    ),
    choice(
      'execution_type',
      names('Done by', 'Ausgeführt von'),
      [
        { value: 'ai', text: 'AI' },
        { value: 'human', text: 'Human' },
        { value: 'hybrid', text: 'Hybrid' },
      ],
      { display_options: {} },
    ),
    reference('project_id', names('Project', 'Projekt'), '{{title}}'),
    multiline('description', names('Description', 'Beschreibung')),
    listOfMany('artifacts', names('Artifacts', 'Artefakte'), {
      options: {
        layout: 'table',
        fields: [
          'artifact_version_id.status',
          'artifact_version_id.schema_key',
          'artifact_version_id.version_number',
          'artifact_version_id.summary',
        ],
        template: '{{artifact_version_id.schema_key}} v{{artifact_version_id.version_number}}',
        enableCreate: false,
        enableLink: true,
      },
      display_options: {
        template: '{{artifact_version_id.schema_key}} v{{artifact_version_id.version_number}}',
      },
    }),
  ],
  relations: [{ many_field: 'project_id', one_collection: 'projects' }],
};
