import { collectionNames, names } from './rows.js';

/** @import { Collection, Field } from './rows.js' */

/**
 * @param {string} field
 * @param {string} [special]
 * @returns {Field}
 */
const hidden = (field, special) => ({ field, ...(special && { special }), hidden: true });

/** @type {Collection[]} */
export const junctions = [
  {
    collection: 'artifact_files',
    icon: 'import_export',
    note: 'Which files belong to which version.',
    hidden: true,
    sort_field: 'sort',
    translations: collectionNames(
      ['Artifact files', 'Artifact file'],
      ['Artefakt-Dateien', 'Artefakt-Datei'],
    ),
    fields: [
      { ...hidden('id', 'uuid'), readonly: true, interface: 'input', translations: names('ID', 'ID') },
      hidden('artifact_version_id'),
      hidden('directus_files_id'),
      hidden('sort'),
    ],
    relations: [
      {
        many_field: 'artifact_version_id',
        one_collection: 'artifact_versions',
        one_field: 'files',
        junction_field: 'directus_files_id',
        sort_field: 'sort',
      },
      {
        many_field: 'directus_files_id',
        one_collection: 'directus_files',
        junction_field: 'artifact_version_id',
      },
    ],
  },
  {
    collection: 'task_artifacts',
    icon: 'import_export',
    note: 'Which versions belong to which task.',
    hidden: true,
    sort_field: 'sort',
    translations: collectionNames(
      ['Task artifacts', 'Task artifact'],
      ['Aufgaben-Artefakte', 'Aufgaben-Artefakt'],
    ),
    fields: [
      { ...hidden('id', 'uuid'), readonly: true, interface: 'input', translations: names('ID', 'ID') },
      hidden('task_id'),
      hidden('artifact_version_id'),
      hidden('sort'),
    ],
    relations: [
      {
        many_field: 'task_id',
        one_collection: 'tasks',
        one_field: 'artifacts',
        junction_field: 'artifact_version_id',
        sort_field: 'sort',
      },
      {
        many_field: 'artifact_version_id',
        one_collection: 'artifact_versions',
        junction_field: 'task_id',
      },
    ],
  },
];
