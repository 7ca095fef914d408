import { serverHealth } from '@directus/sdk';
import { ask } from '../lib/connection.js';
import { isRefusal } from '../lib/describe-failure.js';
import { Problem } from '../lib/problem.js';
import { ok, problem, skipped, warning } from './finding.js';

/** @typedef {{ checks?: Record<string, Record<string, unknown>[]> | undefined }} ServerHealth */

/**
 * Whether Directus can write to its storage: its own health check tries that, at most every 5 minutes.
 * @param {import('../lib/connection.js').Connection} connection
 * @returns {Promise<import('./finding.js').Finding>}
 */
export async function checkStorage(connection) {
  if (!connection.admin)
    return skipped('Storage', 'told to administrators only', "Use an administrator's token.");
  const { checks = {} } = await readServerHealth(connection);
  const places = Object.entries(checks).filter(([name]) => name.startsWith('storage:'));
  const names = places.map(([name]) => name.split(':')[1]).join(', ');
  const broken = places.filter(([, results]) => results.some(({ status }) => status === 'error'));
  if (places.length === 0)
    return skipped('Storage', 'Directus does not check it.', 'Put "storage" into HEALTHCHECK_SERVICES.');
  if (broken.length > 0)
    return problem(
      'Storage',
      `cannot be written to: ${broken.map(([name]) => name.split(':')[1]).join(', ')}`,
      'Check STORAGE_… settings, rights and space. Directus looks again after 5 minutes.',
    );
  if (places.some(([, results]) => results.some(({ status }) => status !== 'ok')))
    return warning('Storage', `slow: ${names}`, 'Recording and verifying read and write files there.');
  return ok('Storage', `can be written to: ${names}`);
}

/**
 * @param {import('../lib/connection.js').Connection} connection
 * @returns {Promise<ServerHealth>}
 */
async function readServerHealth(connection) {
  try {
    const health = await ask(connection, serverHealth());
    return 'checks' in health ? health : {};
  } catch (error) {
    // It answers 503 when anything is wrong, with the same body, which has neither data nor errors in it.
    const cause = error instanceof Problem ? error.cause : null;
    if (isRefusal(cause) && cause.response.status === 503 && isServerHealth(cause.errors))
      return cause.errors;
    throw error;
  }
}

/**
 * @param {unknown} body
 * @returns {body is ServerHealth}
 */
function isServerHealth(body) {
  return typeof body === 'object' && body !== null && 'checks' in body;
}
