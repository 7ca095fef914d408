import { customEndpoint } from '@directus/sdk';
import { isRefusal } from '../lib/describe-failure.js';
import { ok, warning } from './finding.js';

/** @typedef {import('./finding.js').Finding} Finding */

/** What Directus accepts unless told otherwise, in bytes. */
const USUAL = 1024 ** 2;
/** @type {Record<string, number>} */
const UNITS = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

/**
 * Whether a request of 1 MB gets through to the bundle, past whatever proxies there are. The instance tells its
 * limit only when it refuses. Nothing is changed: the request goes to a route that only reads.
 * @param {import('../lib/connection.js').Connection} connection
 * @returns {Promise<Finding>}
 */
export async function checkPayload({ client }) {
  const body = '{}'.padStart(USUAL);
  /** @type {unknown} */
  const error = await client
    .request(customEndpoint({ path: '/artifacts/health', method: 'POST', body }))
    .then(
      () => null,
      (/** @type {unknown} */ reason) => reason,
    );
  if (!isRefusal(error) || !isTooLarge(error)) return ok('Payload size', 'a request of 1 MB gets through');
  const limit = /larger than the allowed (\d[\d.]*\s*[a-z]*)/i.exec(error.message)?.[1];
  if (limit !== undefined) return judgeLimit(limit);
  return warning(
    'Payload size',
    'a request of 1 MB is refused, by Directus or by something before it',
    "Raise MAX_PAYLOAD_SIZE, or the proxy's limit: versions with large values do not get through.",
  );
}

/**
 * Without the bundle Directus says 400.
 * @param {import('../lib/describe-failure.js').Refusal} error
 */
function isTooLarge({ response, message }) {
  return response.status === 413 || /entity too large/i.test(message);
}

/**
 * @param {string} limit as MAX_PAYLOAD_SIZE has it, e.g. `1mb` or `1048576`
 * @returns {Finding}
 */
export function judgeLimit(limit) {
  const bytes = sizeOf(limit);
  if (bytes === null || bytes >= USUAL) return ok('Payload size', `MAX_PAYLOAD_SIZE is ${limit}`);
  return warning(
    'Payload size',
    `MAX_PAYLOAD_SIZE is ${limit}, less than Directus' usual 1mb`,
    'Versions with larger values are refused: raise it, or have them recorded as files.',
  );
}

/**
 * @param {string} limit
 * @returns {number | null} bytes, null when it cannot be read
 */
function sizeOf(limit) {
  const match = /^(\d+(?:\.\d+)?)\s*(b|kb|mb|gb)?$/i.exec(limit.trim());
  if (match === null) return null;
  return Number(match[1]) * (UNITS[(match[2] ?? 'b').toLowerCase()] ?? 1);
}
