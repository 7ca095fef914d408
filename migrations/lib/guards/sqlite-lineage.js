import { backfilledColumns, columnsBesideBackfill } from './messages.js';
import { anyChanges } from './sqlite-trigger.js';

/**
 * Because every parent has a lower number than its child, no chain of parents can ever close to a cycle. In a
 * statement of several rows each sees those before it, so a later one cannot be named.
 *
 * @param {string} column
 */
const isNoEarlierVersion = (column) => `(NEW.${column} IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM artifact_versions earlier WHERE earlier.id = NEW.${column}
      AND earlier.project_id = NEW.project_id AND earlier.schema_key = NEW.schema_key
      AND earlier.version_number < NEW.version_number))`;

export const ancestryIsOff = `(${isNoEarlierVersion('parent_id')} OR ${isNoEarlierVersion('merge_parent_id')}
    OR NEW.merge_parent_id = NEW.parent_id OR (NEW.merge_parent_id IS NOT NULL AND NEW.parent_id IS NULL))`;

const lastOfLineage = `CASE WHEN json_valid(NEW.version_lineage)
    THEN json_extract(NEW.version_lineage, '$[#-1]') END`;

/** A row older than this system gets its hash and lineage: once, with nothing else in the same update. */
export const backfills = `(OLD.change_origin IS NULL AND OLD.version_lineage IS NULL
    AND NOT (${anyChanges(columnsBesideBackfill)})
    AND NOT (${backfilledColumns.map((column) => `(OLD.${column} IS NOT NULL AND NEW.${column} IS NOT OLD.${column})`).join(' OR ')})
    AND NEW.lineage_depth IS NOT NULL AND NEW.generation IS NOT NULL
    AND ${lastOfLineage} = NEW.content_hash) IS 1`;
