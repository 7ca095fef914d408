import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { createFlow, readFlows } from '@directus/sdk';
import { packagePath } from './package.js';

/** @typedef {import('./policies.js').Client} Client */

/**
 * @typedef {object} ReadyFlow  a file of `flows/`: the body of `POST /flows` that makes it
 * @property {string} id  always the same, so that it is known again
 * @property {string} name
 * @property {string} description
 * @property {'active' | 'inactive'} status
 * @property {Record<string, unknown>[]} operations
 */

/**
 * @typedef {object} FlowPlan
 * @property {string} key  name of the file, for the command line
 * @property {ReadyFlow} flow
 * @property {'missing' | 'installed' | 'edited'} state  edited: somebody has changed it since it was installed
 * @property {boolean} active
 */

/** So many flows may be active on the free tier of Directus 12. */
export const FREE_FLOWS = 5;

/** Where an edit does not count: the operator switches a flow on and off, and moves its panels about. */
const FREELY_CHANGED = new Set(['status', 'position_x', 'position_y', 'operations']);

/**
 * The flows that come with this release, by name.
 * @returns {Map<string, ReadyFlow>}
 */
export function readyFlows() {
  const files = readdirSync(packagePath('flows')).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file) => [
      file.replace(/\.json$/, ''),
      JSON.parse(readFileSync(packagePath(`flows/${file}`), 'utf8')),
    ]),
  );
}

/**
 * Compares the flows of an instance with those of this release. Changes nothing.
 * @param {Client} client  an administrator's
 * @returns {Promise<{ plans: FlowPlan[], active: number }>} active: how many flows of any kind are switched on
 */
export async function planFlows(client) {
  // The SDK's types know the operations of a flow as ids only.
  const query = { fields: ['*', 'operations.*'], limit: -1 };
  const found = await client.request(
    readFlows(/** @type {{ fields: ['*'] }} */ (/** @type {unknown} */ (query))),
  );
  const present = new Map(
    found.map((flow) => [flow.id, /** @type {Record<string, unknown>} */ ({ ...flow })]),
  );
  const plans = [...readyFlows()].map(([key, flow]) => {
    const there = present.get(flow.id);
    /** @type {FlowPlan['state']} */
    const state = there === undefined ? 'missing' : isAsShipped(flow, there) ? 'installed' : 'edited';
    return { key, flow, state, active: there?.['status'] === 'active' };
  });
  return { plans, active: found.filter(({ status }) => status === 'active').length };
}

/**
 * Creates one, all of it or nothing.
 * @param {Client} client  an administrator's
 * @param {ReadyFlow} flow
 */
export async function installFlow(client, flow) {
  // The SDK's types know neither nested operations nor the ids of new rows.
  await client.request(createFlow(/** @type {object} */ (flow)));
}

/**
 * @param {ReadyFlow} flow
 * @param {Record<string, unknown>} there
 */
function isAsShipped({ operations, ...shipped }, there) {
  const present = /** @type {Record<string, unknown>[]} */ (there['operations']);
  const byId = new Map(present.map((operation) => [operation['id'], operation]));
  return (
    present.length === operations.length &&
    hasAll(shipped, there) &&
    operations.every((operation) => hasAll(operation, byId.get(operation['id']) ?? {}))
  );
}

/**
 * @param {object} shipped
 * @param {Record<string, unknown>} there
 */
function hasAll(shipped, there) {
  return Object.entries(shipped).every(
    ([field, value]) => FREELY_CHANGED.has(field) || isDeepStrictEqual(there[field], value),
  );
}
