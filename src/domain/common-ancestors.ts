import type { Version } from './words.js';

/** What of a version places it in the graph of its line. */
export type GraphVersion = Pick<
  Version,
  'id' | 'parent_id' | 'merge_parent_id' | 'generation' | 'version_number'
>;

/** What a version is known to be: an ancestor of one side (itself included), or of a common ancestor. */
const OURS = 1;
const THEIRS = 2;
const BOTH = OURS | THEIRS;
const STALE = 4;

/**
 * All best common ancestors of two versions, as `git merge-base --all` defines them: versions that are ancestors of
 * both (a version counts as its own) and not an ancestor of another such version. Several are equally good where
 * lines were merged crosswise; none, where both sides have roots of their own.
 *
 * Paints the graph downwards as `paint_down_to_common` of git's commit-reach.c does. There a commit may be reached
 * again after it was passed, because dates lie, and a second search removes redundant results. A generation is always
 * greater than that of either parent, so when a version's turn comes, everything above it has had its own: each is
 * visited once, with its final colours, and no result is redundant.
 *
 * Damaged data ends the search no later than sound data: rows that are missing are passed over, and in a cycle every
 * row is visited once.
 *
 * @param graph all versions of the line, in any order; a generation of null (rows older than this system) counts as 1
 * @returns ids in the order of preference: the highest generation first, among equals the highest version number.
 *   The first is the one to use where one is needed.
 */
export function bestCommonAncestors(graph: Iterable<GraphVersion>, a: string, b: string): string[] {
  const colours = new Map<string, number>();
  const paint = (id: string | null, colour: number): void => {
    if (id !== null) colours.set(id, (colours.get(id) ?? 0) | colour);
  };
  paint(a, OURS);
  paint(b, THEIRS);

  const best: string[] = [];
  for (const version of [...graph].sort(newestGenerationFirst)) {
    const own = colours.get(version.id);
    if (own === undefined) continue;
    if (own === BOTH) best.push(version.id);
    const inherited = (own & BOTH) === BOTH ? BOTH | STALE : own;
    paint(version.parent_id, inherited);
    paint(version.merge_parent_id, inherited);
  }
  return best;
}

function newestGenerationFirst(one: GraphVersion, other: GraphVersion): number {
  const generations = (other.generation ?? 1) - (one.generation ?? 1);
  return generations === 0 ? other.version_number - one.version_number : generations;
}
