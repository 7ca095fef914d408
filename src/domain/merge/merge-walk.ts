import type { Json } from '../words.js';
import type { SameValue } from './compare-values.js';
import {
  type ConflictReason,
  presentSides,
  type Resolution,
  type Taken,
  type Triple,
  type ValueConflict,
} from './merge-outcome.js';

/** What one merge of values carries from place to place. */
export interface Walk {
  same: SameValue;
  resolutions: ReadonlyMap<string, Resolution>;
  conflicts: ValueConflict[];
  taken: Taken[];
  resolved: string[];
}

/** Notes whose change a place carries, and hands on what is there now. */
export function take(
  walk: Walk,
  path: string,
  value: Json | undefined,
  from: Taken['from'],
): Json | undefined {
  walk.taken.push(value === undefined ? { path, from, removed: true } : { path, from });
  return value;
}

/** The resolution of a conflict, noted as used; else undefined, and the conflict is noted. */
export function settle(
  walk: Walk,
  path: string,
  reason: ConflictReason,
  sides: Triple<Json>,
): Resolution | undefined {
  const resolution = walk.resolutions.get(path);
  if (resolution === undefined) walk.conflicts.push({ path, reason, ...presentSides(sides) });
  else walk.resolved.push(path);
  return resolution;
}
