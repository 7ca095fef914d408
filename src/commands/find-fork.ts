import type { Knex } from 'knex';
import type { Version } from '../domain/words.js';
import { type ChainRow, followParents, followWindows } from '../store/lineage-chains.js';

/** The version at which two first-parent lines part. */
export interface Fork {
  id: string;
  /** True distance from the root. */
  depth: number;
}

/**
 * The newest version that two versions of one line have in common on their first-parent lines, or null. Two queries,
 * whatever the depth: one hops down both lines from window to window, the second looks at the rows of the one window
 * in which they part.
 */
export async function findFork(
  knex: Knex,
  a: Pick<Version, 'id' | 'lineage_depth'>,
  b: Pick<Version, 'id' | 'lineage_depth'>,
): Promise<Fork | null> {
  // The shallower one needs no single steps; the deeper one takes at most a window of them, none below the other.
  const alignment = Math.min(a.lineage_depth ?? 0, b.lineage_depth ?? 0);
  const hops = await followWindows(knex, [a.id, b.id], alignment);
  const met = deepestShared(hops);
  const above = [a, b].map(({ id }) => lowestOf(hops, id, met?.depth ?? -1));
  const starts = above.filter((row) => row !== null);
  // One of them is an ancestor of the other, and was met itself.
  if (starts.length < 2) return met;
  const rows = await followParents(
    knex,
    starts.map(({ id }) => id),
    met?.depth ?? -1,
  );
  return deepestShared(rows) ?? met;
}

/** The deepest row that was met from two starts. */
function deepestShared(rows: ChainRow[]): Fork | null {
  const startOf = new Map<string, string>();
  let deepest: Fork | null = null;
  for (const { id, depth, start_id } of rows) {
    const shared = (startOf.get(id) ?? start_id) !== start_id;
    if (shared && depth > (deepest?.depth ?? -1)) deepest = { id, depth };
    startOf.set(id, start_id);
  }
  return deepest;
}

/** The row of a line that was met last before `depth`. */
function lowestOf(rows: ChainRow[], startId: string, depth: number): ChainRow | null {
  const deeper = rows.filter((row) => row.start_id === startId && row.depth > depth);
  return deeper.reduce<ChainRow | null>(
    (lowest, row) => (lowest === null || row.depth < lowest.depth ? row : lowest),
    null,
  );
}
