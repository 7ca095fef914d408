import { anyChanges, isSet, refuse, triggerFunction } from './postgres-trigger.js';

/** On its own: no decision and no promotion changes the moment, so this one has nothing to do with their rules. */
const schedule = triggerFunction(
  'versions_schedule',
  `DECLARE
  before jsonb;
  after jsonb := to_jsonb(NEW);
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF ${isSet('promote_at')} THEN ${refuse('insertPending', 'NEW.id')} END IF;
    RETURN NEW;
  END IF;
  before := to_jsonb(OLD);
  IF (${anyChanges(['promote_at'])})
    AND (after ->> 'status' IS DISTINCT FROM 'approved' OR ${isSet('promoted_context_version')}) THEN
    ${refuse('schedule', 'OLD.id')}
  END IF;
  RETURN NEW;
END`,
);

/** The moment at which a version goes live by itself: changed while it is approved and not live, and never else. */
export const scheduleGuard = { ...schedule, table: 'artifact_versions', event: 'BEFORE INSERT OR UPDATE' };
