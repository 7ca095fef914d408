import type { Knex } from 'knex';
import { withoutContextGuard } from '../../migrations/lib/guards.js';
import type { Json, JsonObject, Key, Project } from '../domain/words.js';
import { forUpdate, isPostgres, readJson, writeJson } from './dialect.js';

/** A locked project, with what its contexts must follow. */
export interface LockedProject extends Project {
  context_schema: Json;
}

/**
 * Locks project rows in id order and returns them by `String(id)`. Everything that numbers, decides,
 * promotes or appends an entry calls this before it reads what it decides on.
 *
 * @param needed schema keys below whose first segments the contexts are needed, and `_meta` with them; all of it, if left
 *   out. A context can be megabytes, of which most commands change one entry. For no key it is null.
 */
export async function lockProjects(
  knex: Knex,
  ids: Key[],
  needed?: string[],
): Promise<Map<string, LockedProject>> {
  if (ids.length === 0) return new Map();
  if (new Set(ids.map(String)).size > 1) await waitForOtherBatches(knex);
  const query = knex('projects')
    .select('id', 'context_version', 'context_schema', needed ? partsOf(knex, needed) : 'context')
    .whereIn('id', ids)
    .orderBy('id');
  const rows: (ProjectRow & { context_schema: unknown })[] = await forUpdate(knex, query);
  return new Map(
    rows.map((row) => {
      const locked = { ...toProject(knex, row), context_schema: readJson(knex, row.context_schema) };
      return [String(row.id), locked];
    }),
  );
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
async function writeContext(
  knex: Knex,
  project: { id: Key; expected: number; next: number; context: JsonObject },
): Promise<boolean> {
  const hit = await knex('projects')
    .where({ id: project.id, context_version: project.expected })
    .update({ context: writeJson(project.context), context_version: project.next });
  return hit === 1;
}

/**
 * Writes what a change made of a locked project's context, if `context_version` is still `expected`, and leaves alone
 * what it shares with the one before: PostgreSQL puts the parts together. False as in {@link writeContext}.
 *
 * @param project.before as {@link lockProjects} returned it, be it a part or all of it
 */
export async function writeContextParts(
  knex: Knex,
  project: { id: Key; expected: number; next: number; before: JsonObject | null; after: JsonObject },
): Promise<boolean> {
  const { id, expected, next, after } = project;
  if (!isPostgres(knex)) return writeContext(knex, { id, expected, next, context: after });
  const before = project.before ?? {};
  const changed = Object.entries(after).filter(([name, part]) => before[name] !== part);
  const removed = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const hit = await knex('projects')
    .where({ id, context_version: expected })
    .update({
      context: knex.raw(
        `(CASE jsonb_typeof(context::jsonb) WHEN 'object' THEN context::jsonb ELSE '{}' END - ?::text[]) || ?::jsonb`,
        [removed, JSON.stringify(Object.fromEntries(changed))],
      ),
      context_version: next,
    });
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

/**
 * The parts of a context in which these keys lie, and what tells whether it is one: `_meta`, and a key that only an entry
 * has. All of one that is no object, and on SQLite, which would gain nothing.
 */
function partsOf(knex: Knex, keys: string[]): string | Knex.Raw {
  if (keys.length === 0) return knex.raw('NULL AS context');
  if (!isPostgres(knex)) return 'context';
  const names = new Set(['_meta', 'artifact_version_id', ...keys.map((key) => key.split('.', 1)[0] ?? key)]);
  // Added to nothing once, or each look into it would fetch and unpack all of it again.
  const picked =
    `SELECT COALESCE(jsonb_object_agg(part.name, whole.context -> part.name), '{}') ` +
    `FROM (SELECT projects.context::jsonb || '{}' AS context OFFSET 0) AS whole, unnest(?::text[]) AS part (name) ` +
    `WHERE whole.context -> part.name IS NOT NULL`;
  return knex.raw(
    `CASE jsonb_typeof(context::jsonb) WHEN 'object' THEN (${picked}) ELSE context::jsonb END AS context`,
    [[...names]],
  );
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
