import type { Knex } from 'knex';
import { promotesWhenApproved } from '../domain/promotion-rule.js';
import type { Key, Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { assertMayUpdate } from '../directus/may-update.js';
import { isForbidden } from '../errors/is-forbidden.js';
import { holdTasks } from '../store/tasks.js';

/**
 * Refuses to have versions go live at a time for somebody who could not have them go live now: that takes the right to
 * update the task or the project, unless the promotion rule makes live whatever is approved.
 *
 * @throws Directus' FORBIDDEN
 */
export async function assertMaySchedule(
  { host, caller, trx }: { host: Host; caller: Caller; trx: Knex.Transaction },
  versions: Version[],
): Promise<void> {
  if (caller.accountability === null || caller.accountability.admin) return;
  const taskIds = versions.flatMap(({ source_task_id: id }) => (id === null ? [] : [id]));
  const tasks = new Map((await holdTasks(trx, taskIds)).map((task) => [String(task.id), task]));
  const held = versions.filter(
    ({ source_task_id }) =>
      !promotesWhenApproved(host.settings.promoteOn, tasks.get(String(source_task_id)) ?? null),
  );
  const asked = new Set<string>();
  for (const { source_task_id: taskId, project_id: projectId } of held) {
    const known = `${String(taskId)} ${String(projectId)}`;
    if (asked.has(known)) continue;
    if (taskId === null || !(await mayUpdateTask(host, caller, taskId, trx)))
      await assertMayUpdate(host, caller, 'projects', [projectId], trx);
    asked.add(known);
  }
}

async function mayUpdateTask(host: Host, caller: Caller, id: Key, trx: Knex.Transaction): Promise<boolean> {
  try {
    await assertMayUpdate(host, caller, 'tasks', [id], trx);
    return true;
  } catch (error) {
    if (isForbidden(error)) return false;
    throw error;
  }
}
