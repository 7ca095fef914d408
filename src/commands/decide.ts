import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { deriveActor } from '../domain/actor.js';
import { promotesWhenApproved } from '../domain/promotion-rule.js';
import type { Actor, Project, Version } from '../domain/words.js';
import type { Announcement } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import { Forbidden } from '../errors/index.js';
import { lockProjects, type LockedProject } from '../store/projects.js';
import { holdTasks } from '../store/tasks.js';
import { lockWithRivals, readVersions } from '../store/versions.js';
import { setStatus } from '../store/version-marks.js';
import { assertKeysFree } from './assert-keys-free.js';
import { refreshHashes } from './content.js';
import { assertVersionsFollowSchema } from './context-schema/assert-follow-schema.js';
import { enqueueCallbacks } from './enqueue-callbacks.js';
import {
  assertOneDecisionPerLine,
  type DecisionInput,
  entryDrafts,
  type PlannedDecision,
  planDecision,
  type StatusWrite,
  statusWrites,
} from './plan-decision.js';
import { assertContextVersion, type Precondition } from './precondition.js';
import { finishPromotion } from './finish-promotion.js';
import { heldBackIn, holdBack } from './hold-back.js';
import { applyPolicies } from './policies/apply-policies.js';
import { type Decided, reportDecisions } from './report-decisions.js';
import type { Act, ProjectChange } from './project-change.js';
import { scheduleApproved } from './schedule-approved.js';
import { type Settled, settleProject } from './settle-project.js';

/**
 * Writes fields of versions as the caller, so that Directus checks its permissions. Called with an empty
 * payload first: deciding needs the right to update a version, whatever the decision changes.
 */
export type StatusWriter = (ids: string[], payload: Record<string, unknown>) => Promise<void>;

export interface DecideArguments {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  decisions: DecisionInput[];
  /** The versions, if the caller read them in this transaction and asked for the right to update them. */
  named?: Version[];
  writeStatus: StatusWriter;
  ifMatch?: Precondition | undefined;
  /** What an API-only client says it is; only `system` has an effect. */
  claimedActor?: unknown;
  /** Who decides where no caller does: a policy. */
  actor?: Actor | undefined;
  /** Set for what was approved elsewhere and is brought along: policies are not asked. */
  imported?: boolean | undefined;
  /** Version whose entry the caller inserts itself. */
  leaveEntryOf?: string;
}

/** All that a request's decisions did, and what to do after the commit. */
export interface DecideResult {
  /** Reads it, in this transaction. */
  report: () => Promise<Decided[]>;
  /** The status writes, for whoever must repeat them (the hook's echo, the announcement). */
  writes: StatusWrite[];
  /** Rows changed beside those decided on. */
  announcements: Announcement[];
}

/**
 * Decides on versions, all or nothing: supersedes what they replace, writes status, entries and callbacks, and
 * promotes at once where the promotion rule says so. An approval that policies do not find enough is only logged.
 * Runs in the caller's transaction.
 *
 * @throws Forbidden for a version that does not exist or that the caller may not update
 * @throws InvalidPayload for two decisions on one line, or a precondition on several projects
 * @throws IllegalTransition, ReasonRequired, SelfApprovalForbidden, ContentChanged, SchemaKeyConflict,
 *   ValueSchemaViolation
 * @throws ApprovalDoesNotCount, and InvalidPayload for feedback or an `override` that policies do not take
 * @throws ContextVersionConflict or PreconditionFailed when `ifMatch` does not hold
 * @throws Forbidden when a version is to go live at a time, for somebody who could not promote it
 *
 * What is frozen is approved all the same and waits, and so does what is to go live later.
 */
export async function decide(args: DecideArguments): Promise<DecideResult> {
  const { host, caller, trx, decisions, writeStatus } = args;
  const ids = decisions.map((decision) => decision.version_id);
  const named = args.named ?? (await readToDecide(trx, ids, writeStatus));
  assertAllFound(ids, named);
  assertOneDecisionPerLine(named, decisions);

  const projects = await lockProjects(
    trx,
    named.map((version) => version.project_id),
    named.map((version) => version.schema_key),
  );
  assertContextVersion([...projects.values()], args.ifMatch);
  const locked = await lockWithRivals(trx, ids, named);
  const act: Act = {
    actor: args.actor ?? deriveActor(caller.accountability, args.claimedActor),
    now: new Date().toISOString(),
    decisionId: randomUUID(),
    ...(args.leaveEntryOf === undefined ? {} : { leaveEntryOf: args.leaveEntryOf }),
  };
  const planned = await planAll(args, locked, projects, act);
  const writes = statusWrites(planned, act);
  await setStatus(
    trx,
    planned.flatMap(({ supersedes }) => (supersedes === null ? [] : [supersedes.id])),
    { status: 'superseded', decision_id: act.decisionId },
  );
  for (const write of writes) await writeStatus(write.ids, write.payload);

  await scheduleApproved(args, planned);
  const settled: Settled[] = [];
  for (const change of await projectChanges(host, trx, planned, projects)) {
    settled.push(await settleProject(trx, change, act));
  }
  const { results, announcements } = await finishPromotion({ host, caller, trx, settled });
  await enqueueCallbacks(
    trx,
    planned.filter(({ held }) => !held).map(({ after }) => after),
    settled,
  );
  const superseded = planned.flatMap(({ supersedes }) => (supersedes === null ? [] : [supersedes.id]));
  return {
    report: () => reportDecisions(trx, planned, settled, results),
    writes,
    announcements: [{ collection: 'artifact_versions', keys: superseded, payload: {} }, ...announcements],
  };
}

/** Asks for the right first, so that the answer to somebody without it does not depend on what there is. */
export async function readToDecide(
  trx: Knex.Transaction,
  ids: string[],
  writeStatus: StatusWriter,
): Promise<Version[]> {
  await writeStatus([...new Set(ids)], {});
  return readVersions(trx, ids);
}

/** Checks every decision against the locked rows, hashes fresh, before anything is written. */
async function planAll(
  args: DecideArguments,
  locked: Version[],
  projects: Map<string, LockedProject>,
  act: Act,
): Promise<PlannedDecision[]> {
  const { host, caller, trx, decisions } = args;
  const ids = new Set(decisions.map((decision) => decision.version_id));
  const targets = await refreshHashes(
    host,
    caller,
    trx,
    locked.filter((version) => ids.has(version.id)),
  );
  const byId = new Map(targets.map((version) => [version.id, version]));
  const rivals = locked.map((version) => byId.get(version.id) ?? version);
  const rule = { ...act, forbidSelfApproval: host.settings.forbidSelfApproval };
  const wanted = decisions.map((decision) => {
    const version = byId.get(decision.version_id);
    if (version === undefined) throw unknownVersion(decision.version_id);
    return planDecision(decision, version, rivals, rule);
  });
  const planned = args.imported === true ? wanted : await applyPolicies({ caller, trx, act }, wanted);
  const approvals = planned.filter(({ decision }) => decision.action === 'approve');
  const approved = approvals.filter(({ held }) => !held).map(({ after }) => after);
  await assertKeysFree(trx, approved);
  // Again, although it was checked when it was recorded: the schema may have changed since.
  await assertVersionsFollowSchema(
    { host, caller, knex: trx, projects },
    approvals.map(({ after }) => after),
  );
  return planned;
}

/** Sorts the planned decisions by project, with what goes live at once under the promotion rule. */
async function projectChanges(
  host: Host,
  trx: Knex.Transaction,
  planned: PlannedDecision[],
  projects: Map<string, Project>,
): Promise<ProjectChange[]> {
  const taskIds = planned.flatMap(({ after }) =>
    after.source_task_id === null ? [] : [after.source_task_id],
  );
  const tasks = new Map((await holdTasks(trx, taskIds)).map((task) => [String(task.id), task]));
  const goesLive = ({ decision, after, held }: PlannedDecision) =>
    decision.action === 'approve' &&
    !held &&
    decision.promote_at === undefined &&
    promotesWhenApproved(host.settings.promoteOn, tasks.get(String(after.source_task_id)) ?? null);
  const sorted = await holdBack(
    trx,
    planned.filter(goesLive).map(({ after }) => after),
  );
  const free = new Set(sorted.free.map((version) => version.id));
  return [...projects.values()].map((project) => {
    const own = planned.filter(({ after }) => String(after.project_id) === String(project.id));
    return {
      project,
      drafts: own.flatMap(entryDrafts),
      promote: own
        .filter(({ after }) => free.has(after.id))
        .map(({ after, live }) => ({ version: after, replaces: live })),
      withdraw: own.filter(({ withdraws }) => withdraws).map(({ after }) => after),
      held: heldBackIn(sorted, project.id),
    };
  });
}

function assertAllFound(ids: string[], found: Version[]): void {
  const known = new Set(found.map((version) => version.id));
  const missing = ids.find((id) => !known.has(id));
  if (missing !== undefined) throw unknownVersion(missing);
}

function unknownVersion(id: string): Error {
  return new Forbidden({ reason: `You may not decide on version ${id}, or it does not exist` });
}
