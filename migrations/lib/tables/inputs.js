import { json, key, serial } from './column.js';

/**
 * @import { Table } from './column.js'
 * @import { Index } from './indexes.js'
 */

/** What a version was made from, as it says itself. */
export const inputsColumn = json('inputs');

/**
 * The same again as rows, one for each input: what was made from a version is found by an index. Guards of the database
 * write them and keep them as they are. No collection of Directus: there is nothing in it that versions do not say.
 *
 * @type {Table[]}
 */
export const inputTables = [
  {
    name: 'artifact_inputs',
    kind: 'internal',
    columns: [
      serial('id'),
      key('version_id', 'artifact_versions', { required: true }),
      key('input_id', 'artifact_versions', { required: true }),
    ],
    checks: [{ name: 'artifact_inputs_own_check', expression: 'input_id <> version_id' }],
  },
  { name: 'artifact_versions', kind: 'registry', columns: [inputsColumn] },
];

/** @type {Index[]} */
export const inputIndexes = [
  {
    name: 'idx_artifact_inputs_pair',
    table: 'artifact_inputs',
    on: 'version_id, input_id',
    unique: true,
  },
  { name: 'idx_artifact_inputs_input', table: 'artifact_inputs', on: 'input_id, version_id' },
  // What waits and may be out of date, without what was recorded with no word about its inputs.
  {
    name: 'idx_artifact_versions_made_waiting',
    table: 'artifact_versions',
    on: 'project_id, schema_key',
    where: `status = 'pending' AND inputs IS NOT NULL`,
  },
];
