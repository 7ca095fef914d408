import type { Knex } from 'knex';
import type { Caller, Host } from '../directus/host.js';
import { assertReadable } from '../directus/readable.js';

/**
 * Filter of `task_artifacts`: who links a version must be able to read it. The database would link one that is there and
 * refuse one that is not, and so tell the two apart. What is created or edited along with its link is Directus' to check.
 *
 * @throws Forbidden for a version that is missing or that the caller may not read
 */
export async function checkTaskLink(
  host: Host,
  caller: Caller,
  database: Knex,
  payload: Record<string, unknown>,
): Promise<void> {
  const version = payload['artifact_version_id'];
  if (typeof version !== 'string') return;
  await assertReadable(host, caller, 'artifact_versions', [version.toLowerCase()], database);
}
