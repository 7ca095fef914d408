import type { Knex } from 'knex';
import { assertMayDecide, deriveActor } from '../domain/actor.js';
import { readFutureMoment } from '../domain/schedule.js';
import type { Timestamp, Version } from '../domain/words.js';
import type { Announcement } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import { assertMayUpdate } from '../directus/may-update.js';
import { Forbidden, IllegalTransition } from '../errors/index.js';
import { readClock } from '../store/dialect.js';
import { lockProjects } from '../store/projects.js';
import { schedule } from '../store/schedules.js';
import { lockVersions, readVersions } from '../store/versions.js';
import { assertMayBeShown } from './assert-may-be-shown.js';
import { assertMaySchedule } from './assert-may-schedule.js';

/** What became of it. */
interface Rescheduled {
  version: Version;
  previous: Timestamp | null;
}

/**
 * Says when an approved version goes live, or, with null, that it does not do so by itself at a time: it waits then
 * for its task, or to be promoted. Never makes anything live at once.
 *
 * @throws Forbidden for who may not decide on the version, or could not promote it
 * @throws InvalidPayload for a moment that is over or more than two years away
 * @throws IllegalTransition when it is not approved (any more), or live already
 */
export async function schedulePromotion(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  versionId: string;
  promoteAt: string | null;
  reason: string | null;
}): Promise<{ result: Rescheduled; announcements: Announcement[] }> {
  const { host, caller, trx, versionId, promoteAt, reason } = args;
  await assertMayBeShown({ host, caller, trx }, [versionId]);
  await assertMayUpdate(host, caller, 'artifact_versions', [versionId], trx);
  const [found] = await readVersions(trx, [versionId]);
  if (found === undefined) throw new Forbidden({ reason: `There is no version ${versionId}` });
  await lockProjects(trx, [found.project_id]);
  const [version = found] = await lockVersions(trx, [versionId]);
  assertMayDecide({
    actor: deriveActor(caller.accountability),
    versionAuthor: version.user_created,
    forbidSelfApproval: host.settings.forbidSelfApproval,
  });
  await assertMaySchedule({ host, caller, trx }, [version]);
  assertWaits(version);
  const now = await readClock(trx);
  const promote_at = promoteAt === null ? null : readFutureMoment(promoteAt, 'promote_at', now);
  await schedule(trx, {
    artifact_version_id: versionId,
    promote_at,
    reason,
    scheduled_at: now,
    scheduled_by: caller.accountability?.user ?? null,
  });
  return {
    result: { version: { ...version, promote_at }, previous: version.promote_at },
    announcements: [{ collection: 'artifact_versions', keys: [versionId], payload: {} }],
  };
}

function assertWaits({ id, status, promoted_context_version }: Version): void {
  if (status === 'approved' && promoted_context_version === null) return;
  throw new IllegalTransition({ version_id: id, from: status, to: 'promoted' });
}
