import type { Knex } from 'knex';
import { bestCommonAncestors } from '../domain/common-ancestors.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs } from '../directus/items.js';
import { assertReadable } from '../directus/readable.js';
import { Forbidden } from '../errors/index.js';
import { hasMergeDeeper, readGraph } from '../store/lineage-graph.js';
import { isSameLine } from '../store/lines.js';
import { readVersions } from '../store/versions.js';
import { findFork, type Point } from './find-fork.js';

/**
 * Ids of the best common ancestors of two versions, as `git merge-base --all` defines them, the one to use first: see
 * {@link bestCommonAncestors}. Empty when they have none: other lines, other roots, orphans. Of a version and its
 * ancestor it is the ancestor, of a version and itself the version.
 *
 * Where no merge is in the way it takes a few small queries at any depth: the fork F of the two first-parent lines is
 * then the one best common ancestor. For a version of either line above F has no parent but the next one on that line,
 * so the ancestors of `a` are the rows above F on its line, F, and the ancestors of F; those of `b` likewise; and
 * the rows above F are on one of the lines only. What both have is F and its ancestors, of which F is the best.
 * Any merge of the line that is deeper than F counts as in the way, because only the rows at the hops are known.
 */
export async function commonAncestors(knex: Knex, a: Point, b: Point): Promise<string[]> {
  if (a.id === b.id) return [a.id];
  if (!isSameLine(a, b)) return [];
  const fork = await findFork(knex, a, b);
  if (await hasMergeDeeper(knex, a, fork?.depth ?? -1)) {
    return bestCommonAncestors(await readGraph(knex, a), a.id, b.id);
  }
  return fork === null ? [] : [fork.id];
}

/** A version as Directus reads it for the caller. */
type ReadVersion = Record<string, unknown>;

/**
 * The best common ancestors of two versions as the caller may read them, the one to use first.
 *
 * @throws Forbidden when the caller may not read one of the two or an ancestor that was found, or it does not exist
 */
export async function findCommonAncestor(args: {
  host: Host;
  caller: Caller;
  a: string;
  b: string;
}): Promise<ReadVersion[]> {
  const { host, caller } = args;
  const knex = host.database;
  await assertReadable(host, caller, 'artifact_versions', [args.a, args.b], knex);
  const versions = await readVersions(knex, [args.a, args.b]);
  const [a, b] = [args.a, args.b].map((id) => versions.find((version) => version.id === id));
  if (a === undefined || b === undefined) throw new Forbidden({});
  const ids = await commonAncestors(knex, a, b);
  if (ids.length === 0) return [];
  const ancestors = await itemsAs(host, caller, 'artifact_versions', knex).readByQuery({
    filter: { id: { _in: ids } },
    limit: -1,
  });
  return ids.map((id) => {
    const found = ancestors.find((ancestor) => ancestor['id'] === id);
    if (found === undefined) throw new Forbidden({ reason: 'You may not read the common ancestor' });
    return found;
  });
}
