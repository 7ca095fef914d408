import { ancestryColumns, contentColumns, identityColumns, lifecycleColumns } from './messages.js';
import { ancestryIsOff, backfills } from './sqlite-lineage.js';
import { anyChanges, isSealed, refuse, trigger } from './sqlite-trigger.js';

const echo = `NEW.status IS NOT OLD.status AND NEW.decision_id IS NOT NULL AND NEW.decision_id IS NOT OLD.decision_id
  AND EXISTS (SELECT 1 FROM artifact_approvals entry
    WHERE entry.artifact_version_id = OLD.id AND entry.decision_id = NEW.decision_id)`;

const legal = `(OLD.status = 'pending' AND NEW.status IN ('approved', 'rejected'))
  OR (OLD.status = 'approved' AND NEW.status IN ('superseded', 'rejected'))`;

/** Approved rows and live ones must stay readable without a file. */
const keepsValue = `NEW.status = 'approved'
  OR (NEW.promoted_context_version IS NOT NULL AND NEW.retired_context_version IS NULL)`;
const archives = 'NEW.value IS NULL AND NEW.archive_file_id IS NOT NULL AND NEW.archived_at IS NOT NULL';
const restores = `OLD.value IS NULL AND OLD.archive_file_id IS NOT NULL
  AND NEW.archive_file_id IS NULL AND NEW.archived_at IS NULL`;

/** The value goes to its archive file or comes back from it. */
const moves = `((${archives}) OR (${restores}))`;

/** One trigger, because the order of several is not defined and the echo must be told apart first. */
const update = trigger('versions_update', 'BEFORE UPDATE ON artifact_versions', [
  `SELECT RAISE(IGNORE) WHERE ${echo}`,
  refuse('identity', `NEW.rowid IS NOT OLD.rowid OR ${anyChanges(identityColumns)}`),
  refuse('transition', `NEW.status IS NOT OLD.status AND (${legal}) IS NOT 1`),
  refuse(
    'decision',
    `NEW.status IS NOT OLD.status AND (NEW.decision_id IS NULL OR NEW.decision_id IS OLD.decision_id)`,
  ),
  refuse(
    'decisionWithContent',
    `NEW.status IS NOT OLD.status AND (${anyChanges(['value', 'primary_file_id'])})`,
  ),
  // UPDATE OR REPLACE would delete the approved row that the unique index protects.
  refuse(
    'secondApproved',
    `NEW.status = 'approved' AND OLD.status IS NOT 'approved' AND EXISTS (SELECT 1 FROM artifact_versions other
      WHERE other.project_id = OLD.project_id AND other.schema_key = OLD.schema_key
        AND other.status = 'approved' AND other.id <> OLD.id)`,
  ),
  refuse(
    'decisionAlone',
    `NEW.status IS OLD.status AND (${anyChanges(['decision_id', 'approved_at', 'approved_by'])})`,
  ),
  refuse(
    'marksOnce',
    ['promoted_at', 'promoted_context_version', 'retired_context_version']
      .map((column) => `(OLD.${column} IS NOT NULL AND NEW.${column} IS NOT OLD.${column})`)
      .join(' OR '),
  ),
  refuse(
    'promoteApproved',
    `NEW.status IS NOT 'approved' AND (${anyChanges(['promoted_at', 'promoted_context_version'])})`,
  ),
  refuse(
    'retirePromoted',
    'NEW.retired_context_version IS NOT OLD.retired_context_version AND NEW.promoted_context_version IS NULL',
  ),
  refuse(
    'sealed',
    `(${anyChanges(contentColumns)} OR (NEW.status IS OLD.status AND NEW.rejection_reason IS NOT OLD.rejection_reason))
      AND NOT ${backfills} AND ${isSealed('OLD')}`,
  ),
  // Where the value of an archived version is to be found is as good as the value itself.
  refuse(
    'archiveAlone',
    `(${anyChanges(['archived_at', 'archive_file_id'])}) AND NOT (NEW.value IS NOT OLD.value AND ${moves})`,
  ),
  refuse('archive', `NEW.value IS NOT OLD.value AND ${isSealed('OLD')} AND ${moves} AND (${keepsValue})`),
  refuse('sealed', `NEW.value IS NOT OLD.value AND ${isSealed('OLD')} AND NOT ${moves}`),
  refuse('ancestry', `(${anyChanges(ancestryColumns)}) AND ${ancestryIsOff}`),
]);

export const versionTriggers = [
  trigger('versions_insert', 'BEFORE INSERT ON artifact_versions', [
    refuse(
      'insertPending',
      `NEW.status IS NOT 'pending' OR ${lifecycleColumns.map((column) => `NEW.${column} IS NOT NULL`).join(' OR ')}`,
    ),
    // INSERT OR REPLACE deletes the old row without firing delete triggers.
    refuse(
      'versionKept',
      `EXISTS (SELECT 1 FROM artifact_versions old WHERE old.id = NEW.id)
        OR EXISTS (SELECT 1 FROM artifact_versions old WHERE old.rowid = NEW.rowid)
        OR EXISTS (SELECT 1 FROM artifact_versions old WHERE old.project_id = NEW.project_id
          AND old.schema_key = NEW.schema_key AND old.version_number = NEW.version_number)`,
    ),
    refuse('ancestry', ancestryIsOff),
  ]),
  update,
  trigger('versions_content', 'AFTER UPDATE ON artifact_versions', [
    `UPDATE artifact_versions SET content_hash = NULL WHERE id = NEW.id
      AND (${anyChanges(['value', 'primary_file_id'])})
      AND NEW.content_hash IS OLD.content_hash AND NEW.content_hash IS NOT NULL
      AND NOT ${isSealed('OLD')}`,
  ]),
  trigger('versions_delete', 'BEFORE DELETE ON artifact_versions', [refuse('versionKept', '1')]),
];
