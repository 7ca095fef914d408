import type { Knex } from 'knex';
import { withoutContextGuard } from '../../migrations/lib/guards.js';
import type { Json, JsonObject, Key, Project } from '../domain/words.js';
import { forUpdate, isPostgres, readJson, writeJson } from './dialect.js';

/**
 * Locks project rows in id order and returns them by `String(id)`. Everything that numbers, decides,
 * promotes or appends an entry calls this before it reads what it decides on.
 */
export async function lockProjects(knex: Knex, ids: Key[]): Promise<Map<string, Project>> {
  if (ids.length === 0) return new Map();
  if (new Set(ids.map(String)).size > 1) await waitForOtherBatches(knex);
  const query = knex('projects').select('id', 'context', 'context_version').whereIn('id', ids).orderBy('id');
  const rows: ProjectRow[] = await forUpdate(knex, query);
  return new Map(rows.map((row) => [String(row.id), toProject(knex, row)]));
}

/**
 * Lets only one transaction at a time lock several projects. An array PATCH comes to them one item at a time, in
 * its own order: two of them would wait for each other, over and over, until Directus gives up with a 500.
 * Such a transaction calls this before it locks its first project.
 */
export async function waitForOtherBatches(knex: Knex): Promise<void> {
  if (!isPostgres(knex)) return; // has one writer anyway
  await knex.raw('SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', ['artifacts:several-projects']);
}

/** A project's context without a lock, or null if there is no such project. */
export async function readProject(knex: Knex, id: Key): Promise<Project | null> {
  const row: ProjectRow | undefined = await knex('projects')
    .select('id', 'context', 'context_version')
    .where({ id })
    .first();
  return row === undefined ? null : toProject(knex, row);
}

/** What the projects among these that have a `context_schema` say in it, by `String(id)`. */
export async function contextSchemas(knex: Knex, ids: Key[]): Promise<Map<string, Json>> {
  if (ids.length === 0) return new Map();
  const rows: { id: Key; context_schema: unknown }[] = await knex('projects')
    .select('id', 'context_schema')
    .whereIn('id', ids)
    .whereNotNull('context_schema');
  return new Map(rows.map((row) => [String(row.id), readJson(knex, row.context_schema)]));
}

/**
 * Writes the context if `context_version` is still `expected`. False means that somebody else was faster,
 * which the row lock rules out on PostgreSQL: on SQLite this condition is the lock.
 */
export async function writeContext(
  knex: Knex,
  project: { id: Key; expected: number; next: number; context: JsonObject },
): Promise<boolean> {
  const hit = await knex('projects')
    .where({ id: project.id, context_version: project.expected })
    .update({ context: writeJson(project.context), context_version: project.next });
  return hit === 1;
}

/**
 * Writes a context that should have been this one all along; its version stays, because nothing was promoted or
 * withdrawn. The database lets no such change pass, so its guard is put aside for this one statement.
 */
export async function correctContext(
  trx: Knex.Transaction,
  project: { id: Key; expected: number; context: JsonObject },
): Promise<void> {
  await withoutContextGuard(trx, () => writeContext(trx, { ...project, next: project.expected }));
}

interface ProjectRow {
  id: Key;
  context: unknown;
  context_version: number;
}

function toProject(knex: Knex, row: ProjectRow): Project {
  return {
    id: row.id,
    context: readJson(knex, row.context) as JsonObject | null,
    context_version: row.context_version,
  };
}
