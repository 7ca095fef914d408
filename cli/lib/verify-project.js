import { customEndpoint } from '@directus/sdk';
import { ask, refusedWith } from './connection.js';
import { Problem } from './problem.js';
import { readHealth } from './read-health.js';

/**
 * @typedef {object} ProjectReport
 * @property {string} project
 * @property {{ drift: boolean, differences: { schema_key: string, expected: unknown, actual: unknown }[] }} context
 * @property {{ valid: boolean, entries: number, first_broken: { sequence: number, id: string, reason: string } | null }} audit
 * @property {import('./read-health.js').Violation[]} violations
 */

/**
 * Context, audit chain and invariants of one project. Changes nothing.
 * @param {import('./connection.js').Connection} connection of an administrator
 * @param {string} project
 * @returns {Promise<ProjectReport>}
 * @throws {Problem} when there is no such project
 */
export async function verifyProject(connection, project) {
  const context = await askAbout(connection, project, verifyContext(project, false));
  const path = `/artifacts/projects/${encodeURIComponent(project)}/audit/verify`;
  const audit = await askAbout(
    connection,
    project,
    /** @type {typeof customEndpoint<ProjectReport['audit']>} */ (customEndpoint)({ path, method: 'GET' }),
  );
  const { schema, violations } = await readHealth(connection, { deep: true, project });
  if (violations === undefined)
    throw new Problem(
      `The database lacks ${schema.missing.join(', ')}, so nothing can be verified: run the migrations.`,
    );
  return { project, context: { drift: context.drift, differences: context.differences }, audit, violations };
}

/**
 * Writes the context anew from the versions.
 * @param {import('./connection.js').Connection} connection of an administrator
 * @param {string} project
 */
export async function repairContext(connection, project) {
  await askAbout(connection, project, verifyContext(project, true));
}

/** @param {ProjectReport} report */
export function isSound({ context, audit, violations }) {
  return !context.drift && audit.valid && violations.length === 0;
}

/**
 * @param {string} project
 * @param {boolean} repair
 * @returns {import('@directus/sdk').RestCommand<ProjectReport['context'], import('./policies.js').ArtifactSchema>}
 */
function verifyContext(project, repair) {
  const path = `/artifacts/projects/${encodeURIComponent(project)}/context/verify`;
  return customEndpoint({ path, method: 'POST', body: JSON.stringify({ repair }) });
}

/**
 * Directus says "forbidden" of a project that is not there, lest anybody learn which ones are; an administrator
 * may read all of them.
 * @template T
 * @param {import('./connection.js').Connection} connection
 * @param {string} project
 * @param {import('@directus/sdk').RestCommand<T, import('./policies.js').ArtifactSchema>} command
 * @returns {Promise<T>}
 */
async function askAbout(connection, project, command) {
  try {
    return await ask(connection, command);
  } catch (error) {
    if (refusedWith(error, 403)) throw new Problem(`There is no project ${project}.`, { cause: error });
    throw error;
  }
}
