import { reasonOf } from './problem.js';

/**
 * What the SDK throws when the instance answers with an error.
 * @typedef {Error & { response: Response, errors?: unknown, data?: unknown }} Refusal
 */

/**
 * @param {unknown} error
 * @returns {error is Refusal}
 */
export function isRefusal(error) {
  return error instanceof Error && 'response' in error && error.response instanceof Response;
}

/** What system calls and TLS mean to somebody who has typed an address. */
const CAUSES = new Map([
  ['ECONNREFUSED', 'nothing listens there. Is Directus running, and are host and port right?'],
  ['ENOTFOUND', 'there is no host of that name.'],
  ['EAI_AGAIN', 'the name of the host cannot be looked up now.'],
  ['ECONNRESET', 'the connection was cut off.'],
  ['UND_ERR_SOCKET', 'the connection was cut off.'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it does not answer in time.'],
  ['UND_ERR_HEADERS_TIMEOUT', 'it did not answer within 5 minutes.'],
]);

/**
 * One line about a request that failed: what happened, and what to do.
 * @param {unknown} error
 * @param {{ url: string, who: string }} asked
 * @returns {string}
 */
export function describeFailure(error, { url, who }) {
  if (isRefusal(error)) return describeRefusal(error, url, who);
  if (error instanceof Error && error.name === 'TimeoutError')
    return `${url} cannot be reached: it does not answer in time.`;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = codeOf(cause);
  return `${url} cannot be reached: ${CAUSES.get(code) ?? `${reasonOf(cause)}.`}`;
}

/**
 * @param {Refusal} error
 * @param {string} url
 * @param {string} who
 */
function describeRefusal(error, url, who) {
  const { status } = error.response;
  const said = error.message === '' ? '' : ` It says: ${error.message.trim()}`;
  const path = new URL(error.response.url || url).pathname;
  if (status === 401)
    return `${url} does not accept the token. Is it complete, of this instance, and of an active user?`;
  if (status === 403) return `${who} has no permission for ${path}.${said}`;
  if (status === 404)
    return path.includes('/artifacts/')
      ? `${url} is Directus, but without the bundle: ${path} is not there. See docs/operations.md, "Install".`
      : `${url} has no ${path}.${said}`;
  if (status === 429) return `${url} limits how often it may be asked. Try again later.`;
  if (status === 503) return `${url} is overloaded or not ready. Try again later.${said}`;
  return `${url} answered ${path} with status ${status}.${said}`;
}

/** @param {unknown} error */
function codeOf(error) {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
