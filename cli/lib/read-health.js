import { customEndpoint } from '@directus/sdk';
import { ask } from './connection.js';
import { isRefusal } from './describe-failure.js';
import { Problem } from './problem.js';

/** @typedef {{ invariant: string, project_id: string | number, version_id?: string, schema_key?: string, detail: string }} Violation */

/**
 * @typedef {object} Health  as GET /artifacts/health answers
 * @property {'ok' | 'degraded'} status
 * @property {{ migrated: boolean, missing: string[], newer: string | null }} schema
 *   newer: the newest migration, if the bundle does not know it
 * @property {{ missing: string[] }} guards
 * @property {{ pending: number, failed: number, oldest_pending_seconds: number | null }} outbox
 * @property {{ waiting: number, overdue: number, frozen: number, oldest_overdue_seconds: number | null }} schedule
 * @property {Record<string, unknown>} settings
 * @property {Violation[]} [violations]  only of a deep check whose tables are all there
 */

/**
 * @param {import('./connection.js').Connection} connection
 * @param {{ deep?: boolean, project?: string }} [options] deep: with every invariant, for administrators
 * @returns {Promise<Health>}
 * @throws {Problem} when the bundle is not loaded
 */
export async function readHealth(connection, { deep = false, project } = {}) {
  const query = new URLSearchParams({
    ...(deep ? { deep: 'true' } : {}),
    ...(project === undefined ? {} : { project_id: project }),
  });
  // In the path: the SDK takes a parameter called deep for something of its own, and drops it.
  const path = `/artifacts/health?${query.toString()}`;
  /** @type {import('@directus/sdk').RestCommand<Health, import('./policies.js').ArtifactSchema>} */
  const command = customEndpoint({ path, method: 'GET' });
  try {
    return await ask(connection, command);
  } catch (error) {
    // 503 has the same body as 200: it is an answer, not a failure.
    const cause = error instanceof Problem ? error.cause : null;
    if (isRefusal(cause) && cause.response.status === 503 && isHealth(cause.data)) return cause.data;
    throw error;
  }
}

/**
 * @param {unknown} data
 * @returns {data is Health}
 */
function isHealth(data) {
  return typeof data === 'object' && data !== null && 'schema' in data && 'guards' in data;
}
