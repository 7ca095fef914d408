import type { SchemaOverview } from '@directus/types';
import groupBy from 'lodash/groupBy.js';
import type { Key } from '../../domain/words.js';
import { actingAs } from '../../directus/acting-as.js';
import type { Caller, Host } from '../../directus/host.js';
import { itemsAs } from '../../directus/items.js';
import { mayUpdateAny, updatableAmong } from '../../directus/updatable.js';
import { isForbidden } from '../../errors/is-forbidden.js';
import { policiesAskingWho, type StudioUser } from '../../store/studio-users.js';

/** What Directus lets a user do with the versions that were asked about. */
export interface Rights {
  /** Those that they may read and update. */
  decidable: Set<string>;
  /** Titles of the projects of these, as far as they may read them. */
  titles: Map<string, string>;
}

/** What a notification says of a version: who may not read all of this is told nothing. */
const NAMED_FIELDS = ['id', 'project_id', 'schema_key', 'version_number', 'status', 'user_created'];

/**
 * What users may do with versions, as Directus says itself. It is asked once for all who have the same policies, unless
 * these say something that depends on the user.
 */
export async function rightsOf(
  host: Host,
  schema: SchemaOverview,
  users: StudioUser[],
  versionIds: string[],
): Promise<Map<string, Rights>> {
  const rights = new Map<string, Rights>();
  for (const alike of await usersAlike(host, users)) {
    const [first] = alike;
    if (first === undefined) continue;
    const found = await ask(host, actingAs(first, schema), versionIds);
    for (const { id } of alike) rights.set(id, found);
  }
  return rights;
}

/** Those of the users who may update versions at all. */
export async function mayDecideAny(
  host: Host,
  schema: SchemaOverview,
  users: StudioUser[],
): Promise<StudioUser[]> {
  const able: StudioUser[] = [];
  for (const alike of await usersAlike(host, users)) {
    const [first] = alike;
    if (first !== undefined && (await mayUpdateAny(host, actingAs(first, schema), 'artifact_versions')))
      able.push(...alike);
  }
  return able;
}

async function usersAlike({ database }: Host, users: StudioUser[]): Promise<StudioUser[][]> {
  const policies = [...new Set(users.flatMap((user) => user.policies))];
  const asking = await policiesAskingWho(database, policies);
  const groups = groupBy(users, (user) => {
    if (user.admin) return 'admin';
    const own = user.policies.some((policy) => asking.has(policy)) ? user.id : null;
    // Public policies are those of users without a role.
    return JSON.stringify([own, user.roles.length === 0, user.policies]);
  });
  return Object.values(groups);
}

async function ask(host: Host, caller: Caller, versionIds: string[]): Promise<Rights> {
  const nothing = { decidable: new Set<string>(), titles: new Map<string, string>() };
  if (versionIds.length === 0 || !(await mayUpdateAny(host, caller, 'artifact_versions'))) return nothing;
  const rows = await readOrNothing(host, caller, 'artifact_versions', versionIds, NAMED_FIELDS);
  const readable = rows.map((row) => String(row['id']));
  const decidable = await updatableAmong(host, caller, 'artifact_versions', readable);
  const projects = [...new Set(rows.map((row) => row['project_id'] as Key))];
  const titled = await readOrNothing(host, caller, 'projects', projects, ['id', 'title']);
  const titles = titled.flatMap(({ id, title }): [string, string][] =>
    typeof title === 'string' && title.trim() !== '' ? [[String(id), title]] : [],
  );
  return { decidable: new Set(decidable), titles: new Map(titles) };
}

async function readOrNothing(
  host: Host,
  caller: Caller,
  collection: string,
  keys: Key[],
  fields: string[],
): Promise<Record<string, unknown>[]> {
  try {
    const query = { filter: { id: { _in: keys } }, fields, limit: -1 };
    return await itemsAs(host, caller, collection, host.database).readByQuery(query);
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
}
