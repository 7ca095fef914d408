import type { Knex } from 'knex';
import { assertFollowSchema } from '../commands/context-schema/assert-follow-schema.js';
import { assertSchemaKnown } from '../commands/assert-schema-known.js';
import { decide, readToDecide, type StatusWriter } from '../commands/decide.js';
import { inTransaction } from '../commands/transaction.js';
import { CONTENT_FIELDS, UNDECIDABLE_FIELDS, withoutManagedFields } from '../domain/managed-fields.js';
import { decisionForStatus } from '../domain/state-machine.js';
import { type Json, VERSION_STATUSES, type Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs, QUIETLY } from '../directus/items.js';
import { assertMayUpdate } from '../directus/may-update.js';
import { IllegalTransition, InvalidPayload, VersionSealed } from '../errors/index.js';
import { readVersions, sealedAmong } from '../store/versions.js';
import { announceAfterCommit } from './announce-after-commit.js';
import { checkEditedFields, type Editing } from './check-edited-fields.js';
import { readJsonField, writeJsonField } from './json-column.js';
import { claimLines } from './one-decision-per-line.js';
import { readText } from './read-text.js';
import { relatedId } from './related-key.js';

/**
 * Update filter of `artifact_versions`. A change of status is a decision and is made here, whole and committed,
 * before Directus writes the same values again (the echo), logs its revision and emits its event. Anything else
 * is an edit, which a sealed version refuses.
 */
export async function updateVersion(
  host: Host,
  caller: Caller,
  database: Knex,
  keys: string[],
  sent: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const { status, rejection_reason, ...edits } = withoutManagedFields(sent, 'update');
  await assertSchemaKnown(database);
  if (status !== undefined && status !== null) {
    const echo = await decideByStatus({ host, caller, database, keys, status, rejection_reason, edits });
    if (echo !== null) return echo;
  }
  await assertMayUpdate(host, caller, 'artifact_versions', keys, database);
  return checkEdits({ host, caller, database, versions: await readVersions(database, keys), edits });
}

type StatusDecision = 'approve' | 'reject' | 'revoke';

/** What writing this status means for all of the versions; null if they have it already. */
function readDecision(status: unknown, versions: Version[]): StatusDecision | null {
  const wanted = VERSION_STATUSES.find((candidate) => candidate === status);
  if (wanted === undefined) {
    throw new InvalidPayload({
      field: 'status',
      reason: `"status" must be one of ${VERSION_STATUSES.join(', ')}`,
    });
  }
  const decisions = versions.map((version) => ({
    version,
    action: decisionForStatus(version.status, wanted),
  }));
  const [first] = decisions;
  const other = decisions.find(({ action }) => action !== first?.action);
  if (other !== undefined) {
    // One request, one meaning: approving some and repeating it on others, or rejecting some and revoking others.
    throw new IllegalTransition({ version_id: other.version.id, from: other.version.status, to: wanted });
  }
  return first?.action ?? null;
}

/** What Directus is to write once more; null if all of the versions have that status already. */
async function decideByStatus(args: {
  host: Host;
  caller: Caller;
  database: Knex;
  keys: string[];
  status: unknown;
  rejection_reason: unknown;
  edits: Record<string, unknown>;
}): Promise<Record<string, unknown> | null> {
  const { host, caller, database, keys, status, rejection_reason, edits } = args;
  const made = await inTransaction(database, async (trx) => {
    const items = itemsAs(host, caller, 'artifact_versions', trx);
    const writeStatus: StatusWriter = async (ids, payload) => {
      const fields = Object.keys(payload).length === 0 ? {} : { ...edits, ...payload };
      await items.updateMany([...ids], fields, QUIETLY);
    };
    const versions = await readToDecide(trx, keys, writeStatus);
    const action = readDecision(status, versions);
    if (action === null) return null;
    assertNothingElse(edits);
    await checkEditedFields({ host, caller, database: trx, versions, edits });
    const reason = readText({ rejection_reason }, 'rejection_reason');
    claimLines(trx, versions);
    const result = await decide({
      host,
      caller,
      trx,
      decisions: keys.map((version_id) => ({ version_id, action, reason })),
      named: versions,
      writeStatus,
    });
    const [write] = result.writes;
    // Approvals that policies count and that are not enough yet: Directus must not write the status either.
    if (write === undefined) return { echo: {}, announcements: result.announcements };
    assertAllAlike(keys, write.ids);
    // Rehearsal: Directus is about to make this very write again, when it is too late to take anything back.
    await writeStatus(write.ids, write.payload);
    return { echo: write.payload, announcements: result.announcements };
  });
  if (made === null) return null;
  await announceAfterCommit(host, caller, database, made.announcements);
  return { ...edits, ...made.echo };
}

/** One payload serves all the versions of a request, so all of them get the status or none does. */
function assertAllAlike(keys: string[], written: string[]): void {
  const held = keys.find((key) => !written.includes(key));
  if (held === undefined) return;
  throw new InvalidPayload({
    field: 'status',
    reason: `Version ${held} needs more approvals than this one, others of the request do not. Decide on them one by one, or with POST /artifacts/decisions`,
  });
}

/** Fields that mean content, or rows of other tables, cannot be written twice or unseen. */
function assertNothingElse(edits: Record<string, unknown>): void {
  const field = UNDECIDABLE_FIELDS.find((candidate) => edits[candidate] !== undefined);
  if (field === undefined) return;
  throw new InvalidPayload({
    field,
    reason: `"status" and "${field}" cannot change in one request. Edit "${field}" first and decide afterwards, or approve with edits`,
  });
}

/**
 * @throws VersionSealed when content of a sealed version would change, or the line of any version
 * @throws InvalidPayload, Forbidden, ValueSchemaViolation for edits that would have been refused when recording
 */
async function checkEdits(editing: Editing): Promise<Record<string, unknown>> {
  const { database, versions, edits } = editing;
  const touched = CONTENT_FIELDS.filter((field) => edits[field] !== undefined);
  if (touched.length === 0) return edits;
  const moved = versions.find((version) => movesLine(version, edits));
  if (moved !== undefined) {
    throw new VersionSealed({
      version_id: moved.id,
      reason: 'The project and the schema key of a version are fixed when it is recorded',
    });
  }
  const [sealed] = await sealedAmong(
    database,
    versions.map((version) => version.id),
  );
  if (sealed !== undefined) {
    throw new VersionSealed({
      version_id: sealed,
      reason: `Version ${sealed} was decided on or built upon, so its ${touched.join(', ')} cannot change`,
    });
  }
  await checkEditedFields(editing);
  const value = edits['value'] === undefined ? undefined : readJsonField(edits, 'value');
  await assertEditFollowsSchema(editing, value);
  return value === undefined ? edits : { ...edits, value: writeJsonField(value) };
}

/** Other files may be linked in the same request, or after it; approving looks at all of them. */
async function assertEditFollowsSchema(editing: Editing, value: Json | undefined): Promise<void> {
  const { host, caller, database, versions, edits } = editing;
  const file = relatedId(edits, 'primary_file_id');
  await assertFollowSchema(
    { host, caller, knex: database },
    versions.map(({ project_id, schema_key }) => ({
      project_id,
      schema_key,
      value,
      files: () => Promise.resolve(file === null ? [] : [file]),
      complete: false,
    })),
  );
}

function movesLine(version: Version, edits: Record<string, unknown>): boolean {
  const { project_id = version.project_id, schema_key = version.schema_key } = edits;
  return String(project_id) !== String(version.project_id) || schema_key !== version.schema_key;
}
