import type { GraphLayout, Place } from './lay-out-graph.js';
import type { Kinship } from './line-graph.js';

/** Everything that can be reached from a version along these edges, itself included. */
function reachable(from: string, next: Map<string, string[]>): Set<string> {
  const found = new Set([from]);
  for (const id of found) for (const other of next.get(id) ?? []) found.add(other);
  return found;
}

/**
 * The versions on all ways from an ancestor to one of several descendants, both ends included: what is a descendant
 * of the one and an ancestor of one of the others.
 */
export function waysBetween(kinship: Kinship, ancestor: string, descendants: readonly string[]): Set<string> {
  const below = reachable(ancestor, kinship.children);
  const ways = new Set<string>();
  for (const descendant of descendants)
    for (const id of reachable(descendant, kinship.parents)) if (below.has(id)) ways.add(id);
  return ways;
}

/** A step of the keyboard: along an edge (to a parent or child), or to another lane, or to an end of the line. */
export type Step = 'parent' | 'child' | 'above' | 'below' | 'first' | 'last';

/**
 * Where a step leads; null if nowhere. A parent and a child are first of all those in the same lane; `above` and
 * `below` are the nearest version of the nearest lane that has one close by.
 */
export function stepFrom(id: string, step: Step, layout: GraphLayout, kinship: Kinship): string | null {
  if (step === 'first') return layout.nodes[0]?.id ?? null;
  if (step === 'last') return layout.nodes.at(-1)?.id ?? null;
  const here = layout.places.get(id);
  if (here === undefined) return null;
  if (step === 'parent') return kinship.parents.get(id)?.[0] ?? null;
  if (step === 'child') return sameLaneFirst(kinship.children.get(id) ?? [], here, layout);
  return nearestInDirection(here, step === 'above' ? -1 : 1, layout);
}

function sameLaneFirst(ids: string[], here: Place, { places }: GraphLayout): string | null {
  return ids.find((id) => places.get(id)?.lane === here.lane) ?? ids[0] ?? null;
}

/** How many columns aside count as much as one lane up or down. */
const COLUMNS_PER_LANE = 2;

function nearestInDirection(here: Place, direction: -1 | 1, { nodes, places }: GraphLayout): string | null {
  let best: { id: string; distance: number } | null = null;
  for (const { id } of nodes) {
    const place = places.get(id);
    if (place === undefined) continue;
    const down = (place.lane - here.lane) * direction;
    if (down <= 0) continue;
    const distance = down * COLUMNS_PER_LANE + Math.abs(place.column - here.column);
    if (best === null || distance < best.distance) best = { id, distance };
  }
  return best?.id ?? null;
}

/**
 * A version with what is near it: ancestors and descendants up to so many generations away.
 *
 * @returns ids
 */
export function neighbourhood(kinship: Kinship, id: string, generations: number): Set<string> {
  const found = new Set([id]);
  for (const next of [kinship.parents, kinship.children]) {
    let edge = [id];
    for (let generation = 0; generation < generations; generation++) {
      edge = edge.flatMap((at) => next.get(at) ?? []).filter((at) => !found.has(at));
      for (const at of edge) found.add(at);
    }
  }
  return found;
}
