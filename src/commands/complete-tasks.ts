import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { deriveActor } from '../domain/actor.js';
import type { Key } from '../domain/words.js';
import type { Announcement } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import { lockProjects } from '../store/projects.js';
import { readTasks } from '../store/tasks.js';
import { lockWithRivals } from '../store/versions.js';
import { projectsOfTasks, promotableVersions } from '../store/live-versions.js';
import { finishPromotion, type PromotionResult } from './finish-promotion.js';
import { holdBack } from './hold-back.js';
import { liveOf } from './make-live.js';
import { type Settled, settleProject } from './settle-project.js';

/**
 * Sets tasks done and promotes what they had approved, in one transaction: whoever reads the context after the
 * answer finds it live. Approving a version of the task at the same time waits for the same project lock and
 * then finds the task done, so that neither of the two leaves a version behind. What is frozen waits until that is
 * lifted, and what is to go live later for its time.
 *
 * @param writeTasks writes the new status as the caller, so that Directus checks its permissions
 */
export async function completeTasks(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  taskIds: Key[];
  writeTasks: () => Promise<void>;
}): Promise<{ results: PromotionResult[]; announcements: Announcement[] }> {
  const { host, caller, trx, taskIds, writeTasks } = args;
  const tasks = await readTasks(trx, taskIds);
  const homes = tasks.flatMap((task) => (task.project_id === null ? [] : [task.project_id]));
  const projects = await lockProjects(trx, [...homes, ...(await projectsOfTasks(trx, taskIds))]);
  await writeTasks();

  // A version approved in yet another project between reading and locking would be left behind.
  const found = await promotableVersions(trx, { taskIds });
  const unlocked = found.filter((version) => !projects.has(String(version.project_id)));
  const late = await lockProjects(
    trx,
    unlocked.map((version) => version.project_id),
  );
  const waiting = late.size === 0 ? found : await promotableVersions(trx, { taskIds });
  const { free } = await holdBack(trx, waiting);
  const locked = await lockWithRivals(
    trx,
    free.map((version) => version.id),
    free,
  );
  const act = {
    actor: deriveActor(caller.accountability),
    now: new Date().toISOString(),
    decisionId: randomUUID(),
  };
  const settled: Settled[] = [];
  for (const project of [...projects.values(), ...late.values()]) {
    const own = free.filter((version) => String(version.project_id) === String(project.id));
    if (own.length === 0) continue;
    const promotions = own.map((version) => ({ version, replaces: liveOf(locked, version) }));
    settled.push(await settleProject(trx, { project, drafts: [], promote: promotions, withdraw: [] }, act));
  }
  return finishPromotion({ host, caller, trx, settled });
}
