import type { Json } from '../words.js';
import type { Identified } from './identity.js';
import { childPointer } from './json-pointer.js';
import { mergeOrder } from './merge-order.js';
import type { Triple } from './merge-outcome.js';
import { settle, take, type Walk } from './merge-walk.js';

type Identities = { base: Identified; ours: Identified; theirs: Identified };

/**
 * Merges arrays whose elements have an identity. The layout (who is there, and where, while nothing is resolved) is
 * found before any element is merged, because the paths of the elements' conflicts are positions in it.
 *
 * @param array.arrays the arrays themselves, and `base`, `ours` and `theirs` their elements by identity
 * @param array.merge merges one element
 */
export function mergeArrays(
  walk: Walk,
  path: string,
  {
    arrays,
    base,
    ours,
    theirs,
    merge,
  }: Identities & {
    arrays: { base: Json[]; ours: Json[]; theirs: Json[] };
    merge: (walk: Walk, path: string, sides: Triple<Json>) => Json | undefined;
  },
): Json {
  const merged = mergeOrder({
    base: [...base.keys()],
    ours: staying(walk, { base, side: ours, other: theirs }),
    theirs: staying(walk, { base, side: theirs, other: ours }),
  });

  let { order } = merged;
  if (merged.theirsOrder !== null) {
    const resolution = settle(walk, path, 'reordered', arrays);
    if (resolution !== undefined) take(walk, path, arrays.ours, 'resolution');
    if (resolution !== undefined && 'value' in resolution) return resolution.value;
    if (resolution?.side === 'theirs') order = merged.theirsOrder;
  } else if (merged.movedBy !== null) {
    take(walk, path, arrays.ours, merged.movedBy);
  }

  noteRemovals(walk, path, { base, ours, theirs });
  const elements = new Map<string, Json>();
  for (const [index, identity] of merged.order.entries()) {
    const place = childPointer(path, index);
    const sides = {
      base: base.get(identity)?.element,
      ours: ours.get(identity)?.element,
      theirs: theirs.get(identity)?.element,
    };
    const element = merge(walk, place, sides);
    if (element !== undefined) elements.set(identity, element);
    else if (!walk.resolutions.has(place) && sides.theirs !== undefined) elements.set(identity, sides.theirs);
  }
  return order.map((identity) => elements.get(identity)).filter((element) => element !== undefined);
}

/** Elements of one side that are in the layout: all but those that the other side removed and this one left alone. */
function staying(
  walk: Walk,
  { base, side, other }: { base: Identified; side: Identified; other: Identified },
): string[] {
  const stays = (identity: string, element: Json) =>
    other.has(identity) || !base.has(identity) || !walk.same(base.get(identity)?.element, element);
  return [...side]
    .filter(([identity, { element }]) => stays(identity, element))
    .map(([identity]) => identity);
}

/** Notes the elements that are gone without a conflict, by where they were in base. */
function noteRemovals(walk: Walk, path: string, { base, ours, theirs }: Identities): void {
  for (const [identity, { index, element }] of base) {
    const inOurs = ours.get(identity);
    const inTheirs = theirs.get(identity);
    const place = childPointer(path, index);
    if (inOurs === undefined && inTheirs === undefined) take(walk, place, undefined, 'both');
    else if (inOurs === undefined && walk.same(inTheirs?.element, element))
      take(walk, place, undefined, 'ours');
    else if (inTheirs === undefined && walk.same(inOurs?.element, element))
      take(walk, place, undefined, 'theirs');
  }
}
