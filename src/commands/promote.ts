import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { deriveActor } from '../domain/actor.js';
import type { Key, Version } from '../domain/words.js';
import type { Announcement } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import { assertMayUpdate } from '../directus/may-update.js';
import { assertReadable } from '../directus/readable.js';
import { ContextVersionConflict, Forbidden, IllegalTransition, InvalidPayload } from '../errors/index.js';
import { lockProjects } from '../store/projects.js';
import { readTasks } from '../store/tasks.js';
import { liveVersions, promotableVersions, projectsOfTasks } from '../store/live-versions.js';
import { lockWithRivals, readVersions } from '../store/versions.js';
import type { DocumentRule } from './create-documents.js';
import type { PromotionResult } from './finish-promotion.js';
import { assertNothingHeldBack, heldBackIn, holdBack } from './hold-back.js';
import { makeLive } from './make-live.js';
import { assertContextVersion, type Precondition } from './precondition.js';

/** What to promote: all that is approved and waiting, of a task or a project, or certain versions of one project. */
export type PromotionScope = { task_id: Key } | { project_id: Key } | { version_ids: string[] };

export interface PromoteArguments {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  scope: PromotionScope;
  ifMatch?: Precondition | undefined;
  /** Which version must be live at a path (null: none) for the promotion to go on. */
  expect?: Record<string, string | null> | undefined;
  documentRule?: DocumentRule | undefined;
  /** The result is only shown: named versions that are held back are part of it, and no refusal. */
  dryRun?: boolean | undefined;
}

/**
 * Promotes approved versions into their project's context: one transaction, one bump, nothing lost. Nothing to
 * promote is a success with an empty list and no bump, so it can be repeated. What is frozen or to go live later is
 * skipped, and the result says so.
 *
 * @throws Forbidden when the task, project or a version is missing or the caller may not update the task
 *   (scope task) or the project (other scopes)
 * @throws ContextVersionConflict, PreconditionFailed when `ifMatch` or `expect` does not hold
 * @throws IllegalTransition when a named version is not approved
 * @throws PromotionFrozen, PromotionScheduled when a named version is frozen or to go live later
 * @throws InvalidPayload when the scope spans several projects
 */
export async function promote(
  args: PromoteArguments,
): Promise<{ result: PromotionResult; announcements: Announcement[] }> {
  const { host, caller, trx, scope } = args;
  const { projectId, named } = await projectOf(args);
  const collection = 'task_id' in scope ? 'tasks' : 'projects';
  const guarded = 'task_id' in scope ? scope.task_id : projectId;
  await assertReadable(host, caller, 'projects', [projectId], trx);
  await assertMayUpdate(host, caller, collection, [guarded], trx);

  const project = (
    await lockProjects(
      trx,
      [projectId],
      named?.map((version) => version.schema_key),
    )
  ).get(String(projectId));
  if (project === undefined) throw new Forbidden({ reason: `There is no project ${String(projectId)}` });
  assertContextVersion([project], args.ifMatch);
  await assertExpected(trx, projectId, args.expect);

  const found = 'version_ids' in scope ? (named ?? []) : await waitingVersions(trx, scope);
  const ids = found.map((version) => version.id);
  const locked = await lockWithRivals(trx, ids, found);
  const waiting = locked
    .filter((version) => ids.includes(version.id) && isPromotable(version))
    .filter((version) => String(version.project_id) === String(projectId))
    .sort((a, b) => (a.schema_key < b.schema_key ? -1 : 1));
  const sorted = await holdBack(trx, waiting);
  if ('version_ids' in scope && args.dryRun !== true) assertNothingHeldBack(sorted);
  return makeLive({
    ...args,
    project,
    locked,
    versions: sorted.free,
    held: heldBackIn(sorted, projectId),
    act: {
      actor: deriveActor(caller.accountability),
      now: new Date().toISOString(),
      decisionId: randomUUID(),
    },
  });
}

function isPromotable({ status, promoted_context_version }: Version): boolean {
  return status === 'approved' && promoted_context_version === null;
}

/** The one project that a scope speaks of, and the versions, not locked yet, if it names them. */
async function projectOf({
  host,
  caller,
  trx,
  scope,
}: PromoteArguments): Promise<{ projectId: Key; named?: Version[] }> {
  if ('project_id' in scope) return { projectId: scope.project_id };
  if ('task_id' in scope) {
    await assertReadable(host, caller, 'tasks', [scope.task_id], trx);
    const [task] = await readTasks(trx, [scope.task_id]);
    const projects = await projectsOfTasks(trx, [scope.task_id]);
    const homes = task?.project_id == null ? [] : [task.project_id];
    return { projectId: onlyOne([...projects, ...homes], 'task_id') };
  }
  await assertReadable(host, caller, 'artifact_versions', scope.version_ids, trx);
  const versions = await readVersions(trx, scope.version_ids);
  const undecided = versions.find(
    ({ status, promoted_context_version }) => status !== 'approved' && promoted_context_version === null,
  );
  if (undecided !== undefined) {
    throw new IllegalTransition({ version_id: undecided.id, from: undecided.status, to: 'promoted' });
  }
  const projectId = onlyOne(
    versions.map((version) => version.project_id),
    'version_ids',
  );
  return { projectId, named: versions };
}

function onlyOne(projects: Key[], field: string): Key {
  const [first, ...others] = [...new Map(projects.map((id) => [String(id), id])).values()];
  if (first === undefined) {
    throw new InvalidPayload({ field, reason: `"${field}" names nothing that belongs to a project` });
  }
  if (others.length > 0) {
    throw new InvalidPayload({ field, reason: `"${field}" spans several projects; promote them one by one` });
  }
  return first;
}

async function waitingVersions(
  trx: Knex.Transaction,
  scope: Exclude<PromotionScope, { version_ids: string[] }>,
): Promise<Version[]> {
  if ('task_id' in scope) return promotableVersions(trx, { taskIds: [scope.task_id] });
  return promotableVersions(trx, { projectId: scope.project_id });
}

/** @throws ContextVersionConflict naming the paths where something else is live than the caller expects */
async function assertExpected(
  trx: Knex.Transaction,
  projectId: Key,
  expected: Record<string, string | null> | undefined,
): Promise<void> {
  if (expected === undefined) return;
  const live = new Map(
    (await liveVersions(trx, projectId)).map((version) => [version.schema_key, version.id]),
  );
  const moved = Object.keys(expected).filter((key) => (live.get(key) ?? null) !== expected[key]);
  if (moved.length === 0) return;
  throw new ContextVersionConflict({
    expected: Object.fromEntries(moved.map((key) => [key, expected[key] ?? null])),
    current: Object.fromEntries(moved.map((key) => [key, live.get(key) ?? null])),
    paths: moved,
  });
}
