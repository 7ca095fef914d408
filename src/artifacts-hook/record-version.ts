import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { withoutManagedFields } from '../domain/managed-fields.js';
import { readInputs } from '../domain/staleness/inputs.js';
import { assertSchemaKey } from '../domain/schema-key.js';
import { CHANGE_ORIGINS, type ChangeOrigin, type Version } from '../domain/words.js';
import { assertSchemaKnown } from '../commands/assert-schema-known.js';
import { assertCallbackAllowed } from '../commands/callback-origin.js';
import { queueForReview } from '../commands/notifications/queue-for-review.js';
import { carryOut } from '../commands/policies/carry-out.js';
import { planAutomatic, plannedIn } from '../commands/policies/plan-automatic.js';
import { prepareVersions } from '../commands/prepare-versions.js';
import type { RecordInput } from '../commands/record-input.js';
import { recordingOf } from '../commands/record-versions.js';
import type { Caller, Host } from '../directus/host.js';
import { IllegalTransition, InvalidPayload } from '../errors/index.js';
import { becomeWriter } from '../store/dialect.js';
import { letOtherBatchesEnd } from './lone-create.js';
import { readJsonField, writeJsonField } from './json-column.js';
import { readText } from './read-text.js';
import { assertLinkKeys, relatedId, relatedKey } from './related-key.js';

/**
 * Create filter of `artifact_versions`: completes what a client sent with number, hash, parent and lineage.
 * Directus runs it inside the transaction of the insert, so what it locks stays locked until that commits.
 */
export async function recordVersion(
  host: Host,
  caller: Caller,
  trx: Knex.Transaction,
  payload: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const recording = recordingOf(payload['id']);
  if (recording !== null) {
    return { ...payload, ...columns(await recording.rowFor(trx, String(payload['id'])), payload) };
  }
  await becomeWriter(trx);
  await assertSchemaKnown(trx);
  const input = readInput(host, payload);
  await letOtherBatchesEnd(trx);
  const [row] = await prepareVersions({ host, caller, trx, inputs: [input] });
  if (row === undefined) throw new Error('One version in, one version out');
  await planAutomatic(caller, trx, [row]);
  await queueForReview(host, trx, [row]);
  if (plannedIn(trx).includes(row.id)) carryOutAfterCommit(host, trx, row.id);
  const sent = withoutManagedFields(payload, 'create');
  return { ...sent, ...columns(row, sent) };
}

/** Directus answers by itself here, and nothing is decided before the version is there for good. */
function carryOutAfterCommit(host: Host, trx: Knex.Transaction, versionId: string): void {
  trx.executionPromise.then(
    () => carryOut(host, versionId),
    () => undefined, // rolled back, and what the policy decided with it
  );
}

function readInput(host: Host, payload: Record<string, unknown>): RecordInput {
  const { status } = payload;
  if (status !== undefined && status !== null && status !== 'pending') {
    throw new IllegalTransition({ from: 'new', to: typeof status === 'string' ? status : typeof status });
  }
  if (payload['approvals'] !== undefined) {
    throw new InvalidPayload({
      field: 'approvals',
      reason: 'A version is recorded first and decided on afterwards; leave "approvals" out',
    });
  }
  const project_id = relatedKey(payload, 'project_id');
  if (project_id === null)
    throw new InvalidPayload({ field: 'project_id', reason: '"project_id" is required' });
  assertSchemaKey(payload['schema_key']);
  assertLinkKeys(payload, 'files');
  const primary = relatedId(payload, 'primary_file_id');
  const callback_url = readText(payload, 'callback_url');
  assertCallbackAllowed(callback_url, host.settings);
  return {
    id: readId(payload),
    project_id,
    schema_key: payload['schema_key'],
    value: readJsonField(payload, 'value'),
    primary_file_id: primary,
    // Files sent along are linked by Directus after the insert; each link brings the hash up to date.
    files: primary === null ? [] : [{ file_id: primary, primary: true }],
    filesFollow: true,
    source_task_id: relatedKey(payload, 'source_task_id'),
    execution_id: relatedKey(payload, 'execution_id'),
    summary: readText(payload, 'summary'),
    callback_url,
    change_origin: readOrigin(payload),
    inputs: readInputs(readJsonField(payload, 'inputs')),
    parent_id: relatedId(payload, 'parent_id'),
    parent_hash: readText(payload, 'parent_hash'),
  };
}

/**
 * A row as Directus inserts it. Null only where the client sent something: to a rule that an operator gave a field,
 * null is a wrong value, while a field that is left out is not looked at.
 */
function columns(row: Version, sent: Record<string, unknown>): Record<string, unknown> {
  const fields = Object.entries({ ...row, value: writeJsonField(row.value) });
  return Object.fromEntries(fields.filter(([field, value]) => value !== null || field in sent));
}

function readId(payload: Record<string, unknown>): string {
  const id = payload['id'];
  if (id === undefined || id === null) return randomUUID();
  if (typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return id;
  throw new InvalidPayload({ field: 'id', reason: '"id" must be a lower-case uuid, or be left out' });
}

function readOrigin(payload: Record<string, unknown>): ChangeOrigin | null {
  const given = payload['change_origin'] ?? null;
  if (given === null) return null;
  const origin = CHANGE_ORIGINS.find((candidate) => candidate === given);
  if (origin !== undefined) return origin;
  throw new InvalidPayload({
    field: 'change_origin',
    reason: `"change_origin" must be one of ${CHANGE_ORIGINS.join(', ')}`,
  });
}
