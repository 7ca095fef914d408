import { defineOperationApp } from '@directus/extensions-sdk';
import { choice, line, type OptionField, permissions, tags } from '../app/operations/fields.js';
import { overview } from '../app/operations/overview.js';
import { text } from '../app/operations/texts.js';

/** How `artifact-query` looks in the editor of Flows: only what the chosen question takes. */
export default defineOperationApp({
  id: 'artifact-query',
  icon: 'manage_search',
  get name() {
    return text('operation.query');
  },
  get description() {
    return text('operation.query_does');
  },
  overview: (options) =>
    overview(options, {
      what: 'operation.what',
      project_id: 'operation.project',
      schema_key: 'operation.schema_key',
    }),
  options: ({ what }: Record<string, unknown>) => [
    choice(
      'what',
      { name: 'operation.what' },
      [
        { value: 'context', name: 'operation.what_context' },
        { value: 'approved', name: 'operation.what_approved' },
        { value: 'pending', name: 'operation.what_pending' },
        { value: 'feedback', name: 'operation.what_feedback' },
      ],
      { required: true },
    ),
    line('project_id', { name: 'operation.project' }, { width: 'half', required: what !== 'pending' }),
    ...fieldsOf(what),
    permissions(),
  ],
});

function fieldsOf(what: unknown): OptionField[] {
  if (what === 'approved' || what === 'feedback' || what === 'pending') {
    const key = line(
      'schema_key',
      { name: 'operation.schema_key' },
      { width: 'half', required: what === 'approved' },
    );
    const limit = line('limit', { name: 'operation.limit' }, { width: 'half' });
    if (what === 'approved') return [key];
    if (what === 'feedback') return [key, limit];
    return [key, line('older_than_hours', { name: 'operation.older_than' }, { width: 'half' }), limit];
  }
  return [
    line('at', { name: 'operation.at' }, { width: 'half' }),
    tags('paths', { name: 'operation.paths', note: 'operation.paths_note' }),
  ];
}
