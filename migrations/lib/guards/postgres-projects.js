import { contextColumns } from './messages.js';
import { anyChanges, refuse, triggerFunction } from './postgres-trigger.js';

/** @import { PostgresGuard } from './postgres-trigger.js' */

/**
 * A promotion or withdrawal marks its versions with the number that the context gets, and only then writes the
 * context. No version has such a mark otherwise: it is what tells a promotion from a statement that somebody wrote
 * by mistake. `SET LOCAL artifacts.context_guard = 'off'` lets a correction of a context pass.
 */
const contextKept = triggerFunction(
  'context_kept',
  `DECLARE
  before jsonb := to_jsonb(OLD);
  after jsonb := to_jsonb(NEW);
  bumped bigint := COALESCE((before ->> 'context_version')::bigint, 0) + 1;
BEGIN
  IF (${anyChanges(contextColumns)}) AND current_setting('artifacts.context_guard', true) IS DISTINCT FROM 'off' THEN
    -- Asked one after the other, each by an index of its own.
    IF (after ->> 'context_version')::numeric IS DISTINCT FROM bumped OR NOT (
      EXISTS (SELECT 1 FROM artifact_versions WHERE project_id = NEW.id AND promoted_context_version = bumped)
      OR EXISTS (SELECT 1 FROM artifact_versions WHERE project_id = NEW.id AND retired_context_version = bumped)
    ) THEN
      ${refuse('contextKept', 'OLD.id')}
    END IF;
  END IF;
  RETURN NEW;
END`,
);

/** @type {PostgresGuard[]} */
export const projectGuards = [{ ...contextKept, table: 'projects', event: 'BEFORE UPDATE' }];
