import type { Knex } from 'knex';
import { buildContext, compareContext, type ContextDrift } from '../domain/context.js';
import { lostByNewMeta } from '../domain/unexplained.js';
import type { JsonObject, Key, Project } from '../domain/words.js';
import type { Announcement } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import { assertReadable } from '../directus/readable.js';
import { readsAll } from '../directus/reads-all.js';
import { ContextUnexplained, Forbidden } from '../errors/index.js';
import { firstBump } from '../store/approvals.js';
import { correctContext, lockProjects } from '../store/projects.js';
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
 * @throws ContextUnexplained when a repair would throw away what the context held before its first promotion
 * @throws Forbidden when the project or one of its versions may not be read, or `repair` is asked for by anyone but an administrator
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
  // A difference shows what versions hold; and that there is none, that the context has all of them.
  if (!(await readsAll(host, caller, 'artifact_versions', trx, { project_id: { _eq: projectId } }))) {
    throw new Forbidden({ reason: 'You may not read every version that the context is made from' });
  }
  if (repair && caller.accountability !== null && !caller.accountability.admin) {
    throw new Forbidden({ reason: 'Only an administrator may repair a context' });
  }
  const project = (await lockProjects(trx, [projectId])).get(String(projectId));
  if (project === undefined) throw new Forbidden({});
  const { entries, meta, differences, isOlder } = await explainContext({ ...host, database: trx }, project);
  const drift = differences.length > 0;
  if (!drift || !repair) {
    return { report: { drift, differences, repaired: false }, announcements: [] };
  }
  if (isOlder) throw new ContextUnexplained({ path: differences[0]?.schema_key ?? '' });
  const list = [...entries].map(([schema_key, entry]) => ({ schema_key, entry }));
  await correctContext(trx, {
    id: project.id,
    expected: project.context_version,
    context: meta === null ? {} : buildContext(list, meta),
  });
  return {
    report: { drift, differences, repaired: true },
    announcements: [{ collection: 'projects', keys: [project.id], payload: {} }],
  };
}

/** What a project's versions and log say its context must be, and where it is something else. */
export async function explainContext(
  host: Host,
  project: Project,
): Promise<{
  entries: Map<string, JsonObject>;
  meta: JsonObject | null;
  differences: ContextDrift[];
  /** True while nothing was ever promoted: what the context says then is older than the registry. */
  isOlder: boolean;
}> {
  const entries = await entriesOf(host, await liveVersions(host.database, project.id));
  const meta = await metaAt(host, project.id, project.context_version, entries.size);
  const isOlder = meta === null && (await firstBump(host.database, project.id)) === null;
  const differences = compareContext(entries, meta, project.context).filter(
    // The `_meta` of such a context is nobody's artifact: the first promotion writes its own.
    ({ schema_key }) => !(isOlder && isInMeta(schema_key) && lostByNewMeta(project.context) === null),
  );
  return { entries, meta, differences, isOlder };
}

function isInMeta(path: string): boolean {
  return path === '_meta' || path.startsWith('_meta.');
}
