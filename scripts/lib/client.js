import { createDirectus, rest, staticToken } from '@directus/sdk';

/**
 * @param {string} url
 * @param {string} token static access token
 * @returns {import('../../cli/lib/policies.js').Client}
 */
export function connect(url, token) {
  return createDirectus(url).with(staticToken(token)).with(rest());
}
