import fc from 'fast-check';

/** A version of a random line; parents are places in the list, before its own. */
export interface HistoryNode {
  value: string;
  change_origin: string | null;
  parents: number[];
  generation: number;
}

const step = fc.record({
  value: fc.constantFrom('A', 'B', 'C'),
  change_origin: fc.constantFrom('deployment', 'sync', 'local_modification', 'local_modification', null),
  picks: fc.array(fc.nat(), { maxLength: 2 }),
});

/** Lines of 1 to 12 versions with roots, branches and merges, contents that recur, and what their source has now. */
export const history: fc.Arbitrary<{ nodes: HistoryNode[]; upstream: string | null }> = fc.record({
  nodes: fc.array(step, { minLength: 1, maxLength: 12 }).map((steps) => {
    const nodes: HistoryNode[] = [];
    for (const { picks, change_origin, ...rest } of steps) {
      const before = nodes.length;
      const parents =
        before === 0 || change_origin === 'deployment'
          ? []
          : [...new Set([before - 1, ...picks].slice(-2).map((pick) => pick % before))];
      const generation = 1 + Math.max(0, ...parents.map((parent) => nodes[parent]!.generation));
      nodes.push({ ...rest, change_origin, parents, generation });
    }
    return nodes;
  }),
  upstream: fc.constantFrom('A', 'B', 'C', null),
});

/**
 * Base and state of the newest version by the rules and by nothing of the system: of all its ancestors, and not only
 * of the first ones met, the one recorded from the source that lies highest.
 */
export function expectedDrift(
  nodes: HistoryNode[],
  upstream: string | null,
  hash: (value: string) => string,
): { state: string; base: number | null } {
  const last = nodes.length - 1;
  const ancestry = new Set([last]);
  for (let at = last; at >= 0; at--) {
    if (ancestry.has(at)) for (const parent of nodes[at]!.parents) ancestry.add(parent);
  }
  const [base] = [...ancestry]
    .filter((at) => nodes[at]!.parents.length < 2)
    .filter((at) => ['deployment', 'sync'].includes(nodes[at]!.change_origin ?? ''))
    .sort((a, b) => nodes[b]!.generation - nodes[a]!.generation || b - a);
  const ours = hash(nodes[last]!.value);
  const from = base === undefined ? null : hash(nodes[base]!.value);
  return { state: stateOf(ours, from, upstream), base: base === undefined ? null : base + 1 };
}

function stateOf(ours: string, base: string | null, upstream: string | null): string {
  if (ours === upstream) return 'unchanged';
  if (base === null) return 'conflict';
  const weChanged = ours !== base;
  const theyChanged = upstream !== base;
  if (weChanged && theyChanged) return 'conflict';
  if (weChanged) return 'modified';
  return upstream === null ? 'removed' : 'outdated';
}
