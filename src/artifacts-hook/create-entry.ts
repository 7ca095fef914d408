import type { Knex } from 'knex';
import { decideOnRequest } from '../commands/decide-on-request.js';
import { assertSchemaKnown } from '../commands/assert-schema-known.js';
import { addReason } from '../commands/add-reason.js';
import { assertStorableText } from '../domain/canonical-json.js';
import { type ApprovalEntry, DECISION_ACTIONS, type DecisionAction } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { assertMayUpdate } from '../directus/may-update.js';
import { Forbidden, InvalidPayload } from '../errors/index.js';
import { becomeWriter } from '../store/dialect.js';
import { readVersions } from '../store/versions.js';
import { announceAfterCommit } from './announce-after-commit.js';
import { readJsonField, writeJsonField } from './json-column.js';
import { letOtherBatchesEnd } from './lone-create.js';
import { claimLines } from './one-decision-per-line.js';
import { relatedId } from './related-key.js';

/**
 * Create filter of `artifact_approvals`: the entry *is* the decision. On a pending version it performs it, on one
 * already decided the same way it adds its reason to the log. Directus inserts the entry returned here in the
 * same transaction; every field of it but reason and feedback is ours.
 */
export async function createEntry(
  host: Host,
  caller: Caller,
  trx: Knex.Transaction,
  payload: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  await becomeWriter(trx);
  await assertSchemaKnown(trx);
  const versionId = relatedId(payload, 'artifact_version_id');
  if (versionId === null) {
    throw new InvalidPayload({ field: 'artifact_version_id', reason: '"artifact_version_id" is required' });
  }
  const decision = {
    version_id: versionId,
    action: readAction(payload['action']),
    reason: readReason(payload['reason']),
    feedback: readJsonField(payload, 'feedback'),
  };
  await assertMayUpdate(host, caller, 'artifact_versions', [versionId], trx);
  await letOtherBatchesEnd(trx);
  const [version] = await readVersions(trx, [versionId]);
  if (version === undefined) {
    throw new Forbidden({ reason: `You may not decide on version ${versionId}, or it does not exist` });
  }
  const common = { host, caller, trx, claimedActor: payload['actor_type'] };
  const decidedAlike =
    (decision.action === 'approve' && version.status === 'approved') ||
    (decision.action === 'reject' && version.status === 'rejected');
  if (decidedAlike) return entryFields(await addReason({ ...common, decision }));

  claimLines(trx, [version]);
  const { decided, announcements } = await decideOnRequest({
    ...common,
    decisions: [decision],
    named: [version],
    leaveEntryOf: versionId,
  });
  await announceAfterCommit(host, caller, trx, announcements);
  const [made] = decided;
  if (made === undefined) throw new Error('One decision in, one decision out');
  return entryFields(made.approval);
}

/** Without what is null: to a rule that an operator gave a field, null is a wrong value, while nothing is none. */
function entryFields(entry: ApprovalEntry): Record<string, unknown> {
  const fields = Object.entries({ ...entry, feedback: writeJsonField(entry.feedback) });
  return Object.fromEntries(fields.filter(([, value]) => value !== null));
}

function readAction(action: unknown): DecisionAction {
  const known = DECISION_ACTIONS.find((candidate) => candidate === action);
  if (known !== undefined) return known;
  throw new InvalidPayload({
    field: 'action',
    reason: `"action" must be one of ${DECISION_ACTIONS.join(', ')}; supersede and promote are written by the system`,
  });
}

function readReason(reason: unknown): string | null {
  if (reason === undefined || reason === null) return null;
  if (typeof reason !== 'string')
    throw new InvalidPayload({ field: 'reason', reason: '"reason" must be text' });
  assertStorableText(reason, 'reason');
  return reason;
}
