import { isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import { addMilliseconds } from '../../domain/callback-schedule.js';
import { automaticFeedback } from '../../domain/policies/policy-feedback.js';
import type { JsonObject, Version } from '../../domain/words.js';
import { announce, type Announcement } from '../../directus/announce.js';
import { elevated } from '../../directus/elevated.js';
import type { Caller, Host } from '../../directus/host.js';
import { readClock } from '../../store/dialect.js';
import { readRevision } from '../../store/policies.js';
import {
  finishPolicyDecision,
  newestNumber,
  pendingPolicyDecision,
  type PlannedByPolicy,
  putOffPolicyDecision,
} from '../../store/policy-decisions.js';
import { lockProjects } from '../../store/projects.js';
import { lockVersions, readVersions } from '../../store/versions.js';
import { decideOnRequest } from '../decide-on-request.js';
import { inTransaction } from '../transaction.js';

/** Until a decision is tried again that failed for reasons that pass. */
const PAUSE_MS = 30_000;
const LONGEST_NOTE = 500;

/**
 * Carries out what a policy decided on a version when that was recorded: once, whoever else tries it at the same
 * moment, and not at all when people were faster. Logs what goes wrong; the sweeper tries again.
 */
export async function carryOut(host: Host, versionId: string): Promise<void> {
  try {
    // Elevated: it is the operator's rule that decides, and not whoever happened to record.
    const caller = elevated({ accountability: null, schema: await host.getSchema() });
    try {
      const announcements = await inTransaction(host.database, (trx) =>
        attempt(host, caller, trx, versionId),
      );
      await announce(host, caller, announcements);
    } catch (error) {
      await noteFailure(host, versionId, error);
    }
  } catch (error) {
    host.logger.warn(error, `artifacts: the automatic decision on version ${versionId} will be tried again`);
  }
}

async function attempt(
  host: Host,
  caller: Caller,
  trx: Knex.Transaction,
  versionId: string,
): Promise<Announcement[]> {
  const [known] = await readVersions(trx, [versionId]);
  if (known === undefined) return [];
  await lockProjects(trx, [known.project_id]);
  const [version] = await lockVersions(trx, [versionId]);
  // Read under the lock: whoever carries it out notes that in the transaction in which it decides.
  const planned = await pendingPolicyDecision(trx, versionId);
  if (planned === null || version === undefined) return [];
  const obsolete = await whyObsolete(trx, version, planned);
  if (obsolete !== null) {
    await finishPolicyDecision(trx, versionId, { status: 'skipped', note: obsolete });
    return [];
  }
  const { announcements } = await decideOnRequest({
    host,
    caller,
    trx,
    actor: { id: planned.policy_id, type: 'rule' },
    decisions: [
      {
        version_id: versionId,
        action: planned.effect === 'auto_approve' ? 'approve' : 'reject',
        reason: planned.reason,
        feedback: await feedbackOf(trx, planned),
        content_hash: planned.content_hash,
      },
    ],
  });
  await finishPolicyDecision(trx, versionId, { status: 'done', note: null });
  return announcements;
}

/** Why the decision would no longer be the one that the policy made; null if it still is. */
async function whyObsolete(
  trx: Knex.Transaction,
  version: Version,
  planned: PlannedByPolicy,
): Promise<string | null> {
  if (version.status !== 'pending') return `somebody decided first: it is ${version.status}`;
  // An open version that was edited has no hash for a moment.
  if (version.content_hash !== null && version.content_hash !== planned.content_hash)
    return 'its content was edited';
  if (planned.effect === 'auto_reject') return null;
  const newest = await newestNumber(trx, version);
  return newest > version.version_number ? `version ${newest} of its line was recorded meanwhile` : null;
}

async function feedbackOf(trx: Knex.Transaction, planned: PlannedByPolicy): Promise<JsonObject> {
  const { policy_id: id, revision, effect } = planned;
  return automaticFeedback({ id, revision, effect, name: await readRevisionName(trx, id, revision) });
}

async function readRevisionName(trx: Knex.Transaction, id: string, revision: number): Promise<string> {
  const rule = await readRevision(trx, id, revision);
  const name = rule?.['name'];
  return typeof name === 'string' ? name : '';
}

/** What a rule refuses now it will refuse again; everything else may pass. */
async function noteFailure({ database, logger }: Host, versionId: string, error: unknown): Promise<void> {
  const said = error instanceof Error ? error.message : String(error);
  const note = said.replaceAll('\0', '').slice(0, LONGEST_NOTE);
  if (isDirectusError(error) && error.status < 500) {
    await finishPolicyDecision(database, versionId, { status: 'skipped', note });
    return;
  }
  logger.warn(error, `artifacts: the automatic decision on version ${versionId} will be tried again`);
  const until = addMilliseconds(await readClock(database), PAUSE_MS);
  await putOffPolicyDecision(database, versionId, { note, until });
}
