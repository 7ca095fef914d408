import { defineOperationApp } from '@directus/extensions-sdk';
import { jsonText, line, permissions, tags } from '../app/operations/fields.js';
import { overview } from '../app/operations/overview.js';
import { text } from '../app/operations/texts.js';

/** How `artifact-promote` looks in the editor of Flows. */
export default defineOperationApp({
  id: 'artifact-promote',
  icon: 'publish',
  get name() {
    return text('operation.promote');
  },
  get description() {
    return text('operation.promote_does');
  },
  overview: (options) =>
    overview(options, {
      task_id: 'operation.task',
      project_id: 'operation.project',
      version_ids: 'operation.versions',
    }),
  options: () => [
    line('task_id', { name: 'operation.task', note: 'operation.scope_note' }, { width: 'half' }),
    line('project_id', { name: 'operation.project' }, { width: 'half' }),
    tags('version_ids', { name: 'operation.versions' }),
    line('if_match', { name: 'operation.if_match', note: 'operation.if_match_note' }, { width: 'half' }),
    line(
      'create_documents',
      { name: 'operation.documents', note: 'operation.documents_note' },
      { width: 'half' },
    ),
    jsonText('expect', { name: 'operation.expect', note: 'operation.expect_note' }),
    permissions(),
  ],
});
