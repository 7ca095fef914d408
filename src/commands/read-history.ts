import type { EntryAction, Json, Key } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs } from '../directus/items.js';

/** One page of a project's audit timeline, newest first. */
export interface HistoryPage {
  entries: Json[];
  /** `sequence` to ask for with `before` to go on; null on the last page. */
  nextCursor: number | null;
}

/**
 * A page of the audit timeline, as the caller may read it.
 *
 * @param before only entries with a lower sequence
 * @throws Forbidden when the caller may not read the project or the log
 */
export async function readHistory(args: {
  host: Host;
  caller: Caller;
  projectId: Key;
  before?: number | undefined;
  limit: number;
  action?: EntryAction[] | undefined;
  schemaKey?: string | undefined;
}): Promise<HistoryPage> {
  const { host, caller, projectId, before, limit, action, schemaKey } = args;
  await itemsAs(host, caller, 'projects', host.database).readOne(projectId, { fields: ['id'] });
  const filters: object[] = [{ project_id: { _eq: projectId } }];
  if (before !== undefined) filters.push({ sequence: { _lt: before } });
  if (action !== undefined) filters.push({ action: { _in: action } });
  if (schemaKey !== undefined) filters.push({ artifact_version_id: { schema_key: { _eq: schemaKey } } });
  const rows = await itemsAs(host, caller, 'artifact_approvals', host.database).readByQuery({
    filter: { _and: filters },
    sort: ['-sequence'],
    limit: limit + 1,
    fields: [
      '*',
      'artifact_version_id.id',
      'artifact_version_id.schema_key',
      'artifact_version_id.version_number',
    ],
  });
  const entries = rows.slice(0, limit).map(toTimelineEntry);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { entries, nextCursor: last === undefined ? null : Number(last['sequence']) };
}

/** The entry flat, as its table has it, with the key and number of the version beside it. */
function toTimelineEntry(row: Record<string, unknown>): Json {
  const version = row['artifact_version_id'] as Record<string, Json> | null;
  return {
    ...(row as Record<string, Json>),
    artifact_version_id: version?.['id'] ?? null,
    schema_key: version?.['schema_key'] ?? null,
    version_number: version?.['version_number'] ?? null,
  };
}
