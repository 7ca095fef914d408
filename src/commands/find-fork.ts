import type { Knex } from 'knex';
import { lastEqualAncestors } from '../domain/shared-window.js';
import type { Version } from '../domain/words.js';
import {
  type ChainRow,
  followParents,
  followWindows,
  onlyVersionAt,
  readWindows,
} from '../store/lineage-chains.js';

/** What of a version is needed to follow its first-parent line. */
export type Point = Pick<Version, 'id' | 'project_id' | 'schema_key' | 'lineage_depth'>;

/** The version at which two first-parent lines part. */
export interface Fork {
  id: string;
  /** True distance from the root. */
  depth: number;
}

/**
 * The newest version that two versions of one line have in common on their first-parent lines, or null.
 *
 * Hops down both lines from window to window to the first row they share. Above it they part within one window: what
 * the two windows there say tells the depth. Only if that could mean several rows are the parents followed one by
 * one, through that window.
 */
export async function findFork(knex: Knex, a: Point, b: Point): Promise<Fork | null> {
  // The shallower one needs no single steps; the deeper one takes less than a window of them, none below the other.
  const hops = await followWindows(knex, [a.id, b.id], Math.min(a.lineage_depth ?? 0, b.lineage_depth ?? 0));
  const met = deepestShared(hops);
  const above = [a, b].map(({ id }) => lowestOf(hops, id, met?.depth ?? -1));
  const ids = above.flatMap((row) => row?.id ?? []);
  // One of them is an ancestor of the other, and was met itself.
  if (ids.length < 2) return met;
  return (await readFork(knex, a, ids, met)) ?? (await walkToFork(knex, ids, met));
}

/** The fork by what the windows of two rows above it say; null if they leave a doubt. */
async function readFork(knex: Knex, line: Point, ids: string[], met: Fork | null): Promise<Fork | null> {
  const [one, other] = await readWindows(knex, ids);
  const place = one === undefined || other === undefined ? null : lastEqualAncestors(one, other);
  if (place === null) return null;
  if (place.depth === met?.depth) return met;
  // At depth 0 is what two orphans claim as their root, which is no row, even if one of this line has that content.
  if (place.depth <= (met?.depth ?? 0)) return null;
  // Both lines have a row of this content at this depth. If there is only one such row, it is on both.
  const id = await onlyVersionAt(knex, line, place);
  return id === null ? null : { id, depth: place.depth };
}

async function walkToFork(knex: Knex, ids: string[], met: Fork | null): Promise<Fork | null> {
  return deepestShared(await followParents(knex, ids, met?.depth ?? -1)) ?? met;
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
