import type { Knex } from 'knex';
import { WINDOW } from '../domain/lineage.js';
import type { SharedPlace, Window } from '../domain/shared-window.js';
import { readJson } from './dialect.js';
import { isSameLine, type Line } from './lines.js';

/** Rows between a version with a full window and the row its window starts at. */
const HOP = WINDOW - 1;

/** Beyond that many versions of equal content at equal depth, following the parents costs no more. */
const MOST_PLACES = 50;

/** A row on the first-parent line of a version. */
export interface ChainRow {
  /** The version whose line was followed. */
  start_id: string;
  id: string;
  /** True distance from the root; 0 for rows older than this system, which have none. */
  depth: number;
}

/**
 * Follows the first-parent lines of some versions down to their roots, hopping from window to window: at a depth of
 * `alignment` modulo {@link HOP} to the row where the window starts, from any other depth to the parent. After at
 * most `HOP - 1` single steps all lines are met at equal depths, and take `depth / HOP` hops from there.
 *
 * @returns what was met, the starts included, in no particular order
 */
export async function followWindows(knex: Knex, startIds: string[], alignment: number): Promise<ChainRow[]> {
  const next = knex.raw('CASE WHEN COALESCE(??, 0) % ? = ? THEN ?? ELSE ?? END', [
    'version.lineage_depth',
    HOP,
    alignment % HOP,
    'version.lineage_jump_id',
    'version.parent_id',
  ]);
  return follow(knex, startIds, next);
}

/**
 * Follows the first-parent lines of some versions from parent to parent, as long as they are deeper than `depth`.
 *
 * @returns what was met, the starts included, in no particular order
 */
export async function followParents(knex: Knex, startIds: string[], depth: number): Promise<ChainRow[]> {
  const next = knex.raw('CASE WHEN ?? > ? THEN ?? END', [
    'version.lineage_depth',
    depth + 1,
    'version.parent_id',
  ]);
  return follow(knex, startIds, next);
}

/** The stored windows of some versions, in no particular order; those from before this system have none. */
export async function readWindows(knex: Knex, ids: string[]): Promise<Window[]> {
  const rows: { lineage_depth: number | null; version_lineage: unknown }[] = await knex('artifact_versions')
    .select('lineage_depth', 'version_lineage')
    .whereIn('id', ids);
  return rows.flatMap(({ lineage_depth: depth, version_lineage }) => {
    const hashes = readJson(knex, version_lineage);
    return depth !== null && Array.isArray(hashes) ? [{ depth, hashes: hashes.map(String) }] : [];
  });
}

/**
 * The one version of a line that has this content at this depth; null if there is none, more than one, or more of
 * them in all lines than are worth looking at.
 */
export async function onlyVersionAt(knex: Knex, line: Line, place: SharedPlace): Promise<string | null> {
  // Not by line, or a database without statistics reads the whole line instead of using the index of the hashes.
  const rows: (Line & { id: string })[] = await knex('artifact_versions')
    .select('id', 'project_id', 'schema_key')
    .where({ content_hash: place.content_hash, lineage_depth: place.depth })
    .limit(MOST_PLACES);
  if (rows.length === MOST_PLACES) return null;
  const [one, other] = rows.filter((row) => isSameLine(row, line));
  return one === undefined || other !== undefined ? null : one.id;
}

/** One recursive query. UNION, not UNION ALL: a root hops to itself, and damaged rows could lead in a circle. */
async function follow(knex: Knex, startIds: string[], next: Knex.Raw): Promise<ChainRow[]> {
  const own = ['version.id', knex.raw('COALESCE(??, 0)', ['version.lineage_depth']), next] as const;
  const rows: ChainRow[] = await knex
    .withRecursive('chain', ['start_id', 'id', 'depth', 'next_id'], (query) => {
      void query
        .select('version.id', ...own)
        .from('artifact_versions as version')
        .whereIn('version.id', startIds)
        .union((steps) => {
          void steps
            .select('chain.start_id', ...own)
            .from('chain')
            .join('artifact_versions as version', 'version.id', 'chain.next_id');
        });
    })
    .select('start_id', 'id', 'depth')
    .from('chain');
  return rows;
}
