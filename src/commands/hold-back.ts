import type { Knex } from 'knex';
import { type Freeze, freezeOf, type HeldBack } from '../domain/freezes.js';
import { isBeforeItsTime } from '../domain/schedule.js';
import type { Key, Version } from '../domain/words.js';
import { PromotionFrozen, PromotionScheduled } from '../errors/index.js';
import { readClock } from '../store/dialect.js';
import { currentFreezes } from '../store/freezes.js';

/** What is about to go live, sorted by whether it may. */
interface Sorted {
  free: Version[];
  frozen: { version: Version; freeze: Freeze }[];
  /** Those that wait for their moment. */
  scheduled: Version[];
}

/**
 * Sorts out what may not go live now: what is frozen, and what is to go live later. The projects must be locked: only
 * then does a freeze that was answered stop every promotion that commits after it.
 *
 * One look where nothing is frozen or scheduled, and none where there is nothing to promote.
 */
export async function holdBack(trx: Knex.Transaction, versions: Version[]): Promise<Sorted> {
  const sorted: Sorted = { free: [], frozen: [], scheduled: [] };
  if (versions.length === 0) return sorted;
  const projects = new Map(versions.map(({ project_id }) => [String(project_id), project_id]));
  const freezes = await currentFreezes(trx, [...projects.values()]);
  const timed = versions.some(({ promote_at }) => promote_at !== null);
  const now = timed ? await readClock(trx) : '';
  for (const version of versions) {
    const freeze = freezeOf(freezes, version);
    if (freeze !== null) sorted.frozen.push({ version, freeze });
    else if (isBeforeItsTime(version, now)) sorted.scheduled.push(version);
    else sorted.free.push(version);
  }
  return sorted;
}

/** What an answer says of what was held back in a project. */
export function heldBackIn({ frozen, scheduled }: Sorted, projectId: Key): HeldBack {
  const here = (version: Version) => String(version.project_id) === String(projectId);
  return {
    frozen: frozen
      .filter(({ version }) => here(version))
      .map(({ version, freeze }) => ({
        schema_key: version.schema_key,
        version_id: version.id,
        freeze_id: freeze.id,
        reason: freeze.reason,
      })),
    scheduled: scheduled.filter(here).map((version) => ({
      schema_key: version.schema_key,
      version_id: version.id,
      promote_at: version.promote_at ?? '',
    })),
  };
}

/**
 * For versions that somebody named: skipping one of them would not be what was asked for.
 *
 * @throws PromotionFrozen, PromotionScheduled
 */
export function assertNothingHeldBack({ frozen, scheduled }: Sorted): void {
  const [stopped] = frozen;
  if (stopped !== undefined) {
    const { version, freeze } = stopped;
    const { reason, frozen_by, frozen_at, until } = freeze;
    throw new PromotionFrozen({
      schema_key: version.schema_key,
      version_id: version.id,
      freeze_id: freeze.id,
      reason,
      frozen_by,
      frozen_at,
      until,
    });
  }
  const [early] = scheduled;
  if (early === undefined) return;
  throw new PromotionScheduled({
    schema_key: early.schema_key,
    version_id: early.id,
    promote_at: early.promote_at ?? '',
  });
}
