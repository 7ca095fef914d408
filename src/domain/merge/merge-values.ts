import { childOf, isPlainObject } from '../context-tree.js';
import type { Json, JsonObject } from '../words.js';
import { valueComparison } from './compare-values.js';
import { identifyElements } from './identity.js';
import { childPointer } from './json-pointer.js';
import { mergeArrays } from './merge-arrays.js';
import {
  type ConflictReason,
  reasonOf,
  type Resolution,
  type Taken,
  type Triple,
  type ValueConflict,
} from './merge-outcome.js';
import { settle, take, type Walk } from './merge-walk.js';

/** A merged value, and how it came about. */
export interface MergedValue {
  value: Json;
  /** The unresolved ones, in the order of the value. */
  conflicts: ValueConflict[];
  /** One entry per changed place. */
  taken: Taken[];
  /** Paths of the resolutions that settled a conflict; any other resolution names no conflict. */
  resolved: string[];
}

/**
 * Merges two JSON values that come from one base (three-way).
 *
 * - A place that one side changed takes that change; equal changes agree; different ones conflict, and so does
 *   deleting what the other side edited. Null is a value, a missing key is not.
 * - Objects merge by key. Arrays of objects merge by identity if one of `id`, `key`, `name` tells the elements apart
 *   in all three; their order is content too (see `mergeOrder`). Other arrays are atomic. What both sides
 *   added merges in the same way, as if the base were empty.
 * - An unresolved conflict leaves ours' side in the value; only an array element that ours deleted stays as theirs
 *   has it, so that its place exists. Paths point into the value as it is while nothing is resolved: resolving one
 *   conflict never moves the path of another.
 *
 * Values must be storable JSON (see `assertStorableJson`); the walk recurses as deep as they nest.
 *
 * @param args.resolutions by the path of the conflict. A value for an array whose order conflicts replaces the whole
 *   array, with every conflict inside.
 */
export function mergeValues(args: {
  base: Json;
  ours: Json;
  theirs: Json;
  resolutions?: ReadonlyMap<string, Resolution>;
}): MergedValue {
  const { resolutions = new Map<string, Resolution>(), ...sides } = args;
  const walk: Walk = { same: valueComparison(), resolutions, conflicts: [], taken: [], resolved: [] };
  // All three are there, so something is there in the end; a resolution can only put a value in its place.
  const value = mergeAt(walk, '', sides) ?? null;
  return { value, conflicts: walk.conflicts, taken: walk.taken, resolved: walk.resolved };
}

function mergeAt(walk: Walk, path: string, sides: Triple<Json>): Json | undefined {
  const { base, ours, theirs } = sides;
  const agreed = walk.same(ours, theirs);
  if (agreed && walk.same(base, ours)) return ours;
  // Also into what one side alone changed: what was taken is then told by place, not as one whole.
  if (!(agreed && base === undefined)) {
    const objects = allOf(isPlainObject, sides, {});
    if (objects !== null) return mergeObjects(walk, path, objects);
    const arrays = allOf(isArray, sides, []);
    const [inBase, inOurs, inTheirs] =
      (arrays && identifyElements([arrays.base, arrays.ours, arrays.theirs])) ?? [];
    if (arrays && inBase && inOurs && inTheirs)
      return mergeArrays(walk, path, {
        arrays,
        base: inBase,
        ours: inOurs,
        theirs: inTheirs,
        merge: mergeAt,
      });
  }
  if (agreed) return take(walk, path, ours, 'both');
  if (walk.same(base, theirs)) return take(walk, path, ours, 'ours');
  if (walk.same(base, ours)) return take(walk, path, theirs, 'theirs');

  const resolution = settle(walk, path, conflictReason(sides), sides);
  if (resolution === undefined) return ours;
  const value = 'value' in resolution ? resolution.value : sides[resolution.side];
  return take(walk, path, value, 'resolution');
}

function isArray(value: Json): value is Json[] {
  return Array.isArray(value);
}

/** All three sides, if both are of the kind, and the base too or it is not there at all, which counts as empty. */
function allOf<T extends Json>(
  isKind: (value: Json) => value is T,
  { base, ours, theirs }: Triple<Json>,
  empty: T,
): { base: T; ours: T; theirs: T } | null {
  const start = base ?? null;
  if (ours === undefined || theirs === undefined || !isKind(ours) || !isKind(theirs)) return null;
  if (base === undefined) return { base: empty, ours, theirs };
  return isKind(start) ? { base: start, ours, theirs } : null;
}

function conflictReason(sides: Triple<Json>): ConflictReason {
  const reason = reasonOf(sides);
  return reason === 'both_changed' && kindOf(sides.ours) !== kindOf(sides.theirs) ? 'type_changed' : reason;
}

function kindOf(value: Json | undefined): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

/** Keys in the order of ours, then those that only theirs has. */
function mergeObjects(
  walk: Walk,
  path: string,
  { base, ours, theirs }: { base: JsonObject; ours: JsonObject; theirs: JsonObject },
): JsonObject {
  const merged: [string, Json][] = [];
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs), ...Object.keys(base)]);
  for (const key of keys) {
    const value = mergeAt(walk, childPointer(path, key), {
      base: childOf(base, key),
      ours: childOf(ours, key),
      theirs: childOf(theirs, key),
    });
    if (value !== undefined) merged.push([key, value]);
  }
  // fromEntries defines keys rather than assigning them: a key called __proto__ stays a key.
  return Object.fromEntries(merged);
}
