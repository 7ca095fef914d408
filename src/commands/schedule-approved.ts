import type { Knex } from 'knex';
import type { Caller, Host } from '../directus/host.js';
import { InvalidPayload } from '../errors/index.js';
import { readClock } from '../store/dialect.js';
import { schedule } from '../store/schedules.js';
import { assertMaySchedule } from './assert-may-schedule.js';
import type { PlannedDecision } from './plan-decision.js';

/**
 * Writes down when approved versions are to go live, for those that shall at a time of their own.
 *
 * @throws Directus' FORBIDDEN for somebody who could not have them go live now
 * @throws InvalidPayload for an approval that policies only count: nothing goes live by it
 */
export async function scheduleApproved(
  { host, caller, trx }: { host: Host; caller: Caller; trx: Knex.Transaction },
  planned: PlannedDecision[],
): Promise<void> {
  const timed = planned.filter(({ decision }) => decision.promote_at !== undefined);
  if (timed.length === 0) return;
  const counted = timed.find(({ held }) => held);
  if (counted !== undefined) {
    throw new InvalidPayload({
      field: 'promote_at',
      reason: `Version ${counted.after.id} needs more approvals. Leave "promote_at" to whoever gives the last one`,
    });
  }
  await assertMaySchedule(
    { host, caller, trx },
    timed.map(({ after }) => after),
  );
  const scheduled_at = await readClock(trx);
  for (const { decision, after } of timed) {
    await schedule(trx, {
      artifact_version_id: after.id,
      promote_at: decision.promote_at ?? null,
      reason: decision.reason ?? null,
      scheduled_at,
      scheduled_by: caller.accountability?.user ?? null,
    });
  }
}
