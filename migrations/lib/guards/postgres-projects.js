import { contextColumns } from './messages.js';
import { refuse, triggerFunction } from './postgres-trigger.js';

/** @import { PostgresGuard } from './postgres-trigger.js' */

/** Column by column: the whole rows as JSON would be copies of everything in them. `json` has no equality of its own. */
const anyColumnChanges = contextColumns
  .map((column) => `to_jsonb(OLD.${column}) IS DISTINCT FROM to_jsonb(NEW.${column})`)
  .join(' OR ');

/**
 * A promotion or withdrawal marks its versions with the number that the context gets, and only then writes the
 * context. No version has such a mark otherwise: it is what tells a promotion from a statement that somebody wrote
 * by mistake. `SET LOCAL artifacts.context_guard = 'off'` lets a correction of a context pass.
 */
const contextKept = triggerFunction(
  'context_kept',
  `DECLARE
  bumped bigint := COALESCE(OLD.context_version::bigint, 0) + 1;
BEGIN
  -- Most often it is a promotion, and then a context of megabytes need not be looked at. By an index of its own each.
  IF NEW.context_version::numeric = bumped AND (
    EXISTS (SELECT 1 FROM artifact_versions WHERE project_id = NEW.id AND promoted_context_version = bumped)
    OR EXISTS (SELECT 1 FROM artifact_versions WHERE project_id = NEW.id AND retired_context_version = bumped)
  ) THEN
    RETURN NEW;
  END IF;
  IF (${anyColumnChanges}) AND current_setting('artifacts.context_guard', true) IS DISTINCT FROM 'off' THEN
    ${refuse('contextKept', 'OLD.id')}
  END IF;
  RETURN NEW;
END`,
);

/** @type {PostgresGuard[]} */
export const projectGuards = [{ ...contextKept, table: 'projects', event: 'BEFORE UPDATE' }];
