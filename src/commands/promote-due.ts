import { randomUUID } from 'node:crypto';
import type { ScheduleEntry } from '../domain/schedule.js';
import type { JsonObject, Key, Version } from '../domain/words.js';
import type { Announcement } from '../directus/announce.js';
import type { Host } from '../directus/host.js';
import { readClock } from '../store/dialect.js';
import { lockProjects } from '../store/projects.js';
import { claimProject, dueVersions, lastSchedules } from '../store/schedules.js';
import { systemCaller } from '../directus/system-caller.js';
import type { PromotionResult } from './finish-promotion.js';
import { heldBackIn, holdBack } from './hold-back.js';
import { makeLive } from './make-live.js';
import { inTransaction } from './transaction.js';

/**
 * Promotes what is due in a project, as the system, in one transaction: what is frozen waits for its thaw, and what was
 * superseded, revoked or promoted before is not due any more. Two servers at once: the project is locked, and the
 * second one finds nothing that is due. One that is killed leaves everything to the next look.
 *
 * @param only one of the versions, after all of them together were refused
 * @returns null when another server is at it, or when there is nothing to promote
 * @throws ContextUnexplained
 */
export async function promoteDue(
  host: Host,
  projectId: Key,
  only?: string,
): Promise<{ result: PromotionResult; announcements: Announcement[] } | null> {
  const caller = await systemCaller(host);
  return inTransaction(host.database, async (trx) => {
    if (!(await claimProject(trx, projectId))) return null;
    const project = (await lockProjects(trx, [projectId])).get(String(projectId));
    if (project === undefined) return null;
    const due = await dueVersions(trx, project.id, await readClock(trx));
    const sorted = await holdBack(
      trx,
      due.filter(({ id }) => only === undefined || id === only),
    );
    if (sorted.free.length === 0) return null;
    const schedules = await lastSchedules(
      trx,
      sorted.free.map(({ id }) => id),
    );
    return makeLive({
      host,
      caller,
      trx,
      project,
      versions: sorted.free,
      held: heldBackIn(sorted, project.id),
      act: {
        actor: { id: null, type: 'system' },
        now: new Date().toISOString(),
        decisionId: randomUUID(),
      },
      feedbackOf: (version) => scheduledFeedback(version, schedules.get(version.id)),
    });
  });
}

/** What the entry of a promotion at its time says: who wanted it then, and when they said so. */
export function scheduledFeedback(version: Version, entry: ScheduleEntry | undefined): JsonObject {
  return {
    scheduled: {
      promote_at: version.promote_at,
      scheduled_by: entry?.scheduled_by ?? null,
      scheduled_at: entry?.scheduled_at ?? null,
      reason: entry?.reason ?? null,
    },
  };
}
