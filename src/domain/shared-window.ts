import type { Sha256 } from './words.js';

/** What a version stores of its first-parent line: the newest hashes, its own last, and its true depth. */
export interface Window {
  hashes: Sha256[];
  depth: number;
}

/** A place on a first-parent line, by depth and content. */
export interface SharedPlace {
  depth: number;
  content_hash: Sha256;
}

/**
 * The deepest place up to which the ancestors of two versions have equal contents, as far as both windows reach.
 * Their lines cannot have a deeper row in common. Whether they have this one is not said: another branch may have
 * the same contents.
 *
 * @returns null if the windows do not reach an equal depth, or differ at the first
 */
export function lastEqualAncestors(one: Window, other: Window): SharedPlace | null {
  const first = Math.max(...[one, other].map(({ depth, hashes }) => depth - hashes.length + 1));
  let last: SharedPlace | null = null;
  // Ancestors only: the hash of a version itself may lag behind its content.
  for (let depth = first; depth < Math.min(one.depth, other.depth); depth++) {
    const content_hash = hashAt(one, depth);
    if (content_hash === undefined || content_hash !== hashAt(other, depth)) break;
    last = { depth, content_hash };
  }
  return last;
}

function hashAt({ hashes, depth }: Window, at: number): Sha256 | undefined {
  return hashes.at(at - depth - 1);
}
