import { schemaApply, schemaDiff } from '@directus/sdk';
import { Problem } from '../problem.js';
import { nameOf } from './our-part.js';
import { overlay } from './plan.js';

/**
 * @typedef {import('../policies.js').ArtifactSchema} ArtifactSchema
 * @typedef {import('./live.js').LiveSchema} LiveSchema
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {{ kind: string, path?: unknown[] }} Change
 */

/** @typedef {<T>(command: import('@directus/sdk').RestCommand<T, ArtifactSchema>) => Promise<T>} Request */

/**
 * @param {string} version of Directus
 * @returns {boolean} whether it can be told to leave alone what a snapshot does not name
 */
export function canMerge(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 12 || (major === 12 && minor >= 2);
}

/**
 * Makes the additions of a plan, through Directus' own diff. The snapshot that is sent has everything the instance
 * has, so that the diff has nothing else in either mode; this is checked all the same before anything is applied.
 *
 * @param {Request} request sends as an administrator
 * @param {LiveSchema} live
 * @param {Plan} plan
 * @param {{ merge: boolean }} options merge: see {@link canMerge}
 * @throws {Problem} when the diff would do more than the plan says; nothing was changed then
 */
export async function applyPlan(request, live, plan, { merge }) {
  /** @type {unknown} */
  const answer = await request(schemaDiff(overlay(live, plan), merge ? { mode: 'merge' } : {}));
  // No content: somebody else has added all of it in the meantime.
  if (!isDiff(answer)) return;
  assertOnlyAdditions(answer.diff, plan);
  await request(schemaApply(answer));
}

/**
 * @param {unknown} answer
 * @returns {answer is import('@directus/sdk').SchemaDiffOutput}
 */
function isDiff(answer) {
  return typeof answer === 'object' && answer !== null && 'diff' in answer;
}

/**
 * @param {Record<string, any>} diff as `POST /schema/diff` answers
 * @param {Plan} plan
 * @throws {Problem} naming everything in the diff that is not an addition of the plan
 */
export function assertOnlyAdditions(diff, plan) {
  const others = [
    ...beyond(diff['collections'], plan.collections, (one) => `collection ${String(one['collection'])}`),
    ...beyond(diff['fields'], plan.fields, (one) => `field ${nameOf(one)}`),
    ...beyond(diff['relations'], plan.relations, (one) => `relation ${nameOf(one)}`),
    ...beyond(diff['systemFields'], [], (one) => `field ${nameOf(one)}`),
  ];
  if (others.length > 0)
    throw new Problem(
      `Directus would not only add what the plan says, but also: ${others.join(', ')}. Nothing was changed.`,
    );
}

/**
 * @param {Record<string, any>[] | undefined} changes
 * @param {Record<string, any>[]} planned
 * @param {(item: Record<string, any>) => string} name
 * @returns {string[]}
 */
function beyond(changes = [], planned, name) {
  const expected = new Set(planned.map(name));
  return changes.flatMap((item) => {
    /** @type {Change[]} */
    const steps = item['diff'] ?? [];
    const isAddition = steps.length === 1 && steps[0]?.kind === 'N' && steps[0].path === undefined;
    if (isAddition && expected.has(name(item))) return [];
    const isDelete = steps.some(({ kind, path }) => kind === 'D' && path === undefined);
    return [`${isDelete ? 'delete' : isAddition ? 'add' : 'change'} ${name(item)}`];
  });
}
