/** When an approved version goes live (`ARTIFACTS_PROMOTE_ON`). */
export const PROMOTION_RULES = ['task_done', 'approval', 'manual'] as const;
export type PromotionRule = (typeof PROMOTION_RULES)[number];

/** The task status that makes its approved versions live under the rule `task_done`. */
export const TASK_DONE = 'done';

/**
 * Whether a version goes live in the same moment it is approved. Under `task_done` it does when no task is
 * left to wait for: it has none, or its task is done already.
 *
 * @param task status of the version's source task, or null if it has none
 */
export function promotesWhenApproved(rule: PromotionRule, task: { status: string | null } | null): boolean {
  if (rule === 'approval') return true;
  return rule === 'task_done' && (task === null || task.status === TASK_DONE);
}
