import type { Knex } from 'knex';
import omit from 'lodash/omit.js';
import { checkPolicy } from '../commands/policies/check-policy.js';
import type { PolicyFields } from '../domain/policies/read-policy.js';
import type { Caller, Host } from '../directus/host.js';
import { assertMayCreate } from '../directus/may-create.js';
import { assertMayUpdate } from '../directus/may-update.js';
import { assertSchemaKnown } from '../commands/assert-schema-known.js';
import { readPolicyRow } from '../store/policies.js';
import { readJsonField, writeJsonField } from './json-column.js';
import type { Payload } from './event.js';

const JSON_FIELDS = ['origins', 'actor_types', 'filter', 'reviewers'];

/**
 * Create filter of `artifact_policies`: what cannot be used is refused while somebody is there who can put it right.
 * The right is asked for first: the answer says what roles and users there are.
 *
 * @throws InvalidPayload naming the field; Directus' FORBIDDEN
 */
export async function createPolicy(
  host: Host,
  caller: Caller,
  trx: Knex.Transaction,
  payload: Payload,
): Promise<Payload> {
  await assertSchemaKnown(trx);
  await assertMayCreate(host, caller, 'artifact_policies', trx);
  const sent = readSent(payload);
  await checkPolicy(trx, sent);
  return toStored(sent);
}

/** Update filter of `artifact_policies`: each of them is checked as it will be. */
export async function updatePolicies(
  host: Host,
  caller: Caller,
  database: Knex,
  keys: string[],
  payload: Payload,
): Promise<Payload> {
  await assertSchemaKnown(database);
  await assertMayUpdate(host, caller, 'artifact_policies', keys, database);
  const sent = readSent(payload);
  for (const key of keys) {
    const stored = await readPolicyRow(database, key);
    if (stored !== null) await checkPolicy(database, { ...stored, ...sent });
  }
  return toStored(sent);
}

/** Without the number of the revision, which the database counts; JSON as JSON, however it was sent. */
function readSent(given: Payload): PolicyFields & Payload {
  const payload: Payload = omit(given, 'revision');
  const parsed = JSON_FIELDS.filter((field) => payload[field] !== undefined).map((field) => [
    field,
    readJsonField(payload, field),
  ]);
  return { ...payload, ...(Object.fromEntries(parsed) as Payload) };
}

function toStored(sent: Payload): Payload {
  const written = JSON_FIELDS.filter((field) => sent[field] !== undefined).map((field) => [
    field,
    writeJsonField(readJsonField(sent, field)),
  ]);
  return { ...sent, ...(Object.fromEntries(written) as Payload) };
}
