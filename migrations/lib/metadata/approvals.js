import { choice, idField, input, jsonViewer, moment, multiline, reference } from './fields.js';
import { collectionNames, fixedOnceSaved, names } from './rows.js';
import { versionTemplate } from './versions-background.js';

/** @import { Collection } from './rows.js' */

const fixed = { conditions: [fixedOnceSaved] };
const managed = { readonly: true };

/** @type {Collection} */
export const approvals = {
  collection: 'artifact_approvals',
  icon: 'fact_check',
  note: 'Append-only log of every decision and promotion. Entries are never changed or deleted.',
  display_template: '{{action}} · {{actor_type}} · {{date_created}}',
  translations: collectionNames(
    ['Approval entries', 'Approval entry'],
    ['Freigabe-Einträge', 'Freigabe-Eintrag'],
  ),
  list: {
    fields: ['date_created', 'action', 'artifact_version_id', 'actor_type', 'reason', 'project_id'],
    sort: ['-date_created'],
    widths: { date_created: 160, action: 160, artifact_version_id: 220, actor_type: 110, reason: 300 },
  },
  fields: [
    idField(),
    reference('artifact_version_id', names('Version', 'Version'), versionTemplate, {
      ...fixed,
      required: true,
    }),
    choice(
      'action',
      names('Action', 'Aktion'),
      [
        { value: 'approve', text: 'Approve', color: '#2ECDA7' },
        { value: 'reject', text: 'Reject', color: '#E35169' },
        { value: 'supersede', text: 'Supersede', color: '#A2B5CD' },
        { value: 'request_changes', text: 'Request changes', color: '#FFA439' },
        { value: 'revoke', text: 'Revoke', color: '#E35169' },
        { value: 'promote', text: 'Promote', color: '#3399FF' },
      ],
      { ...fixed, required: true },
    ),
    multiline('reason', names('Reason', 'Grund'), fixed),
    jsonViewer('feedback', names('Feedback', 'Rückmeldung'), fixed),
    choice(
      'actor_type',
      names('Kind of actor', 'Art des Handelnden'),
      [
        { value: 'human', text: 'Human' },
        { value: 'ai', text: 'AI' },
        { value: 'system', text: 'System' },
        { value: 'rule', text: 'Rule' },
      ],
      { ...managed, display_options: {} },
    ),
    input('actor_id', names('Actor', 'Handelnder'), {
      ...managed,
      note: 'User id; it stays when the account is gone',
    }),
    moment('date_created', names('Date', 'Datum'), managed),
    reference('project_id', names('Project', 'Projekt'), '{{title}}', managed),
    reference('task_id', names('Task', 'Aufgabe'), '{{title}}', managed),
    input('context_version', names('Context version', 'Kontext-Version'), managed),
    input('content_hash', names('Content decided on', 'Entschiedener Inhalt'), managed),
    input('decision_id', names('Decision id', 'Entscheidungs-ID'), managed),
    input('sequence', names('Sequence', 'Laufende Nummer'), managed),
    input('previous_entry_hash', names('Hash of the entry before', 'Hash des Eintrags davor'), managed),
    input('entry_hash', names('Entry hash', 'Hash des Eintrags'), managed),
  ],
  relations: [
    { many_field: 'artifact_version_id', one_collection: 'artifact_versions', one_field: 'approvals' },
    { many_field: 'project_id', one_collection: 'projects' },
    { many_field: 'task_id', one_collection: 'tasks' },
  ],
};
