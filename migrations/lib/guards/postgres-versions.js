import { ancestryColumns, contentColumns, identityColumns, lifecycleColumns } from './messages.js';
import { checkInputs } from './postgres-inputs.js';
import { ancestryIsOff, backfills } from './postgres-lineage.js';
import { anyChanges, isSet, refuse, triggerFunction } from './postgres-trigger.js';

const id = 'OLD.id';

const beforeInsert = triggerFunction(
  'versions_insert',
  `DECLARE
  after jsonb := to_jsonb(NEW);
BEGIN
  IF after ->> 'status' IS DISTINCT FROM 'pending' OR ${lifecycleColumns.map(isSet).join(' OR ')} THEN
    ${refuse('insertPending', 'NEW.id')}
  END IF;
  IF ${isSet('parent_id')} OR ${isSet('merge_parent_id')} THEN
    -- A child seals its parents: a change of their content that is under way ends first, a later one sees the child.
    PERFORM 1 FROM artifact_versions WHERE id IN (NEW.parent_id, NEW.merge_parent_id) ORDER BY id FOR UPDATE;
    IF ${ancestryIsOff} THEN ${refuse('ancestry', 'NEW.id')} END IF;
  END IF;
  ${checkInputs}
  RETURN NEW;
END`,
);

const marks = ['promoted_at', 'promoted_context_version', 'retired_context_version'];

const frozen = `${anyChanges(contentColumns)} OR (NOT decides AND (${anyChanges(['rejection_reason'])}))`;

/** Compares inside: a column list or WHEN would block a later ALTER TYPE of the columns it names. */
const beforeUpdate = triggerFunction(
  'versions_update',
  `DECLARE
  before jsonb := to_jsonb(OLD);
  after jsonb := to_jsonb(NEW);
  was text := before ->> 'status';
  becomes text := after ->> 'status';
  decides boolean := becomes IS DISTINCT FROM was;
  content_changes boolean := ${anyChanges(['value', 'primary_file_id'])};
  frozen_changes boolean := ${frozen};
  keeps_value boolean := becomes = 'approved'
    OR (${isSet('promoted_context_version')} AND NOT (${isSet('retired_context_version')}));
  archives boolean := after ->> 'value' IS NULL
    AND ${isSet('archive_file_id')} AND ${isSet('archived_at')};
  restores boolean := before ->> 'value' IS NULL AND before ->> 'archive_file_id' IS NOT NULL
    AND NOT (${isSet('archive_file_id')}) AND NOT (${isSet('archived_at')});
BEGIN
  IF decides THEN
    -- The second write of a decision that was overtaken by a later one: nothing happens.
    IF NEW.decision_id IS NOT NULL AND NEW.decision_id IS DISTINCT FROM OLD.decision_id AND EXISTS (
      SELECT 1 FROM artifact_approvals entry
      WHERE entry.artifact_version_id = OLD.id AND entry.decision_id = NEW.decision_id
    ) THEN
      RETURN NULL;
    END IF;
    IF ((was = 'pending' AND becomes IN ('approved', 'rejected'))
      OR (was = 'approved' AND becomes IN ('superseded', 'rejected'))) IS NOT TRUE THEN
      ${refuse('transition', id)}
    END IF;
    IF NEW.decision_id IS NULL OR NEW.decision_id IS NOT DISTINCT FROM OLD.decision_id THEN
      ${refuse('decision', id)}
    END IF;
    IF content_changes THEN ${refuse('decisionWithContent', id)} END IF;
  ELSIF ${anyChanges(['decision_id', 'approved_at', 'approved_by'])} THEN
    ${refuse('decisionAlone', id)}
  END IF;

  IF ${anyChanges(identityColumns)} THEN ${refuse('identity', id)} END IF;
  IF ${anyChanges(['inputs'])} THEN ${refuse('inputsKept', id)} END IF;
  IF ${marks.map((mark) => `(before ->> '${mark}' IS NOT NULL AND (${anyChanges([mark])}))`).join(' OR ')} THEN
    ${refuse('marksOnce', id)}
  END IF;
  IF (${anyChanges(['promoted_at', 'promoted_context_version'])}) AND becomes IS DISTINCT FROM 'approved' THEN
    ${refuse('promoteApproved', id)}
  END IF;
  IF (${anyChanges(['retired_context_version'])}) AND NOT (${isSet('promoted_context_version')}) THEN
    ${refuse('retirePromoted', id)}
  END IF;

  -- Where the value of an archived version is to be found is as good as the value itself.
  IF (${anyChanges(['archived_at', 'archive_file_id'])})
    AND NOT ((${anyChanges(['value'])}) AND (archives OR restores)) THEN
    ${refuse('archiveAlone', id)}
  END IF;

  IF (content_changes OR frozen_changes) AND NOT (${backfills}) AND artifact_guard_is_sealed(OLD.id) THEN
    IF frozen_changes OR NOT (archives OR restores) THEN ${refuse('sealed', id)} END IF;
    IF keeps_value THEN ${refuse('archive', id)} END IF;
  ELSIF content_changes AND NOT (${anyChanges(['content_hash'])}) THEN
    -- A hash that no longer fits its content must not look like one that does.
    NEW.content_hash := NULL;
  END IF;
  IF (${anyChanges(ancestryColumns)}) AND (${ancestryIsOff}) THEN ${refuse('ancestry', id)} END IF;
  RETURN NEW;
END`,
);

/** Checked at commit, because a decision appends its entry after it changed the status and the decision_id. */
const entryAtCommit = triggerFunction(
  'versions_entry',
  `BEGIN
  IF NEW.decision_id IS DISTINCT FROM OLD.decision_id AND NOT EXISTS (
    SELECT 1 FROM artifact_approvals entry
    WHERE entry.artifact_version_id = NEW.id AND entry.decision_id = NEW.decision_id
  ) THEN
    ${refuse('entryMissing', 'NEW.id')}
  END IF;
  RETURN NULL;
END`,
);

export const versionGuards = [
  { ...beforeInsert, table: 'artifact_versions', event: 'BEFORE INSERT' },
  { ...beforeUpdate, table: 'artifact_versions', event: 'BEFORE UPDATE' },
  { ...entryAtCommit, table: 'artifact_versions', event: 'AFTER UPDATE', deferred: true },
];
