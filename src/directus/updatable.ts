import { isForbidden } from '../errors/is-forbidden.js';
import type { Caller, Host } from './host.js';
import { assertMayUpdate } from './may-update.js';

/** The part of Directus' PermissionsService that is used. */
interface Permissions {
  getItemPermissions(collection: string): Promise<{ update: { access: boolean } }>;
}

/** Whether somebody may update items of a collection at all, whichever these are. */
export async function mayUpdateAny(host: Host, caller: Caller, collection: string): Promise<boolean> {
  const options = { knex: host.database, schema: caller.schema, accountability: caller.accountability };
  const permissions = new host.services.PermissionsService(options) as unknown as Permissions;
  return (await permissions.getItemPermissions(collection)).update.access;
}

/**
 * The keys among `keys` whose items the caller may update. Directus answers for several at once with yes or no; where
 * that is no, each half is asked about, so that a few that are forbidden do not cost a question for each.
 */
export async function updatableAmong(
  host: Host,
  caller: Caller,
  collection: string,
  keys: string[],
): Promise<string[]> {
  if (keys.length === 0) return [];
  try {
    await assertMayUpdate(host, caller, collection, keys, host.database);
    return keys;
  } catch (error) {
    if (!isForbidden(error)) throw error;
  }
  if (keys.length === 1) return [];
  const middle = Math.ceil(keys.length / 2);
  return [
    ...(await updatableAmong(host, caller, collection, keys.slice(0, middle))),
    ...(await updatableAmong(host, caller, collection, keys.slice(middle))),
  ];
}
