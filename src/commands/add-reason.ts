import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { assertMayDecide, deriveActor } from '../domain/actor.js';
import { assertOwnFeedback } from '../domain/policies/policy-feedback.js';
import type { ApprovalEntry } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs, QUIETLY } from '../directus/items.js';
import { Forbidden, IllegalTransition, ReasonRequired } from '../errors/index.js';
import { lockProjects } from '../store/projects.js';
import { lockVersions, readVersions } from '../store/versions.js';
import type { DecisionInput } from './plan-decision.js';
import { settleProject } from './settle-project.js';

/**
 * Adds one more entry to a version that is already decided the same way: a second reviewer's reason, or the
 * reason of somebody who changed the status first and explains it afterwards. Changes nothing else.
 *
 * @returns the entry, numbered and chained, for the caller to insert in this transaction
 * @throws Forbidden, SelfApprovalForbidden, ReasonRequired; IllegalTransition if it was decided otherwise by now
 */
export async function addReason(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  decision: DecisionInput;
  claimedActor: unknown;
}): Promise<ApprovalEntry> {
  const { host, caller, trx, decision } = args;
  assertOwnFeedback(decision.feedback);
  const id = decision.version_id;
  await itemsAs(host, caller, 'artifact_versions', trx).updateMany([id], {}, QUIETLY);
  const [known] = await readVersions(trx, [id]);
  if (known === undefined) throw new Forbidden({});
  const project = (await lockProjects(trx, [known.project_id])).get(String(known.project_id));
  const [version] = await lockVersions(trx, [id]);
  if (project === undefined || version === undefined) throw new Forbidden({});

  const actor = deriveActor(caller.accountability, args.claimedActor);
  const { forbidSelfApproval } = host.settings;
  assertMayDecide({ actor, versionAuthor: version.user_created, forbidSelfApproval });
  const expected = decision.action === 'approve' ? 'approved' : 'rejected';
  if (version.status !== expected) {
    throw new IllegalTransition({ version_id: id, from: version.status, action: decision.action });
  }
  if (decision.action === 'reject' && !decision.reason?.trim())
    throw new ReasonRequired({ action: 'reject' });

  const draft = {
    version,
    action: decision.action,
    reason: decision.reason ?? null,
    feedback: decision.feedback ?? null,
    touchesContext: false,
  };
  const { entries } = await settleProject(
    trx,
    { project, drafts: [draft], promote: [], withdraw: [] },
    {
      actor,
      now: new Date().toISOString(),
      // Under the decision it belongs to: an entry of its own would make a decision that nobody took.
      decisionId: version.decision_id ?? randomUUID(),
      leaveEntryOf: id,
    },
  );
  const [entry] = entries;
  if (entry === undefined) throw new Error('One draft in, one entry out');
  return entry;
}
