import type { Actor, ChangeOrigin, Sha256, Version } from './words.js';

/** How many hashes a row stores of its ancestry, its own included. */
export const WINDOW = 256;

/**
 * Which row `lineage_jump_id` must name: the row of the oldest hash in the window.
 * - `self`: the new row, because it is a root.
 * - `row`: this row, carried over from the parent. Null: an orphan's missing parent, which has no row.
 * - `ancestor`: the window has moved on by one. It is the row of the new version's own first-parent line at
 *   `depth` (`WINDOW - 1` above the new version, `WINDOW - 2` above its parent). It is a child (by `parent_id`) of
 *   `jumpOfParent` with this `content_hash`; only if several rows are, or `jumpOfParent` is null, the parents have to
 *   be walked up to it one by one, because a sibling with equal content is no ancestor.
 */
type LineageJump =
  | { kind: 'self' }
  | { kind: 'row'; id: string | null }
  | { kind: 'ancestor'; depth: number; content_hash: Sha256; jumpOfParent: string | null };

/** What a version stores about its ancestry on the first-parent line. */
export interface Lineage {
  /** The newest {@link WINDOW} hashes from root to self, oldest first. */
  version_lineage: Sha256[];
  /** True distance from the root, however long the window is. */
  lineage_depth: number;
  /** 1 for a version without a parent row, else 1 more than the highest of its parents: orders searches in the graph. */
  generation: number;
  jump: LineageJump;
}

/** What of the parent decides the lineage of its child. */
export type LineageParent = Pick<
  Version,
  'id' | 'content_hash' | 'version_lineage' | 'lineage_depth' | 'lineage_jump_id' | 'generation'
>;

/** Lineage of a version that starts anew. */
export function rootLineage(hash: Sha256): Lineage {
  return { version_lineage: [hash], lineage_depth: 0, generation: 1, jump: { kind: 'self' } };
}

/**
 * Lineage of a version whose parent is known only by a hash that no row of its line has. The missing parent
 * counts as the root.
 */
export function orphanLineage(parentHash: Sha256, ownHash: Sha256): Lineage {
  return {
    version_lineage: [parentHash, ownHash],
    lineage_depth: 1,
    generation: 1,
    jump: { kind: 'row', id: null },
  };
}

/**
 * Lineage of a version recorded on top of `parent`: the parent's window and the own hash, cut to {@link WINDOW}.
 * A parent from before this system has no lineage and counts as a root.
 *
 * @param version.mergeParent the second parent of a merge; the window follows the first parents alone
 * @throws TypeError if the parent has neither lineage nor content hash: it must be locked and hashed first
 */
export function childLineage({
  parent,
  mergeParent,
  hash,
}: {
  parent: LineageParent;
  mergeParent?: Pick<LineageParent, 'generation'> | null;
  hash: Sha256;
}): Lineage {
  const above = parent.version_lineage ?? ownWindow(parent);
  const depth = (parent.lineage_depth ?? 0) + 1;
  const generation = 1 + Math.max(parent.generation ?? 1, mergeParent?.generation ?? 1);
  const version_lineage = [...above, hash].slice(-WINDOW);
  const lineage = { version_lineage, lineage_depth: depth, generation };
  if (parent.version_lineage === null) return { ...lineage, jump: { kind: 'row', id: parent.id } };
  if (above.length < WINDOW) return { ...lineage, jump: { kind: 'row', id: parent.lineage_jump_id } };
  const [content_hash = hash] = version_lineage;
  const jumpOfParent = parent.lineage_jump_id;
  return {
    ...lineage,
    jump: { kind: 'ancestor', depth: depth - (WINDOW - 1), content_hash, jumpOfParent },
  };
}

function ownWindow(parent: LineageParent): Sha256[] {
  if (parent.content_hash === null) throw new TypeError(`Version ${parent.id} is a parent without a hash.`);
  return [parent.content_hash];
}

/** The stored window of a version that is not sealed, after its content and so its own hash has changed. */
export function withOwnHash(lineage: Sha256[], ownHash: Sha256): Sha256[] {
  return [...lineage.slice(0, -1), ownHash];
}

/** Why a version came to be: what the client says, else what the situation shows. */
export function chooseOrigin(version: {
  given: ChangeOrigin | null | undefined;
  /** Whether there is a version to build on: a named parent, or any version in the line. */
  hasParent: boolean;
  actor: Actor;
}): ChangeOrigin {
  if (version.given !== null && version.given !== undefined) return version.given;
  if (!version.hasParent) return 'deployment';
  return version.actor.type === 'human' ? 'local_modification' : 'sync';
}
