import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { deriveActor } from '../domain/actor.js';
import { type Freeze, isFrozenBy } from '../domain/freezes.js';
import { goesLiveWhenThawed, type ScheduleEntry } from '../domain/schedule.js';
import type { Json, Project, Timestamp, Version } from '../domain/words.js';
import type { Announcement } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import { Forbidden } from '../errors/index.js';
import { readClock } from '../store/dialect.js';
import { findFreeze, markLifted } from '../store/freezes.js';
import { promotableVersions } from '../store/live-versions.js';
import { lockProjects } from '../store/projects.js';
import { lastSchedules } from '../store/schedules.js';
import { holdTasks } from '../store/tasks.js';
import type { PromotionResult } from './finish-promotion.js';
import { assertMayFreeze } from './freeze.js';
import { heldBackIn, holdBack } from './hold-back.js';
import { makeLive } from './make-live.js';
import { scheduledFeedback } from './promote-due.js';

/** A freeze as it is now, and what went live by its end. */
export interface Lifted {
  freeze: Freeze;
  promotion: PromotionResult;
}

/**
 * Ends a freeze, and promotes in the same transaction what would have gone live by itself meanwhile: what is due, what
 * belongs to a task that is done or to none, or whatever is approved, as the promotion rule has it. A freeze that was
 * lifted before stays as it is, and nothing is promoted.
 *
 * @param args.caller the server itself, with null accountability, lifts what is over
 * @throws Forbidden for who may not update the project, for API-only users, and for a freeze that is not there
 * @throws ContextUnexplained when the promotion would overwrite what no version recorded: the freeze then holds
 */
export async function liftFreeze(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  freezeId: string;
  reason: string | null;
}): Promise<{ result: Lifted; announcements: Announcement[] }> {
  const { host, caller, trx, freezeId, reason } = args;
  const known = await findFreeze(trx, freezeId);
  const missing = new Forbidden({ reason: `There is no freeze ${freezeId}, or you may not lift it` });
  if (known === null) throw missing;
  await assertMayFreeze({ host, caller, trx }, known.project_id);
  const project = (await lockProjects(trx, [known.project_id])).get(String(known.project_id));
  const freeze = await findFreeze(trx, freezeId);
  if (project === undefined || freeze === null) throw missing;
  const actor = deriveActor(caller.accountability);
  const act = { actor, now: new Date().toISOString(), decisionId: randomUUID() };
  const shared = { host, caller, trx, project, act };
  if (freeze.lifted_at !== null) {
    const held = { frozen: [], scheduled: [] };
    const { result, announcements } = await makeLive({ ...shared, versions: [], held });
    return { result: { freeze, promotion: result }, announcements };
  }
  const now = await readClock(trx);
  const lifted = { ...freeze, lifted_at: now, lifted_by: actor.id, lift_reason: reason };
  await markLifted(trx, freezeId, { at: now, by: actor.id, reason });
  const { versions, schedules } = await waitingForThaw(host, trx, project, freeze, now);
  const sorted = await holdBack(trx, versions);
  const { result, announcements } = await makeLive({
    ...shared,
    versions: sorted.free,
    held: heldBackIn(sorted, project.id),
    feedbackOf: (version): Json => ({
      lifted_freeze: freeze.id,
      ...(version.promote_at === null ? {} : scheduledFeedback(version, schedules.get(version.id))),
    }),
  });
  return { result: { freeze: lifted, promotion: result }, announcements };
}

/** What the freeze has kept from going live by itself. */
async function waitingForThaw(
  host: Host,
  trx: Knex.Transaction,
  project: Project,
  freeze: Freeze,
  now: Timestamp,
): Promise<{ versions: Version[]; schedules: Map<string, ScheduleEntry> }> {
  const waiting = (await promotableVersions(trx, { projectId: project.id })).filter((version) =>
    isFrozenBy(freeze.schema_key, version.schema_key),
  );
  const schedules = await lastSchedules(
    trx,
    waiting.map((version) => version.id),
  );
  const taskIds = waiting.flatMap(({ source_task_id: id }) => (id === null ? [] : [id]));
  const tasks = new Map((await holdTasks(trx, taskIds)).map((task) => [String(task.id), task]));
  const versions = waiting.filter(({ id, promote_at, source_task_id }) => {
    const calledOff = schedules.get(id)?.promote_at === null;
    const task = tasks.get(String(source_task_id)) ?? null;
    return goesLiveWhenThawed({ promote_at, calledOff }, host.settings.promoteOn, task, now);
  });
  return { versions, schedules };
}
