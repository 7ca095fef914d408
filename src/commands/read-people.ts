import type { Caller, Host } from '../directus/host.js';
import { itemsAs } from '../directus/items.js';
import { readableAmong } from '../directus/readable.js';
import { isForbidden } from '../errors/is-forbidden.js';
import { freezersAmong, projectsFrozenBy } from '../store/freezes.js';
import { type Person, readNames } from '../store/people.js';

/** Where the registry says who did something. */
const TRACES = [
  { collection: 'artifact_versions', field: 'user_created' },
  { collection: 'artifact_versions', field: 'approved_by' },
  { collection: 'artifact_approvals', field: 'actor_id' },
] as const;

/**
 * Names of the people who recorded, decided or froze something that the caller may read: who reviews must see whose work it
 * is, and a permission to read users would, without a subset of fields, give away their addresses as well. Nothing but
 * the name is told, and of nobody else: who is unknown and who left no such trace are left out alike.
 *
 * @param ids of users, at most as many as the route takes
 */
export async function readPeople(args: { host: Host; caller: Caller; ids: string[] }): Promise<Person[]> {
  const { host, caller } = args;
  const ids = [...new Set(args.ids)];
  const seen = await Promise.all(TRACES.map((trace) => leftTraces(host, caller, ids, trace)));
  const found = new Set(seen.flat());
  const others = ids.filter((id) => !found.has(id));
  return readNames(host.database, [...found, ...(await freezers(host, caller, others))]);
}

/** Those of the ids who froze something, or lifted a freeze, in a project that the caller may read. */
async function freezers(host: Host, caller: Caller, ids: string[]): Promise<string[]> {
  const { database } = host;
  const projects = await projectsFrozenBy(database, ids);
  const readable = await readableAmong(host, caller, 'projects', projects, database);
  const seen = projects.filter((id) => readable.has(String(id)));
  return freezersAmong(database, ids, seen);
}

/** Those of the ids that the field names in rows which the caller may read. */
async function leftTraces(
  host: Host,
  caller: Caller,
  ids: string[],
  { collection, field }: (typeof TRACES)[number],
): Promise<string[]> {
  try {
    const items = itemsAs(host, caller, collection, host.database);
    const rows = await items.readByQuery({
      filter: { [field]: { _in: ids } },
      group: [field],
      aggregate: { count: ['*'] },
      limit: -1,
    });
    return rows.map((row) => String(row[field]));
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
}
