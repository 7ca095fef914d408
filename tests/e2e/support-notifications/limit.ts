import { randomUUID } from 'node:crypto';
import { as } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';

/** Rules on versions by action; null: all of them. */
type Grants = Partial<Record<'read' | 'update', object | null>>;

/**
 * Gives a user of the Studio a role with a policy of its own. By SQL: another user would take a seat, of which the free
 * tier has three.
 */
export async function limit(
  { knex, url, admin }: Instance,
  user: { id: string },
): Promise<{ to: (grants: Grants) => Promise<void>; undo: () => Promise<void> }> {
  const before: { role: string } = await knex('directus_users').where({ id: user.id }).first('role');
  const [policy, role] = [randomUUID(), randomUUID()];
  const name = 'Limited';
  await knex('directus_roles').insert({ id: role, name });
  await knex('directus_policies').insert({
    ...{ id: policy, name, enforce_tfa: false },
    ...{ app_access: true, admin_access: false },
  });
  await knex('directus_access').insert({ id: randomUUID(), role, policy });
  await knex('directus_users').where({ id: user.id }).update({ role });
  const forget = async () => {
    const { status } = await as(url, admin.token).post('/utils/cache/clear?system', {});
    if (status >= 300) throw new Error(`The cache was not cleared: ${status}`);
  };
  return {
    to: async (grants) => {
      await knex('directus_permissions').where({ policy }).delete();
      for (const [action, rule] of Object.entries(grants)) {
        const permissions = rule === null ? null : JSON.stringify(rule);
        const row = { policy, collection: 'artifact_versions', action, fields: '*', permissions };
        await knex('directus_permissions').insert(row);
      }
      await forget();
    },
    undo: async () => {
      await knex('directus_users').where({ id: user.id }).update({ role: before.role });
      await knex('directus_permissions').where({ policy }).delete();
      await forget();
    },
  };
}
