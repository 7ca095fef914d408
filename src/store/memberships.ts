import type { Knex } from 'knex';

/** What a user belongs to, as policies ask about it. */
export interface Membership {
  /** Its role, and the roles above that. */
  roles: string[];
  /** Policies of Directus, its own and those of its roles. */
  policies: string[];
  /** Access to the Studio, which only people have. */
  app: boolean;
}

/** Roles can stand in a row, but not for ever. */
const MOST_LEVELS = 50;

interface AccessRow {
  user: string | null;
  role: string | null;
  policy: string;
  app_access: unknown;
  admin_access: unknown;
}

/**
 * Roles and policies of users at this moment, by user; users who are not there are left out. Directus offers
 * extensions this for whoever is calling only, and approvals are by others as well.
 */
export async function readMemberships(knex: Knex, userIds: string[]): Promise<Map<string, Membership>> {
  const ids = [...new Set(userIds)];
  if (ids.length === 0) return new Map();
  const users: { id: string; role: string | null }[] = await knex('directus_users')
    .select('id', 'role')
    .whereIn('id', ids);
  const parents = await roleParents(knex);
  const rolesOf = new Map(users.map(({ id, role }) => [id, withAncestors(role, parents)]));
  const roles = [...new Set([...rolesOf.values()].flat())];
  const access: AccessRow[] = await knex('directus_access as access')
    .join('directus_policies as policy', 'policy.id', 'access.policy')
    .select('access.user', 'access.role', 'access.policy', 'policy.app_access', 'policy.admin_access')
    .whereIn('access.user', ids)
    .orWhereIn('access.role', roles);
  return new Map(
    users.map(({ id }) => {
      const own = rolesOf.get(id) ?? [];
      const rows = access.filter(({ user, role }) => user === id || (role !== null && own.includes(role)));
      const membership = {
        roles: own,
        policies: [...new Set(rows.map(({ policy }) => policy))],
        app: rows.some(({ app_access, admin_access }) => isOn(app_access) || isOn(admin_access)),
      };
      return [id, membership] as const;
    }),
  );
}

/** Ids among these that no row has. */
export async function unknownIds(
  knex: Knex,
  table: 'directus_roles' | 'directus_policies' | 'directus_users' | 'projects',
  ids: (string | number)[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows: { id: string | number }[] = await knex(table).select('id').whereIn('id', ids);
  const known = new Set(rows.map(({ id }) => String(id)));
  return ids.map(String).filter((id) => !known.has(id));
}

async function roleParents(knex: Knex): Promise<Map<string, string | null>> {
  const rows: { id: string; parent: string | null }[] = await knex('directus_roles').select('id', 'parent');
  return new Map(rows.map(({ id, parent }) => [id, parent]));
}

function withAncestors(role: string | null, parents: Map<string, string | null>): string[] {
  const found: string[] = [];
  let next = role;
  while (next !== null && !found.includes(next) && found.length < MOST_LEVELS) {
    found.push(next);
    next = parents.get(next) ?? null;
  }
  return found;
}

/** SQLite returns numbers. */
function isOn(value: unknown): boolean {
  return value === true || value === 1;
}
