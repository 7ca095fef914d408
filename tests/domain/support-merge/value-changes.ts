import { isPlainObject } from '../../../src/domain/context-tree.js';
import type { Json } from '../../../src/domain/words.js';
import type { Triple } from './merge-triples.js';

/** Independent of the merge: what a merged value must say at each place, told from the places of its sources. */

const isElement = (value: Json) => isPlainObject(value) && Object.hasOwn(value, 'id');
const isList = (value: Json): value is Json[] => Array.isArray(value) && value.every(isElement);

/** Every place of a value by keys and identities, with what is there: a kind of container, or content. */
export function placesOf(value: Json, place = '$', found = new Map<string, string>()): Map<string, string> {
  if (isList(value)) {
    found.set(place, 'list');
    for (const one of value) placesOf(one, `${place}[${JSON.stringify((one as { id: Json }).id)}]`, found);
  } else if (isPlainObject(value)) {
    found.set(place, 'object');
    for (const key of Object.keys(value)) placesOf(value[key]!, `${place}.${JSON.stringify(key)}`, found);
  } else {
    found.set(place, JSON.stringify(value));
  }
  return found;
}

/** What is at a place after two changes; null if the changes differ. */
function expectedAt<T>(base: T, ours: T, theirs: T): { there: T } | null {
  if (ours === theirs || theirs === base) return { there: ours };
  return ours === base ? { there: theirs } : null;
}

/** The places where a merged value says something else than the changes of both sides, order left aside. */
export function wrongPlaces({ base, ours, theirs }: Triple, merged: Json): string[] {
  const [before, we, they, now] = [placesOf(base), placesOf(ours), placesOf(theirs), placesOf(merged)];
  return [...new Set([...before.keys(), ...we.keys(), ...they.keys(), ...now.keys()])].filter((place) => {
    const expected = expectedAt(before.get(place), we.get(place), they.get(place));
    return expected === null || now.get(place) !== expected.there;
  });
}

/** For each pair of elements of each list, whether the first comes first. */
export function ordersOf(value: Json, place = '$', found = new Map<string, boolean>()): Map<string, boolean> {
  if (isList(value)) {
    const ids = value.map((one) => JSON.stringify((one as { id: Json }).id));
    for (const [index, id] of ids.entries())
      for (const [other, otherId] of ids.entries())
        if (id < otherId) found.set(`${place}:${id},${otherId}`, index < other);
    for (const [index, one] of value.entries()) ordersOf(one, `${place}[${ids[index]!}]`, found);
  } else if (isPlainObject(value)) {
    for (const key of Object.keys(value)) ordersOf(value[key]!, `${place}.${JSON.stringify(key)}`, found);
  }
  return found;
}

/** The pairs of elements that all three have, in another order than the changes of both sides say. */
export function wrongOrders({ base, ours, theirs }: Triple, merged: Json): string[] {
  const [before, we, they, now] = [ordersOf(base), ordersOf(ours), ordersOf(theirs), ordersOf(merged)];
  return [...before.keys()].filter((pair) => {
    if (!we.has(pair) || !they.has(pair)) return false;
    const expected = expectedAt(before.get(pair), we.get(pair), they.get(pair));
    return expected === null || now.get(pair) !== expected.there;
  });
}

/** The value with the elements of each list in the order of their identities. */
export function sortLists(value: Json): Json {
  if (isList(value)) {
    const idOf = (one: Json) => JSON.stringify((one as { id: Json }).id);
    return value.map(sortLists).sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  }
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, sortLists(child)]));
}

/** What a JSON Pointer leads to; undefined if to nothing. */
export function atPointer(value: Json, pointer: string): Json | undefined {
  const steps = pointer.split('/').slice(1);
  return steps.reduce<Json | undefined>((node, step) => {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
    return (node as { [key: string]: Json })[key];
  }, value);
}
