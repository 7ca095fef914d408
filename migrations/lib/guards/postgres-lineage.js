import { backfilledColumns, columnsBesideBackfill } from './messages.js';
import { anyChanges, isSet } from './postgres-trigger.js';

/**
 * Because every parent has a lower number than its child, no chain of parents can ever close to a cycle. In a
 * statement of several rows each sees those before it, so a later one cannot be named.
 *
 * @param {string} column
 */
const isNoEarlierVersion = (column) => `(${isSet(column)} AND NOT EXISTS (
    SELECT 1 FROM artifact_versions earlier WHERE earlier.id = NEW.${column}
      AND earlier.project_id::text = after ->> 'project_id' AND earlier.schema_key::text = after ->> 'schema_key'
      AND earlier.version_number < (after ->> 'version_number')::bigint))`;

export const ancestryIsOff = `${isNoEarlierVersion('parent_id')} OR ${isNoEarlierVersion('merge_parent_id')}
    OR (${isSet('merge_parent_id')} AND after -> 'merge_parent_id' = after -> 'parent_id')
    OR (${isSet('merge_parent_id')} AND NOT (${isSet('parent_id')}))`;

/** A row older than this system gets its hash and lineage: once, with nothing else in the same update. */
export const backfills = `(before ->> 'change_origin' IS NULL AND before ->> 'version_lineage' IS NULL
    AND NOT (${anyChanges(columnsBesideBackfill)})
    AND NOT (${backfilledColumns.map((column) => `(before ->> '${column}' IS NOT NULL AND (${anyChanges([column])}))`).join(' OR ')})
    AND ${isSet('lineage_depth')} AND ${isSet('generation')}
    AND jsonb_typeof(after -> 'version_lineage') = 'array' AND after -> 'version_lineage' ->> -1 = after ->> 'content_hash') IS TRUE`;
