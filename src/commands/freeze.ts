import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { deriveActor } from '../domain/actor.js';
import type { Freeze } from '../domain/freezes.js';
import { readFutureMoment } from '../domain/schedule.js';
import { assertSchemaKey } from '../domain/schema-key.js';
import type { Key } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { assertMayUpdate } from '../directus/may-update.js';
import { assertReadable } from '../directus/readable.js';
import { Forbidden, InvalidPayload } from '../errors/index.js';
import { readClock } from '../store/dialect.js';
import { currentFreezes, insertFreeze } from '../store/freezes.js';
import { lockProjects } from '../store/projects.js';

/** All of them are looked at in every promotion of the project. */
const MOST_AT_ONCE = 100;

/**
 * Stops what would go live in a project, at a key and all below it or everywhere, until it is lifted. Approving goes
 * on, and so does withdrawing: what does harm must be able to leave the context at any time.
 *
 * With the project locked: a promotion that is under way commits first, and none commits after the answer.
 *
 * @throws Forbidden for who may not update the project, and for API-only users: a stop is for people to set and lift
 * @throws InvalidPayload for a wrong key, a time that is over, or one freeze too many
 */
export async function freeze(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  projectId: Key;
  schemaKey: string | null;
  reason: string;
  until: string | null;
}): Promise<Freeze> {
  const { host, caller, trx, projectId, schemaKey, reason, until } = args;
  await assertMayFreeze({ host, caller, trx }, projectId);
  if (schemaKey !== null) assertSchemaKey(schemaKey);
  const project = (await lockProjects(trx, [projectId])).get(String(projectId));
  if (project === undefined) throw new Forbidden({ reason: `There is no project ${String(projectId)}` });
  if ((await currentFreezes(trx, [project.id])).length >= MOST_AT_ONCE) {
    throw new InvalidPayload({
      reason: `The project has ${MOST_AT_ONCE} freezes, which is as many as can hold at once. Lift one first`,
    });
  }
  const now = await readClock(trx);
  const made: Freeze = {
    id: randomUUID(),
    project_id: project.id,
    schema_key: schemaKey,
    reason,
    frozen_at: now,
    frozen_by: caller.accountability?.user ?? null,
    until: until === null ? null : readFutureMoment(until, 'until', now),
    lifted_at: null,
    lifted_by: null,
    lift_reason: null,
  };
  await insertFreeze(trx, made);
  return made;
}

/**
 * Freezing and lifting take the right to update the project, as promoting all of it does.
 *
 * @throws Forbidden, also for API-only users whatever their rights
 */
export async function assertMayFreeze(
  { host, caller, trx }: { host: Host; caller: Caller; trx: Knex.Transaction },
  projectId: Key,
): Promise<void> {
  await assertReadable(host, caller, 'projects', [projectId], trx);
  await assertMayUpdate(host, caller, 'projects', [projectId], trx);
  if (deriveActor(caller.accountability).type === 'ai') {
    throw new Forbidden({ reason: 'Only people may freeze a project or lift a freeze' });
  }
}
