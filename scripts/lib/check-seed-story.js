import assert from 'node:assert/strict';
import { customEndpoint, readItem, readItems } from '@directus/sdk';
import { readContext, readFileIds } from './seed-story.js';

/** @typedef {import('../../cli/lib/policies.js').Client} Client */
/** @typedef {import('./seed-story.js').Output} Output */
/** @typedef {import('../../src/domain/words.js').JsonObject} JsonObject */
/** @typedef {import('../../src/domain/words.js').Key} Key */

/** What every context entry has, next to the keys of the version's own value. */
const ENTRY = ['artifact_version_id', 'approved_at', 'version', 'content_hash'];

/**
 * After a promotion: the numbers went up by one, and the entry says what the version says.
 * @param {Client} client
 * @param {{ projectId: Key, schemaKey: string, versionId: string, output: Output, promotions: number }} expected
 */
export async function checkChapter(client, { projectId, schemaKey, versionId, output, promotions }) {
  const project = await readContext(client, projectId);
  assert.equal(project.context_version, promotions, 'context_version rises by one per promotion');
  const version = await client.request(readItem('artifact_versions', versionId));
  assert.equal(version.status, 'approved');
  assert.equal(version.version_number, 1, 'the server numbers the versions of a line');
  const fileIds = await readFileIds(client, versionId);
  assert.equal(fileIds.length, output.files.length);
  const entry = entryAt(project.context, schemaKey);
  const fileKeys = [...(fileIds.length > 0 ? ['file_id'] : []), ...(fileIds.length > 1 ? ['file_ids'] : [])];
  assert.deepEqual(
    Object.keys(entry).sort(),
    [...ENTRY, ...fileKeys, ...Object.keys(output.metadata)].sort(),
    `the entry of ${schemaKey} has the keys of the seed's example`,
  );
  assert.equal(entry['artifact_version_id'], versionId);
  assert.equal(entry['version'], version.version_number);
  assert.equal(entry['content_hash'], version.content_hash);
  assert.equal(entry['file_id'], fileIds[0]);
  if (fileIds.length > 1) assert.deepEqual(entry['file_ids'], fileIds);
  for (const [key, value] of Object.entries(output.metadata)) assert.deepEqual(entry[key], value);
}

/**
 * After the last one: the context has the seed's shape, the audit trail is whole, and the server agrees.
 * @param {Client} client
 * @param {Key} projectId
 * @param {number} promotions
 */
export async function checkEnd(client, projectId, promotions) {
  const { context } = await readContext(client, projectId);
  assert.deepEqual(Object.keys(context ?? {}).sort(), ['_meta', 'brand', 'deliverables']);
  const meta = entryAt(context, '_meta');
  assert.equal(meta['schema_version'], '1.0.0');
  assert.equal(meta['context_version'], promotions);
  assert.equal(meta['total_artifacts'], promotions);
  const entries = await client.request(
    readItems('artifact_approvals', {
      filter: { project_id: { _eq: projectId } },
      sort: ['sequence'],
      limit: -1,
    }),
  );
  assert.deepEqual(
    entries.map((entry) => entry.sequence),
    entries.map((_, index) => index + 1),
    'the audit trail has no gap',
  );
  for (const action of ['approve', 'promote'])
    assert.ok(entries.filter((entry) => entry.action === action).length >= promotions, `${action} entries`);
  /** @type {{ drift: boolean }} */
  const { drift } = await client.request(ask('POST', `/artifacts/projects/${projectId}/context/verify`));
  assert.equal(drift, false, 'the context is what the promoted versions say');
  /** @type {{ valid: boolean, entries: number }} */
  const audit = await client.request(ask('GET', `/artifacts/projects/${projectId}/audit/verify`));
  assert.deepEqual(
    { ...audit, first_broken: null },
    { valid: true, entries: entries.length, first_broken: null },
  );
}

/**
 * @template T
 * @param {'GET' | 'POST'} method
 * @param {string} path
 * @returns {import('@directus/sdk').RestCommand<T, import('../../cli/lib/policies.js').ArtifactSchema>}
 */
function ask(method, path) {
  return customEndpoint({ path, method, ...(method === 'POST' ? { body: '{}' } : {}) });
}

/**
 * @param {JsonObject | null} context
 * @param {string} path
 * @returns {JsonObject}
 */
function entryAt(context, path) {
  /** @type {import('../../src/domain/words.js').Json | undefined} */
  let found = context;
  for (const segment of path.split('.')) found = isObject(found) ? found[segment] : undefined;
  assert.ok(isObject(found), `the context has an entry at ${path}`);
  return found;
}

/**
 * @param {unknown} value
 * @returns {value is JsonObject}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
