import { randomUUID } from 'node:crypto';
import { as } from '../../helpers/api.js';
import type { Instance } from '../../helpers/instance.js';
import { expectData } from '../../helpers/sample.js';
import type { User } from '../../helpers/test-bed.js';

/** Whole collections with the actions allowed on them: the only permissions that the free tier has. */
export type Grants = Record<string, ('create' | 'read' | 'update' | 'delete')[]>;

/** What an agent may do that an operator trusts to decide as well. */
export const DECIDING_AGENT: Grants = {
  projects: ['read'],
  tasks: ['read', 'update'],
  task_executions: ['read'],
  artifact_versions: ['create', 'read', 'update'],
  artifact_approvals: ['create', 'read'],
  artifact_files: ['create', 'read'],
  task_artifacts: ['create', 'read'],
  directus_files: ['create', 'read'],
};

/** Adds a user that only uses the API, with a role and a policy of its own. It takes no seat. */
export async function addApiUser(instance: Instance, grants: Grants): Promise<User> {
  const admin = as(instance.url, instance.admin.token);
  const create = async (path: string, fields: Record<string, unknown>): Promise<string> =>
    expectData(await admin.post<{ data?: { id: string } }>(path, fields)).id;
  const name = `Test ${randomUUID().slice(0, 8)}`;
  const policy = await create('/policies', { name, app_access: false, admin_access: false });
  const rows = Object.entries(grants).flatMap(([collection, actions]) =>
    actions.map((action) => ({ policy, collection, action, fields: ['*'] })),
  );
  if (rows.length > 0) expectData(await admin.post('/permissions', rows));
  const role = await create('/roles', { name, policies: [{ policy }] });
  const token = randomUUID();
  const email = `${randomUUID()}@example.com`;
  return { id: await create('/users', { first_name: name, email, role, token, status: 'active' }), token };
}
