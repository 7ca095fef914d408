import { createRole, createUser, readMe, readRoles, readUsers, updateUser, withToken } from '@directus/sdk';

/** @typedef {import('../../cli/lib/policies.js').Client} Client */

/**
 * @typedef {object} Person
 * @property {string} email  identifies the user, also for one that only uses the API
 * @property {string} first_name
 * @property {string} [last_name]
 * @property {string} [password]  none: the user cannot log in
 * @property {string} token  static access token
 */

/**
 * A role of that name with exactly one policy attached, created if it is missing.
 * @param {Client} client with an administrator's token
 * @param {{ name: string, icon: string, policy: string }} role policy is an id
 * @returns {Promise<string>} the role's id
 */
export async function ensureRole(client, { name, icon, policy }) {
  const [found] = await client.request(
    readRoles({ filter: { name: { _eq: name } }, fields: ['id'], limit: 1 }),
  );
  if (found) return found.id;
  // The API takes nested rows here; the SDK's types only know them as ids.
  const access = /** @type {string[]} */ (/** @type {unknown} */ ([{ policy }]));
  const created = await client.request(createRole({ name, icon, policies: access }));
  return created.id;
}

/**
 * A user with that role, token and password, created if missing. A user that already answers to the token is
 * left as it is, so that a password changed in the Studio stays.
 * @param {Client} client with an administrator's token
 * @param {Person & { role: string }} person role is an id
 * @returns {Promise<string>} the user's id
 */
export async function ensureUser(client, person) {
  const known = await whoIs(client, person.token);
  if (known !== null) return known;
  const [found] = await client.request(
    readUsers({ filter: { email: { _eq: person.email } }, fields: ['id'], limit: 1 }),
  );
  const user = found
    ? await client.request(updateUser(found.id, person))
    : await client.request(createUser({ ...person, status: 'active' }));
  return user.id;
}

/**
 * @param {Client} client
 * @param {string} token
 * @returns {Promise<string | null>} id of the user with that token, null when nobody has it
 */
export async function whoIs(client, token) {
  try {
    return (await client.request(withToken(token, readMe({ fields: ['id'] })))).id;
  } catch (error) {
    if (isRefusedToken(error)) return null;
    throw error;
  }
}

/** @param {unknown} error */
function isRefusedToken(error) {
  if (typeof error !== 'object' || error === null || !('response' in error)) return false;
  return error.response instanceof Response && [401, 403].includes(error.response.status);
}
