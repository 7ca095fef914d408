import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { ScheduleEntry } from '../domain/schedule.js';
import type { Key, Timestamp, Version } from '../domain/words.js';
import { isPostgres, readTimestamp, writeTimestamp } from './dialect.js';
import { type Row, toVersion } from './version-row.js';

/** Says when a version goes live by itself, or null for not at all, and keeps who said so. */
export async function schedule(knex: Knex, entry: ScheduleEntry): Promise<void> {
  const promote_at = entry.promote_at === null ? null : writeTimestamp(entry.promote_at);
  await knex('artifact_versions').where({ id: entry.artifact_version_id }).update({ promote_at });
  await knex('artifact_schedules').insert({
    ...entry,
    id: randomUUID(),
    promote_at,
    scheduled_at: writeTimestamp(entry.scheduled_at),
  });
}

/** What was said last about the moment of these versions, by version; nothing for those that never had one. */
export async function lastSchedules(knex: Knex, versionIds: string[]): Promise<Map<string, ScheduleEntry>> {
  if (versionIds.length === 0) return new Map();
  const rows: (ScheduleEntry & { id: string })[] = await knex('artifact_schedules')
    .whereIn('artifact_version_id', versionIds)
    .orderBy(['scheduled_at', 'id']);
  return new Map(
    rows.map(({ id: _id, ...row }) => [
      row.artifact_version_id,
      {
        ...row,
        promote_at: readTimestamp(row.promote_at),
        scheduled_at: readTimestamp(row.scheduled_at) ?? '',
      },
    ]),
  );
}

/** Approved versions of a project whose moment has come and that are not live, frozen or not. */
export async function dueVersions(knex: Knex, projectId: Key, now: Timestamp): Promise<Version[]> {
  const rows: Row[] = await waiting(knex)
    .select('version.*')
    .andWhere('version.project_id', projectId)
    .andWhere('version.promote_at', '<=', writeTimestamp(now))
    .orderBy(['version.promote_at', 'version.schema_key']);
  return rows.map((row) => toVersion(knex, row));
}

/** Projects with something that is due and that no freeze keeps, in no particular order. */
export async function projectsWithDue(knex: Knex, now: Timestamp, limit: number): Promise<Key[]> {
  const rows: { project_id: Key }[] = await thawed(waiting(knex))
    .distinct('version.project_id')
    .andWhere('version.promote_at', '<=', writeTimestamp(now))
    .limit(limit);
  return rows.map(({ project_id }) => project_id);
}

/** The next moment after `now` at which a version is due or a freeze is over; null if there is none. */
export async function nextMoment(knex: Knex, now: Timestamp): Promise<Timestamp | null> {
  const after = writeTimestamp(now);
  const due: { at?: unknown } | undefined = await waiting(knex)
    .andWhere('version.promote_at', '>', after)
    .min({ at: 'version.promote_at' })
    .first();
  const over: { at?: unknown } | undefined = await knex('artifact_freezes')
    .whereNull('lifted_at')
    .andWhere('until', '>', after)
    .min({ at: 'until' })
    .first();
  const moments = [readTimestamp(due?.at), readTimestamp(over?.at)].filter((moment) => moment !== null);
  return moments.sort()[0] ?? null;
}

/** How many versions have a moment, how many of them are past it although nothing keeps them, and since when. */
export async function countScheduled(
  knex: Knex,
  now: Timestamp,
): Promise<{ waiting: number; overdue: number; frozen: number; oldestOverdue: Timestamp | null }> {
  const count = async (query: Knex.QueryBuilder) => {
    const row: { rows?: number | string; oldest?: unknown } | undefined = await query
      .count({ rows: '*' })
      .min({ oldest: 'version.promote_at' })
      .first();
    return { rows: Number(row?.rows ?? 0), oldest: readTimestamp(row?.oldest) };
  };
  const past = () => waiting(knex).andWhere('version.promote_at', '<=', writeTimestamp(now));
  const all = await count(waiting(knex).whereNotNull('version.promote_at'));
  const due = await count(past());
  const free = await count(thawed(past()));
  return {
    waiting: all.rows - due.rows,
    overdue: free.rows,
    frozen: due.rows - free.rows,
    oldestOverdue: free.oldest,
  };
}

/** Lets one server at a time promote what is due in a project. The others go on: it is taken care of. */
export async function claimProject(trx: Knex.Transaction, projectId: Key): Promise<boolean> {
  if (!isPostgres(trx)) return true; // has one writer, and the second one finds nothing that is due
  const result: { rows: { claimed: boolean }[] } = await trx.raw(
    'SELECT pg_try_advisory_xact_lock(hashtextextended(?, 0)) AS claimed',
    [`artifacts:schedule:${String(projectId)}`],
  );
  return result.rows[0]?.claimed === true;
}

function waiting(knex: Knex): Knex.QueryBuilder {
  return knex('artifact_versions as version')
    .where('version.status', 'approved')
    .whereNull('version.promoted_context_version');
}

/**
 * Not with LIKE, to which the underscore of a schema key means any character. And not called `freeze`, which is a word of
 * PostgreSQL's own.
 */
function thawed(query: Knex.QueryBuilder): Knex.QueryBuilder {
  return query.whereNotExists((stop: Knex.QueryBuilder) => {
    void stop
      .from('artifact_freezes as stop')
      .whereNull('stop.lifted_at')
      .whereRaw('stop.project_id = version.project_id')
      .whereRaw(
        `(stop.schema_key IS NULL OR stop.schema_key = version.schema_key
          OR substr(version.schema_key, 1, length(stop.schema_key) + 1) = stop.schema_key || '.')`,
      );
  });
}
