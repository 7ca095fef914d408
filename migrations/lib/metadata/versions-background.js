import { choice, fold, input, jsonViewer, moment, reference, user } from './fields.js';
import { fixedOnceSaved, names } from './rows.js';

/** @import { Field } from './rows.js' */

/** How one version is named wherever it is referred to. */
export const versionTemplate = '{{schema_key}} v{{version_number}}';

const lifecycle = { readonly: true, group: 'lifecycle' };
const origin = { readonly: true, group: 'origin' };
const originInput = { conditions: [fixedOnceSaved], group: 'origin' };

/**
 * What a reviewer seldom needs, folded away below the content.
 *
 * @type {Field[]}
 */
export const versionBackground = [
  fold('lifecycle', names('Decision and promotion', 'Entscheidung und Übernahme')),
  moment('approved_at', names('Approved at', 'Freigegeben am'), lifecycle),
  input('approved_by', names('Approved by', 'Freigegeben von'), {
    ...lifecycle,
    note: 'User id; it stays when the account is gone',
  }),
  input('decision_id', names('Decision id', 'Entscheidungs-ID'), lifecycle),
  moment('promoted_at', names('Promoted at', 'Übernommen am'), lifecycle),
  input(
    'promoted_context_version',
    names('Live since context version', 'Gültig ab Kontext-Version'),
    lifecycle,
  ),
  input(
    'retired_context_version',
    names('Retired in context version', 'Abgelöst in Kontext-Version'),
    lifecycle,
  ),
  moment('archived_at', names('Archived at', 'Archiviert am'), lifecycle),
  reference('archive_file_id', names('Archive file', 'Archivdatei'), '{{title}}', {
    ...lifecycle,
    special: 'file',
    interface: 'file',
    options: {},
    display: 'file',
    display_options: {},
  }),
  fold('origin', names('Origin and lineage', 'Herkunft und Abstammung')),
  moment('date_created', names('Recorded at', 'Erfasst am'), origin),
  user('user_created', names('Recorded by', 'Erfasst von'), { hidden: false, group: 'origin' }),
  reference('execution_id', names('Execution', 'Ausführung'), '{{id}}', originInput),
  choice(
    'change_origin',
    names('Change origin', 'Änderungsherkunft'),
    [
      { value: 'deployment', text: 'Deployment' },
      { value: 'sync', text: 'Sync' },
      { value: 'local_modification', text: 'Local modification' },
    ],
    { ...originInput, display_options: {} },
  ),
  reference('parent_id', names('Parent', 'Vorgänger'), versionTemplate, originInput),
  reference('merge_parent_id', names('Merged from', 'Zusammengeführt aus'), versionTemplate, origin),
  input('content_hash', names('Content hash', 'Inhalts-Hash'), origin),
  input('parent_hash', names('Hash of the parent', 'Hash des Vorgängers'), originInput),
  input('generation', names('Generation', 'Generation'), origin),
  input('lineage_depth', names('Lineage depth', 'Tiefe der Abstammung'), origin),
  reference('lineage_jump_id', names('Lineage jump', 'Abstammungs-Sprung'), versionTemplate, {
    ...origin,
    hidden: true,
  }),
  input('callback_url', names('Callback URL', 'Rückruf-URL'), {
    ...originInput,
    note: 'Called once per decision, e.g. the resume URL of an n8n execution',
  }),
  jsonViewer('version_lineage', names('Lineage', 'Abstammung'), origin),
];
