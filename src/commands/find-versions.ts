import type { Json, Key } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs } from '../directus/items.js';

/** A version and its file links, as Directus reads them. */
const WHOLE = ['*', 'files.directus_files_id', 'files.sort'];

/** What lists show of a waiting version: not its value, of which there may be many. */
const BRIEF = [
  'id',
  'project_id',
  'schema_key',
  'version_number',
  'summary',
  'source_task_id',
  'content_hash',
  'date_created',
  'user_created',
];

/**
 * The approved version of a line, live or not yet, as the caller may read it; null if there is none.
 *
 * @throws Forbidden when the caller may not read the project, or versions
 */
export async function findApproved(
  host: Host,
  caller: Caller,
  line: { projectId: Key; schemaKey: string },
): Promise<Json> {
  const { projectId, schemaKey } = line;
  await itemsAs(host, caller, 'projects', host.database).readOne(projectId, { fields: ['id'] });
  const [found] = await itemsAs(host, caller, 'artifact_versions', host.database).readByQuery({
    filter: {
      _and: [
        { project_id: { _eq: projectId } },
        { schema_key: { _eq: schemaKey } },
        { status: { _eq: 'approved' } },
      ],
    },
    fields: WHOLE,
    limit: 1,
  });
  return (found ?? null) as Json;
}

/** Versions that wait for a decision. */
export interface Waiting {
  /** All of them, also those beyond the limit. */
  count: number;
  /** The longest waiting first. */
  versions: Json[];
}

/**
 * What waits for a decision, as the caller may read it: of a project, a schema key, or everywhere.
 *
 * @param recordedBefore only what was recorded before that moment
 * @throws Forbidden when the caller may not read the project, or versions
 */
export async function findPending(args: {
  host: Host;
  caller: Caller;
  projectId?: Key | undefined;
  schemaKey?: string | undefined;
  recordedBefore?: Date | undefined;
  limit: number;
}): Promise<Waiting> {
  const { host, caller, projectId, schemaKey, recordedBefore, limit } = args;
  if (projectId !== undefined)
    await itemsAs(host, caller, 'projects', host.database).readOne(projectId, { fields: ['id'] });
  const filter = {
    _and: [
      { status: { _eq: 'pending' } },
      ...(projectId === undefined ? [] : [{ project_id: { _eq: projectId } }]),
      ...(schemaKey === undefined ? [] : [{ schema_key: { _eq: schemaKey } }]),
      ...(recordedBefore === undefined ? [] : [{ date_created: { _lt: recordedBefore.toISOString() } }]),
    ],
  };
  const items = itemsAs(host, caller, 'artifact_versions', host.database);
  const [counted] = await items.readByQuery({ filter, aggregate: { count: ['id'] } });
  const versions = await items.readByQuery({ filter, fields: BRIEF, sort: ['date_created', 'id'], limit });
  const count = counted?.['count'];
  const all = typeof count === 'object' && count !== null && 'id' in count ? Number(count.id) : 0;
  return { count: all, versions: versions as Json[] };
}
