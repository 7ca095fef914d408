import { defineOperationApp } from '@directus/extensions-sdk';
import { jsonText, line, lines, permissions, toggle } from '../app/operations/fields.js';
import { overview } from '../app/operations/overview.js';
import { text } from '../app/operations/texts.js';

/** How `artifact-merge` looks in the editor of Flows. */
export default defineOperationApp({
  id: 'artifact-merge',
  icon: 'merge',
  get name() {
    return text('operation.merge');
  },
  get description() {
    return text('operation.merge_does');
  },
  overview: (options) => overview(options, { ours_id: 'operation.ours', theirs_id: 'operation.theirs' }),
  options: () => [
    line(
      'ours_id',
      { name: 'operation.ours', note: 'operation.ours_note' },
      { width: 'half', required: true },
    ),
    line(
      'theirs_id',
      { name: 'operation.theirs', note: 'operation.theirs_note' },
      { width: 'half', required: true },
    ),
    line('base_id', { name: 'operation.base', note: 'operation.base_note' }, { width: 'half' }),
    line('source_task_id', { name: 'operation.task' }, { width: 'half' }),
    line('execution_id', { name: 'operation.execution' }, { width: 'half' }),
    jsonText('resolutions', { name: 'operation.resolutions', note: 'operation.resolutions_note' }),
    lines('summary', { name: 'operation.summary' }),
    line('callback_url', { name: 'operation.callback' }),
    toggle('dry_run', { name: 'operation.dry_run' }),
    permissions(),
  ],
});
