import type { Knex } from 'knex';
import type { Freeze } from '../domain/freezes.js';
import type { Key, Timestamp } from '../domain/words.js';
import { readTimestamp, writeTimestamp } from './dialect.js';

const TABLE = 'artifact_freezes';

/** Writes a new freeze. */
export async function insertFreeze(knex: Knex, freeze: Freeze): Promise<void> {
  await knex(TABLE).insert({
    ...freeze,
    frozen_at: writeTimestamp(freeze.frozen_at),
    until: freeze.until === null ? null : writeTimestamp(freeze.until),
  });
}

/**
 * The freezes that hold for these projects, the oldest first. Under the project lock nothing is added to them or taken
 * from them until the transaction ends.
 */
export async function currentFreezes(knex: Knex, projectIds: Key[]): Promise<Freeze[]> {
  if (projectIds.length === 0) return [];
  const rows: Row[] = await knex(TABLE)
    .whereIn('project_id', projectIds)
    .whereNull('lifted_at')
    .orderBy(['frozen_at', 'id']);
  return rows.map(fromRow);
}

/** All freezes of a project, also those that were lifted: the newest first. */
export async function allFreezes(knex: Knex, projectId: Key, limit: number): Promise<Freeze[]> {
  const rows: Row[] = await knex(TABLE)
    .where({ project_id: projectId })
    .orderBy([
      { column: 'frozen_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit);
  return rows.map(fromRow);
}

/** One freeze, or null. */
export async function findFreeze(knex: Knex, id: string): Promise<Freeze | null> {
  const row: Row | undefined = await knex(TABLE).where({ id }).first();
  return row === undefined ? null : fromRow(row);
}

/** Notes that a freeze holds no longer. Right only under the project lock. */
export async function markLifted(
  knex: Knex,
  id: string,
  lift: { at: Timestamp; by: string | null; reason: string | null },
): Promise<void> {
  await knex(TABLE)
    .where({ id })
    .whereNull('lifted_at')
    .update({ lifted_at: writeTimestamp(lift.at), lifted_by: lift.by, lift_reason: lift.reason });
}

/** Freezes whose time is over and that nobody has lifted, the longest over first. */
export async function expiredFreezes(knex: Knex, now: Timestamp, limit: number): Promise<string[]> {
  const rows: { id: string }[] = await knex(TABLE)
    .select('id')
    .whereNull('lifted_at')
    .andWhere('until', '<=', writeTimestamp(now))
    .orderBy('until')
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Projects in which these users froze something, or lifted a freeze. */
export async function projectsFrozenBy(knex: Knex, userIds: string[]): Promise<Key[]> {
  if (userIds.length === 0) return [];
  const rows: { project_id: Key }[] = await knex(TABLE)
    .distinct('project_id')
    .whereIn('frozen_by', userIds)
    .orWhereIn('lifted_by', userIds);
  return rows.map(({ project_id }) => project_id);
}

/** Who froze or lifted something in these projects, of the given users. */
export async function freezersAmong(knex: Knex, userIds: string[], projectIds: Key[]): Promise<string[]> {
  if (userIds.length === 0 || projectIds.length === 0) return [];
  const rows: Pick<Freeze, 'frozen_by' | 'lifted_by'>[] = await knex(TABLE)
    .select('frozen_by', 'lifted_by')
    .whereIn('project_id', projectIds)
    .andWhere((acted) => void acted.whereIn('frozen_by', userIds).orWhereIn('lifted_by', userIds));
  const acted = new Set(rows.flatMap(({ frozen_by, lifted_by }) => [frozen_by, lifted_by]));
  return userIds.filter((id) => acted.has(id));
}

type Row = Record<keyof Freeze, unknown>;

function fromRow(row: Row): Freeze {
  return {
    ...(row as Freeze),
    frozen_at: readTimestamp(row.frozen_at) ?? '',
    until: readTimestamp(row.until),
    lifted_at: readTimestamp(row.lifted_at),
  };
}
