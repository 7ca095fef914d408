import { jsonColumns, ruleColumns } from './policy-columns.js';
import { anyChanges, refuse, trigger } from './sqlite-trigger.js';

/** @param {string} column as JSON where it holds JSON */
const stored = (column) =>
  jsonColumns.includes(column)
    ? `CASE WHEN json_valid(NEW.${column}) THEN json(NEW.${column}) ELSE NEW.${column} END`
    : `NEW.${column}`;

const rule = `json_object(${ruleColumns.map((column) => `'${column}', ${stored(column)}`).join(', ')})`;
const now = `CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)`;

/** @param {{ revision: string, user: string, condition: string }} what */
const keepRevision = ({ revision, user, condition }) =>
  `INSERT INTO artifact_policy_revisions (policy_id, revision, rule, user_id, date_created)
    SELECT NEW.id, ${revision}, ${rule}, ${user}, ${now} WHERE ${condition}`;

const edited = `(${anyChanges(ruleColumns)})`;

/**
 * Triggers count the revisions and keep them, so that no route forgets one: an entry of the log names a revision for
 * good. An update of theirs does not fire them once more.
 */
export const policyTriggers = [
  trigger('policies_insert', 'BEFORE INSERT ON artifact_policies', [
    // INSERT OR REPLACE deletes the old row without firing delete triggers.
    refuse(
      'policyKept',
      `EXISTS (SELECT 1 FROM artifact_policies old WHERE old.id = NEW.id)
        OR EXISTS (SELECT 1 FROM artifact_policies old WHERE old.rowid = NEW.rowid) OR NEW.revision IS NOT 1`,
    ),
  ]),
  trigger('policies_inserted', 'AFTER INSERT ON artifact_policies', [
    keepRevision({ revision: '1', user: 'NEW.user_created', condition: '1' }),
  ]),
  trigger('policies_update', 'BEFORE UPDATE ON artifact_policies', [
    refuse('policyKept', 'NEW.id IS NOT OLD.id'),
  ]),
  trigger('policies_updated', 'AFTER UPDATE ON artifact_policies', [
    `UPDATE artifact_policies SET revision = OLD.revision + ${edited}
      WHERE id = NEW.id AND revision IS NOT OLD.revision + ${edited}`,
    keepRevision({ revision: 'OLD.revision + 1', user: 'NEW.user_updated', condition: edited }),
  ]),
  trigger('policies_delete', 'BEFORE DELETE ON artifact_policies', [refuse('policyKept', '1')]),
  trigger('revisions_insert', 'BEFORE INSERT ON artifact_policy_revisions', [
    refuse(
      'policyKept',
      `EXISTS (SELECT 1 FROM artifact_policy_revisions old
        WHERE old.id = NEW.id OR (old.policy_id = NEW.policy_id AND old.revision = NEW.revision))`,
    ),
  ]),
  trigger('revisions_update', 'BEFORE UPDATE ON artifact_policy_revisions', [refuse('policyKept', '1')]),
  trigger('revisions_delete', 'BEFORE DELETE ON artifact_policy_revisions', [refuse('policyKept', '1')]),
];
