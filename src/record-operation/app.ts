import { defineOperationApp } from '@directus/extensions-sdk';
import { choice, jsonText, line, lines, permissions, tags, toggle } from '../app/operations/fields.js';
import { overview } from '../app/operations/overview.js';
import { text } from '../app/operations/texts.js';

/** How `artifact-record` looks in the editor of Flows. */
export default defineOperationApp({
  id: 'artifact-record',
  icon: 'post_add',
  get name() {
    return text('operation.record');
  },
  get description() {
    return text('operation.record_does');
  },
  overview: (options) =>
    overview(options, { project_id: 'operation.project', schema_key: 'operation.schema_key' }),
  options: () => [
    line('project_id', { name: 'operation.project' }, { width: 'half', required: true }),
    line('schema_key', { name: 'operation.schema_key' }, { width: 'half', required: true }),
    jsonText('value', { name: 'operation.value', note: 'operation.value_note' }),
    tags('files', { name: 'operation.files', note: 'operation.files_note' }),
    line('primary_file_id', { name: 'operation.primary_file' }, { width: 'half' }),
    line('source_task_id', { name: 'operation.task' }, { width: 'half' }),
    line('execution_id', { name: 'operation.execution' }, { width: 'half' }),
    choice(
      'change_origin',
      { name: 'operation.origin' },
      [
        { value: '', name: 'operation.origin_derived' },
        { value: 'deployment', name: 'origin.deployment' },
        { value: 'sync', name: 'origin.sync' },
        { value: 'local_modification', name: 'origin.local_modification' },
      ],
      { width: 'half' },
    ),
    line('parent_id', { name: 'operation.parent', note: 'operation.parent_note' }, { width: 'half' }),
    line('parent_hash', { name: 'operation.parent_hash' }, { width: 'half' }),
    jsonText('inputs', { name: 'operation.inputs', note: 'operation.inputs_note' }),
    lines('summary', { name: 'operation.summary' }),
    line('callback_url', { name: 'operation.callback' }),
    toggle('allow_orphan', { name: 'operation.allow_orphan' }),
    permissions(),
  ],
});
