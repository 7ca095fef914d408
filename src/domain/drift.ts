import type { Sha256, Version } from './words.js';

export const DRIFT_STATES = ['unchanged', 'outdated', 'modified', 'conflict', 'added', 'removed'] as const;

/**
 * How what we have relates to what its source has.
 * - `unchanged`: both are the same, also when both changed in the same way, and when neither has anything
 * - `outdated`: only the source changed
 * - `modified`: only we changed
 * - `conflict`: both changed, differently; also when we cannot know, because we never took anything from the source
 * - `added`: the source has it, we do not
 * - `removed`: the source no longer has it, and we did not change it
 */
export type DriftState = (typeof DRIFT_STATES)[number];

/** What of a version decides; a version from before this system has no hash, and is then equal to nothing. */
type Side = Pick<Version, 'content_hash'> | null;

/**
 * Compares what we have (`ours`) with what its source has now (`upstream`, null: nothing any more), given the
 * state of the source that ours was made from (`base`). The three-way comparison that `git status` against a fetched
 * branch makes for each file.
 */
export function driftState(sides: { ours: Side; base: Side; upstream: Sha256 | null }): DriftState {
  const { ours, base, upstream } = sides;
  if (ours === null) return upstream === null ? 'unchanged' : 'added';
  if (isSame(ours, upstream)) return 'unchanged';
  if (base === null) return 'conflict';
  if (isSame(ours, base.content_hash)) return upstream === null ? 'removed' : 'outdated';
  return isSame(base, upstream) ? 'modified' : 'conflict';
}

function isSame(side: NonNullable<Side>, hash: Sha256 | null): boolean {
  return hash !== null && side.content_hash === hash;
}

/**
 * The nearest of the states of the source that a version descends from: the highest generation, and among equals,
 * which only a merge can have brought together, the one recorded last. No ancestor of another candidate is ever
 * chosen, because generations rise from parent to child.
 */
export function nearestBase<T extends Pick<Version, 'generation' | 'version_number'>>(
  candidates: T[],
): T | null {
  const [first = null, ...others] = candidates;
  return others.reduce((nearest, one) => (nearest !== null && isNearer(one, nearest) ? one : nearest), first);
}

type Rank = Pick<Version, 'generation' | 'version_number'>;

function isNearer(one: Rank, other: Rank): boolean {
  const [a, b] = [one.generation ?? 1, other.generation ?? 1];
  return a === b ? one.version_number > other.version_number : a > b;
}
