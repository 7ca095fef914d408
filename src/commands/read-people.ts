import type { Caller, Host } from '../directus/host.js';
import { itemsAs } from '../directus/items.js';
import { isForbidden } from '../errors/is-forbidden.js';
import { type Person, readNames } from '../store/people.js';

/** Where the registry says who did something. */
const TRACES = [
  { collection: 'artifact_versions', field: 'user_created' },
  { collection: 'artifact_versions', field: 'approved_by' },
  { collection: 'artifact_approvals', field: 'actor_id' },
] as const;

/**
 * Names of the people who recorded or decided something that the caller may read: who reviews must see whose work it
 * is, and a permission to read users would, without a subset of fields, give away their addresses as well. Nothing but
 * the name is told, and of nobody else: who is unknown and who left no such trace are left out alike.
 *
 * @param ids of users, at most as many as the route takes
 */
export async function readPeople(args: { host: Host; caller: Caller; ids: string[] }): Promise<Person[]> {
  const { host, caller } = args;
  const ids = [...new Set(args.ids)];
  const seen = await Promise.all(TRACES.map((trace) => leftTraces(host, caller, ids, trace)));
  return readNames(host.database, [...new Set(seen.flat())]);
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
