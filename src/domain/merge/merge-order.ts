/** The order of a merged list of distinct names. */
export interface MergedOrder {
  /** All names of both sides. In a conflict, ours' order with theirs' own names added. */
  order: string[];
  /** Who moved names that were there before; null if nobody did. */
  movedBy: 'ours' | 'theirs' | 'both' | null;
  /** Set if both sides moved names, and differently: the same names in theirs' order. */
  theirsOrder: string[] | null;
}

/**
 * Merges the order of two lists that come from one base. Names missing on one side must have been left out already
 * if that means their removal.
 *
 * The names that both sides have are put in the order of the side that moved some of them. If both moved some, and
 * not alike, or both added the same names in different places, it is a conflict. A name that only one side has comes
 * after the names that it comes after there, up to the nearest one that both have; where both sides have names of
 * their own at the same place, ours come first.
 */
export function mergeOrder(lists: { base: string[]; ours: string[]; theirs: string[] }): MergedOrder {
  const inBase = new Set(lists.base);
  const inOurs = new Set(lists.ours);
  const inTheirs = new Set(lists.theirs);
  const ours = lists.ours.filter((name) => inTheirs.has(name));
  const theirs = lists.theirs.filter((name) => inOurs.has(name));
  const before = lists.base.filter((name) => inOurs.has(name) && inTheirs.has(name));
  const moved = (shared: string[]) =>
    !sameList(
      shared.filter((name) => inBase.has(name)),
      before,
    );

  const oursOwn = ownByPredecessor(lists.ours, inTheirs);
  const theirsOwn = ownByPredecessor(lists.theirs, inOurs);
  const ownAfter = (name: string | typeof HEAD) => [
    ...(oursOwn.get(name) ?? []),
    ...(theirsOwn.get(name) ?? []),
  ];
  const layOut = (shared: string[]) => [
    ...ownAfter(HEAD),
    ...shared.flatMap((name) => [name, ...ownAfter(name)]),
  ];

  const agreed = sameList(ours, theirs);
  const oursMoved = moved(ours);
  const theirsMoved = moved(theirs);
  if (agreed) return { order: layOut(ours), movedBy: oursMoved ? 'both' : null, theirsOrder: null };
  if (oursMoved && !theirsMoved) return { order: layOut(ours), movedBy: 'ours', theirsOrder: null };
  if (theirsMoved && !oursMoved) return { order: layOut(theirs), movedBy: 'theirs', theirsOrder: null };
  return { order: layOut(ours), movedBy: null, theirsOrder: layOut(theirs) };
}

/** Stands before the first name. Not a string, so that no name can be mistaken for it. */
const HEAD: unique symbol = Symbol('head');

/** The names that the other side does not have, in order, by the nearest shared name before them. */
function ownByPredecessor(names: string[], shared: Set<string>): Map<string | typeof HEAD, string[]> {
  const own = new Map<string | typeof HEAD, string[]>();
  let predecessor: string | typeof HEAD = HEAD;
  for (const name of names) {
    if (shared.has(name)) {
      predecessor = name;
      continue;
    }
    const group = own.get(predecessor);
    if (group === undefined) own.set(predecessor, [name]);
    else group.push(name);
  }
  return own;
}

function sameList(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}
