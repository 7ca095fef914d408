import type { Knex } from 'knex';
import { readMemberships } from './memberships.js';

/** Somebody with access to the Studio, and what Directus goes by when it asks what they may do. */
export interface StudioUser {
  id: string;
  role: string | null;
  /** The role and those above it. */
  roles: string[];
  /** Policies of Directus, in a fixed order. */
  policies: string[];
  admin: boolean;
  /** Of the Studio; null: as the installation has it. */
  language: string | null;
}

interface PolicyRow {
  id: string;
  admin_access: unknown;
  app_access: unknown;
  ip_access: unknown;
}

/**
 * Active users with access to the Studio. API-only users are not among them. A
 * policy of Directus that only counts at certain addresses does not count: from where somebody will read is not known.
 */
export async function studioUsers(knex: Knex): Promise<StudioUser[]> {
  const rows: PolicyRow[] = await knex('directus_policies').select(
    'id',
    'admin_access',
    'app_access',
    'ip_access',
  );
  const anywhere = rows.filter(({ ip_access }) => isEmpty(ip_access));
  const admin = new Set(anywhere.filter(({ admin_access }) => isOn(admin_access)).map(({ id }) => id));
  const app = new Set(anywhere.filter(({ app_access }) => isOn(app_access)).map(({ id }) => id));
  const { owners, roles: withAccess } = await holdersOf(knex, [...admin, ...app]);
  const users: Pick<StudioUser, 'id' | 'role' | 'language'>[] = await knex('directus_users')
    .select('id', 'role', 'language')
    .where({ status: 'active' })
    .andWhere((holder) => void holder.whereIn('id', owners).orWhereIn('role', withAccess))
    .orderBy('id');
  const memberships = await readMemberships(
    knex,
    users.map(({ id }) => id),
  );
  return users.flatMap((user) => {
    const { roles = [], policies = [] } = memberships.get(user.id) ?? {};
    const isAdmin = policies.some((policy) => admin.has(policy));
    if (!isAdmin && !policies.some((policy) => app.has(policy))) return [];
    return [{ ...user, roles, policies: policies.toSorted(), admin: isAdmin }];
  });
}

/**
 * Which of these policies of Directus say something of versions that depends on who is asking: two users who have the
 * same policies may then do different things.
 */
export async function policiesAskingWho(knex: Knex, policies: string[]): Promise<Set<string>> {
  if (policies.length === 0) return new Set();
  const rows: { policy: string; permissions: unknown }[] = await knex('directus_permissions')
    .select('policy', 'permissions')
    .whereIn('policy', policies)
    .whereIn('collection', ['artifact_versions', 'projects']);
  const asking = rows.filter(({ permissions }) => JSON.stringify(permissions ?? null).includes('$CURRENT'));
  return new Set(asking.map(({ policy }) => policy));
}

/** The language of those who have chosen none. */
export async function usualLanguage(knex: Knex): Promise<string | null> {
  const row: { default_language: string | null } | undefined = await knex('directus_settings')
    .select('default_language')
    .first();
  return row?.default_language ?? null;
}

/** Who has one of these policies: users by themselves, and roles with all roles below them. Most users may have none. */
async function holdersOf(knex: Knex, policies: string[]): Promise<{ owners: string[]; roles: string[] }> {
  const rows: { user: string | null; role: string | null }[] = await knex('directus_access')
    .select('user', 'role')
    .whereIn('policy', policies);
  const all: { id: string; parent: string | null }[] = await knex('directus_roles').select('id', 'parent');
  const roles = new Set(rows.flatMap(({ role }) => role ?? []));
  let known = -1;
  while (known !== roles.size) {
    known = roles.size;
    for (const { id, parent } of all) if (parent !== null && roles.has(parent)) roles.add(id);
  }
  return { owners: rows.flatMap(({ user }) => user ?? []), roles: [...roles] };
}

function isEmpty(list: unknown): boolean {
  return list === null || list === undefined || (Array.isArray(list) ? list.length === 0 : list === '');
}

/** SQLite returns numbers. */
function isOn(value: unknown): boolean {
  return value === true || value === 1;
}
