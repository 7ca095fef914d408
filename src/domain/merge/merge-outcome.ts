import type { Json } from '../words.js';

/** The two sides of a merge: the version merged into, and the one merged into it. */
export type Side = 'ours' | 'theirs';

/** Why two changes do not go together. */
export type ConflictReason =
  'both_changed' | 'both_added' | 'deleted_by_us' | 'deleted_by_them' | 'type_changed' | 'reordered';

/** Base, ours and theirs of one place, as it is reported: a side that has nothing there is missing. */
export interface Sides<T> {
  base?: T;
  ours?: T;
  theirs?: T;
}

/** Base, ours and theirs of one place, as it is worked on: undefined where there is nothing, since null is a value. */
export interface Triple<T> {
  base: T | undefined;
  ours: T | undefined;
  theirs: T | undefined;
}

/** A place where both sides changed the value, differently. `path` is a JSON Pointer into the merged value. */
export interface ValueConflict extends Sides<Json> {
  path: string;
  reason: ConflictReason;
}

/** How a caller settles a conflict: with one side's content (or absence), or with a value of its own. */
export type Resolution = { side: Side } | { value: Json };

/** A changed place, and whose change it carries now. */
export interface Taken {
  /** JSON Pointer into the merged value; of an array element that is gone: where it was in base. */
  path: string;
  from: Side | 'both' | 'resolution';
  /** Set if the change took something away. */
  removed?: true;
  /** The file's name, if the place is a file's. */
  name?: string;
}

/** Leaves out the sides that have nothing. */
export function presentSides<T>({ base, ours, theirs }: Triple<T>): Sides<T> {
  return {
    ...(base !== undefined && { base }),
    ...(ours !== undefined && { ours }),
    ...(theirs !== undefined && { theirs }),
  };
}

/** Why two differing changes of one place conflict, as far as being there or not tells. */
export function reasonOf({ base, ours, theirs }: Triple<unknown>): ConflictReason {
  if (base === undefined) return 'both_added';
  if (ours === undefined) return 'deleted_by_us';
  if (theirs === undefined) return 'deleted_by_them';
  return 'both_changed';
}
