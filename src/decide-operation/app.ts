import { defineOperationApp } from '@directus/extensions-sdk';
import { choice, jsonText, line, lines, permissions } from '../app/operations/fields.js';
import { overview } from '../app/operations/overview.js';
import { text } from '../app/operations/texts.js';

/** How `artifact-decide` looks in the editor of Flows. */
export default defineOperationApp({
  id: 'artifact-decide',
  icon: 'gavel',
  get name() {
    return text('operation.decide');
  },
  get description() {
    return text('operation.decide_does');
  },
  overview: (options) => overview(options, { action: 'operation.action', version_id: 'operation.version' }),
  options: () => [
    line(
      'version_id',
      { name: 'operation.version', note: 'operation.version_note' },
      { width: 'half', required: true },
    ),
    choice(
      'action',
      { name: 'operation.action' },
      [
        { value: 'approve', name: 'decide.approve' },
        { value: 'reject', name: 'decide.reject' },
        { value: 'request_changes', name: 'decide.request_changes' },
        { value: 'revoke', name: 'operation.revoke' },
      ],
      { width: 'half', required: true },
    ),
    lines('reason', { name: 'decide.reason', note: 'operation.reason_note' }),
    jsonText('feedback', { name: 'operation.feedback' }),
    line(
      'content_hash',
      { name: 'operation.content_hash', note: 'operation.content_hash_note' },
      { width: 'half' },
    ),
    line('promote_at', { name: 'schedule.promote_at', note: 'operation.promote_at_note' }, { width: 'half' }),
    line('if_match', { name: 'operation.if_match', note: 'operation.if_match_note' }, { width: 'half' }),
    permissions(),
  ],
});
