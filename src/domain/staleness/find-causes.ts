/** What was made from what, as far as it was looked at. */
interface InputLinks {
  /** Inputs of versions, in the order in which they were met. */
  inputsOf: ReadonlyMap<string, readonly string[]>;
  /** Versions that are no longer what is current for their key. */
  outdated: ReadonlySet<string>;
}

/** An input that is out of date, and the versions between it and what was made from it. */
interface FoundCause {
  input: string;
  through: string[];
}

/** So many causes are told of one version. */
export const MOST_CAUSES = 10;

/**
 * Why versions are stale: for each of them the inputs that are out of date, the nearest first, each by a shortest way.
 * Behind such an input nothing is looked for: what was made from it has to be made again in any case.
 *
 * @returns only the stale ones
 */
export function findCauses(links: InputLinks, ids: Iterable<string>): Map<string, FoundCause[]> {
  const stale = staleIn(links);
  const causes = new Map<string, FoundCause[]>();
  for (const id of ids) if (stale.has(id)) causes.set(id, nearestCauses(links, stale, id));
  return causes;
}

/** All stale versions: each link is looked at once, from what is out of date on. */
function staleIn({ inputsOf, outdated }: InputLinks): Set<string> {
  const madeFrom = new Map<string, string[]>();
  for (const [id, inputs] of inputsOf) {
    for (const input of inputs) {
      const made = madeFrom.get(input);
      if (made === undefined) madeFrom.set(input, [id]);
      else made.push(id);
    }
  }
  const stale = new Set<string>();
  const waiting = [...outdated];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const id of madeFrom.get(next) ?? []) {
      if (stale.has(id)) continue;
      stale.add(id);
      // What is out of date itself is a start of its own.
      if (!outdated.has(id)) waiting.push(id);
    }
  }
  return stale;
}

function nearestCauses({ inputsOf, outdated }: InputLinks, stale: Set<string>, id: string): FoundCause[] {
  const causes: FoundCause[] = [];
  const cameFrom = new Map<string, string | null>([[id, null]]);
  const queue = [id];
  // Grows while it is gone through: first what is near.
  for (const at of queue) {
    for (const input of inputsOf.get(at) ?? []) {
      if (cameFrom.has(input)) continue;
      cameFrom.set(input, at);
      if (outdated.has(input)) causes.push({ input, through: wayTo(at, cameFrom) });
      else if (stale.has(input)) queue.push(input);
      if (causes.length === MOST_CAUSES) return causes;
    }
  }
  return causes;
}

/** The versions on the way, without the one that it begins at. */
function wayTo(last: string, cameFrom: Map<string, string | null>): string[] {
  const way: string[] = [];
  for (let at = last, before = cameFrom.get(at); before != null; before = cameFrom.get(at)) {
    way.push(at);
    at = before;
  }
  return way.reverse();
}
