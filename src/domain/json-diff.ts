import { childOf, isPlainObject } from './context-tree.js';
import { type SameValue, valueComparison } from './merge/compare-values.js';
import { identifyElements } from './merge/identity.js';
import { childPointer } from './merge/json-pointer.js';
import type { Json } from './words.js';

/** One difference between two values; a side that has nothing there is missing, since null is a value. */
export interface ValueChange {
  /** JSON Pointer into the value after; only the last step of what was removed is from the value before. */
  path: string;
  op: 'add' | 'remove' | 'replace';
  before?: Json;
  after?: Json;
}

/**
 * What changed from one JSON value to another, by the rules of the merge: objects by key, arrays by the identity of
 * their elements where they have one, anything else as a whole. An array whose remaining elements changed their
 * order is one `replace`, whatever else changed in it.
 *
 * Values must be storable JSON (see `assertStorableJson`); the walk recurses as deep as they nest.
 */
export function diffValues(before: Json, after: Json): ValueChange[] {
  const walk: Walk = { same: valueComparison(), changes: [] };
  diffAt(walk, '', before, after);
  return walk.changes;
}

interface Walk {
  same: SameValue;
  changes: ValueChange[];
}

function diffAt(walk: Walk, path: string, before: Json | undefined, after: Json | undefined): void {
  if (walk.same(before, after)) return;
  if (before === undefined) {
    if (after !== undefined) walk.changes.push({ path, op: 'add', after });
  } else if (after === undefined) {
    walk.changes.push({ path, op: 'remove', before });
  } else if (isPlainObject(before) && isPlainObject(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      diffAt(walk, childPointer(path, key), childOf(before, key), childOf(after, key));
  } else if (!Array.isArray(before) || !Array.isArray(after) || !diffElements(walk, path, before, after)) {
    walk.changes.push({ path, op: 'replace', before, after });
  }
}

/** Goes through the elements of two arrays; false if they have to be compared as a whole. */
function diffElements(walk: Walk, path: string, before: Json[], after: Json[]): boolean {
  const [old, now] = identifyElements([before, after]) ?? [];
  if (old === undefined || now === undefined) return false;
  const remaining = [...old.keys()].filter((identity) => now.has(identity));
  const keptOrder = [...now.keys()]
    .filter((identity) => old.has(identity))
    .every((identity, index) => identity === remaining[index]);
  if (!keptOrder) return false;
  for (const [identity, { index, element }] of old)
    if (!now.has(identity)) diffAt(walk, childPointer(path, index), element, undefined);
  for (const [identity, { index, element }] of now)
    diffAt(walk, childPointer(path, index), old.get(identity)?.element, element);
  return true;
}
