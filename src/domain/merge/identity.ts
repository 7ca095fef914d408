import { childOf } from '../context-tree.js';
import type { Json } from '../words.js';

/** Keys that say which element of an array is which, in order of preference. */
const IDENTITY_KEYS = ['id', 'key', 'name'];

/** The elements of an array by their identity, in the array's order. */
export type Identified = Map<string, { index: number; element: Json }>;

/**
 * The elements of each array by what tells them apart: the first key under which, in all of these arrays, every
 * element is an object with a string or a number there, unique within its array.
 *
 * @returns one map for each array; null if there is no such key, and the arrays are atomic
 */
export function identifyElements(arrays: Json[][]): Identified[] | null {
  for (const key of IDENTITY_KEYS) {
    const identified = arrays.map((array) => indexByIdentity(array, key)).filter((index) => index !== null);
    if (identified.length === arrays.length) return identified;
  }
  return null;
}

function indexByIdentity(array: Json[], key: string): Identified | null {
  const byIdentity: Identified = new Map();
  for (const [index, element] of array.entries()) {
    const identity = childOf(element, key);
    // 1 and "1" are different identities.
    if (typeof identity === 'string') byIdentity.set(`"${identity}`, { index, element });
    else if (typeof identity === 'number') byIdentity.set(String(identity), { index, element });
    if (byIdentity.size !== index + 1) return null;
  }
  return byIdentity;
}
