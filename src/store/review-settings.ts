import type { Knex } from 'knex';
import type { ReviewSettings } from '../domain/notifications/modes.js';
import type { Timestamp } from '../domain/words.js';
import { readTimestamp, writeTimestamp } from './dialect.js';

const TABLE = 'artifact_review_settings';

/** What a user has set, and when the server looks at what waits for them. */
export interface SettingsRow {
  userId: string;
  settings: ReviewSettings;
  nextLookAt: Timestamp | null;
}

/** What everybody has set who has set something; those of the given users, if there are any. */
export async function readSettings(knex: Knex, userIds?: string[]): Promise<SettingsRow[]> {
  const query = knex(TABLE);
  if (userIds !== undefined) void query.whereIn('user_id', userIds);
  const rows: Record<string, unknown>[] = await query;
  return rows.map(fromRow);
}

/** Users whose digest or return is due, the longest waiting first. */
export async function dueSettings(knex: Knex, now: Timestamp, limit: number): Promise<SettingsRow[]> {
  const rows: Record<string, unknown>[] = await knex(TABLE)
    .where('next_look_at', '<=', writeTimestamp(now))
    .orderBy('next_look_at')
    .limit(limit);
  return rows.map(fromRow);
}

/** Keeps what a user has set. */
export async function writeSettings(knex: Knex, row: SettingsRow): Promise<void> {
  const { userId, settings, nextLookAt } = row;
  await knex(TABLE)
    .insert({
      user_id: userId,
      ...settings,
      away_from: settings.away_from === null ? null : writeTimestamp(settings.away_from),
      away_until: settings.away_until === null ? null : writeTimestamp(settings.away_until),
      next_look_at: nextLookAt === null ? null : writeTimestamp(nextLookAt),
    })
    .onConflict('user_id')
    .merge();
}

/**
 * Moves on when somebody is looked at next. False: another server was faster, or the user has changed something.
 *
 * @param before what the moment was when it was read
 */
export async function moveLook(
  knex: Knex,
  userId: string,
  { before, next }: { before: Timestamp; next: Timestamp | null },
): Promise<boolean> {
  const hit = await knex(TABLE)
    .where({ user_id: userId, next_look_at: writeTimestamp(before) })
    .update({ next_look_at: next === null ? null : writeTimestamp(next) });
  return hit === 1;
}

/** Sees to it that users who get digests are looked at, of those for whom no moment is known. */
export async function beginLooks(knex: Knex, looks: Map<string, Timestamp>): Promise<void> {
  for (const [user_id, next] of looks) {
    const next_look_at = writeTimestamp(next);
    await knex(TABLE).insert({ user_id, next_look_at }).onConflict('user_id').ignore();
    await knex(TABLE).where({ user_id }).whereNull('next_look_at').update({ next_look_at });
  }
}

function fromRow(row: Record<string, unknown>): SettingsRow {
  return {
    userId: String(row['user_id']),
    settings: {
      mode: row['mode'] as ReviewSettings['mode'],
      digest_hour: row['digest_hour'] as number | null,
      away_from: readTimestamp(row['away_from']),
      away_until: readTimestamp(row['away_until']),
      delegate_to: row['delegate_to'] as string | null,
    },
    nextLookAt: readTimestamp(row['next_look_at']),
  };
}
