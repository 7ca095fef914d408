import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import chunk from 'lodash/chunk.js';
import type { Timestamp } from '../domain/words.js';
import { writeTimestamp } from './dialect.js';

const TABLE = 'artifact_notifications';

/** SQLite takes 500 rows in one statement. */
const MOST_AT_ONCE = 200;

/**
 * Who has been told of these versions, as `user version`.
 *
 * @see toldName
 */
export async function toldOf(knex: Knex, versionIds: string[]): Promise<Set<string>> {
  if (versionIds.length === 0) return new Set();
  const rows: { user_id: string; artifact_version_id: string }[] = await knex(TABLE)
    .select('user_id', 'artifact_version_id')
    .whereIn('artifact_version_id', versionIds);
  return new Set(rows.map(({ user_id, artifact_version_id }) => toldName(user_id, artifact_version_id)));
}

/**
 * Forgets who was told of versions that wait for nobody any more, of what was told before `before`; at most `limit`
 * rows. Returns how many.
 */
export async function forgetTold(knex: Knex, before: Timestamp, limit: number): Promise<number> {
  const old = knex(`${TABLE} as told`)
    .select('told.id')
    .join('artifact_versions as version', 'version.id', 'told.artifact_version_id')
    .whereNot('version.status', 'pending')
    .andWhere('told.told_at', '<', writeTimestamp(before))
    .limit(limit);
  return knex(TABLE).whereIn('id', old).delete();
}

/** How {@link toldOf} names a user and a version. */
export function toldName(userId: string, versionId: string): string {
  return `${userId} ${versionId}`;
}

/**
 * Notes that a user is told of versions.
 *
 * @returns how many of them were new to the user; the unique index sees to it that nobody else can say so as well
 */
export async function noteTold(
  knex: Knex,
  userId: string,
  versionIds: string[],
  now: Timestamp,
): Promise<number> {
  let written = 0;
  for (const some of chunk(versionIds, MOST_AT_ONCE)) {
    const rows = some.map((artifact_version_id) => ({
      id: randomUUID(),
      user_id: userId,
      artifact_version_id,
      told_at: writeTimestamp(now),
    }));
    const fresh: unknown[] = await knex(TABLE)
      .insert(rows)
      .onConflict(['user_id', 'artifact_version_id'])
      .ignore()
      .returning('id');
    written += fresh.length;
  }
  return written;
}
