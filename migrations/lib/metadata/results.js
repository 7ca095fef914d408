import { idField, input, jsonViewer, moment, reference } from './fields.js';
import { collectionNames, names } from './rows.js';
import { versionTemplate } from './versions-background.js';

/** @import { Collection } from './rows.js' */

/** @type {Collection} */
export const taskExecutions = {
  collection: 'task_executions',
  icon: 'play_circle',
  note: 'Runs of a task, by an agent or a workflow.',
  display_template: '{{status}} · {{started_at}}',
  translations: collectionNames(
    ['Task executions', 'Task execution'],
    ['Aufgaben-Ausführungen', 'Aufgaben-Ausführung'],
  ),
  fields: [
    idField(),
    reference('task_id', names('Task', 'Aufgabe'), '{{title}}'),
    input('status', names('Status', 'Status')),
    moment('started_at', names('Started at', 'Begonnen am')),
    moment('finished_at', names('Finished at', 'Beendet am')),
    jsonViewer('metadata', names('Metadata', 'Metadaten')),
  ],
  relations: [{ many_field: 'task_id', one_collection: 'tasks' }],
};

/** @type {Collection} */
export const documents = {
  collection: 'documents',
  icon: 'description',
  note: 'Finished documents, made from promoted artifacts where that is asked for.',
  display_template: '{{title}}',
  translations: collectionNames(['Documents', 'Document'], ['Dokumente', 'Dokument']),
  fields: [
    idField(),
    input('title', names('Title', 'Titel'), { width: 'full' }),
    reference('project_id', names('Project', 'Projekt'), '{{title}}'),
    {
      field: 'file_id',
      special: 'file',
      interface: 'file',
      display: 'file',
      translations: names('File', 'Datei'),
    },
    reference('source_task_id', names('Task', 'Aufgabe'), '{{title}}'),
    reference('artifact_version_id', names('Artifact version', 'Artefakt-Version'), versionTemplate),
    input('status', names('Status', 'Status')),
    input('category', names('Category', 'Kategorie')),
  ],
  relations: [
    { many_field: 'project_id', one_collection: 'projects' },
    { many_field: 'file_id', one_collection: 'directus_files' },
    { many_field: 'source_task_id', one_collection: 'tasks' },
    { many_field: 'artifact_version_id', one_collection: 'artifact_versions' },
  ],
};
