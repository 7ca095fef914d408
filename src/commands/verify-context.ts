import type { Knex } from 'knex';
import { buildContext, compareContext, type ContextDrift } from '../domain/context.js';
import type { JsonObject, Key, Project } from '../domain/words.js';
import type { Announcement } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import { assertReadable } from '../directus/readable.js';
import { Forbidden } from '../errors/index.js';
import { lockProjects, writeContext } from '../store/projects.js';
import { liveVersions } from '../store/live-versions.js';
import { entriesOf, metaAt } from './read-context.js';

/** Whether a context says what its versions say. */
export interface ContextReport {
  drift: boolean;
  differences: ContextDrift[];
  repaired: boolean;
}

/**
 * Recomputes a project's context from its versions and compares. With `repair` it writes what the versions say;
 * the context version stays, because nothing was promoted or withdrawn.
 *
 * Locks the project, so that a promotion under way is never mistaken for drift.
 *
 * @throws Forbidden when the project may not be read, or `repair` is asked for by anyone but an administrator
 */
export async function verifyContext(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  projectId: Key;
  repair: boolean;
}): Promise<{ report: ContextReport; announcements: Announcement[] }> {
  const { host, caller, trx, projectId, repair } = args;
  await assertReadable(host, caller, 'projects', [projectId], trx);
  if (repair && caller.accountability !== null && !caller.accountability.admin) {
    throw new Forbidden({ reason: 'Only an administrator may repair a context' });
  }
  const project = (await lockProjects(trx, [projectId])).get(String(projectId));
  if (project === undefined) throw new Forbidden({});
  const { entries, meta } = await explainContext({ ...host, database: trx }, project);
  const differences = compareContext(entries, meta, project.context);
  const drift = differences.length > 0;
  if (!drift || !repair) {
    return { report: { drift, differences, repaired: false }, announcements: [] };
  }
  const list = [...entries].map(([schema_key, entry]) => ({ schema_key, entry }));
  await writeContext(trx, {
    id: project.id,
    expected: project.context_version,
    next: project.context_version,
    context: meta === null ? {} : buildContext(list, meta),
  });
  return {
    report: { drift, differences, repaired: true },
    announcements: [{ collection: 'projects', keys: [project.id], payload: {} }],
  };
}

/** What a project's versions and log say its context must be. */
export async function explainContext(
  host: Host,
  project: Project,
): Promise<{ entries: Map<string, JsonObject>; meta: JsonObject | null }> {
  const entries = await entriesOf(host, await liveVersions(host.database, project.id));
  return { entries, meta: await metaAt(host, project.id, project.context_version, entries.size) };
}
