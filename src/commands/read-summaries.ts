import type { Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs } from '../directus/items.js';
import type { Line } from '../store/lines.js';

/** What lists and graphs show of a version: not its value and window, of which 10,000 would be 170 MB. */
const FIELDS = [
  'id',
  'version_number',
  'status',
  'content_hash',
  'parent_id',
  'parent_hash',
  'merge_parent_id',
  'change_origin',
  'lineage_depth',
  'generation',
  'summary',
  'source_task_id',
  'execution_id',
  'approved_at',
  'promoted_context_version',
  'retired_context_version',
  'date_created',
  'user_created',
] as const satisfies (keyof Version)[];

export type VersionSummary = Pick<Version, (typeof FIELDS)[number]>;

/**
 * Summaries of a line as the caller may read them, oldest first, in one query.
 *
 * @param upTo highest version number wanted; all if left out
 * @throws Forbidden when the caller may not read versions or one of these fields
 */
export async function readSummaries(
  host: Host,
  caller: Caller,
  line: Line & { upTo?: number },
): Promise<VersionSummary[]> {
  const filters: object[] = [
    { project_id: { _eq: line.project_id } },
    { schema_key: { _eq: line.schema_key } },
    ...(line.upTo === undefined ? [] : [{ version_number: { _lte: line.upTo } }]),
  ];
  const rows = await itemsAs(host, caller, 'artifact_versions', host.database).readByQuery({
    filter: { _and: filters },
    fields: FIELDS,
    sort: ['version_number'],
    limit: -1,
  });
  // Directus returns the fields it was asked for, as their collection has them.
  return rows as unknown as VersionSummary[];
}
