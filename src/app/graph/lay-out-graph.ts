import { kinshipOf, type GraphEdge, type GraphNode, type LineGraph } from './line-graph.js';

/** Where a version stands: columns from left to right along descent, lanes from top to bottom. Both from 0. */
export interface Place {
  column: number;
  lane: number;
}

/** An edge with its ends. `runs`: it has the lane of its start to itself up to the column before its end. */
export interface PlacedEdge extends GraphEdge {
  start: Place;
  end: Place;
  runs: boolean;
}

export interface GraphLayout {
  places: Map<string, Place>;
  /** Ordered by column. */
  nodes: GraphNode[];
  edges: PlacedEdge[];
  columns: number;
  lanes: number;
}

/**
 * Lays out a line as history is usually drawn (GitHub's network, `git log --graph` lying on its side): a version
 * stands one column behind the later of its parents, in the lane of its first parent if it is the first to build on
 * it, else in the nearest lane with room for it and for the line that leads there.
 *
 * One pass over the versions in their order, so that a new version never moves those that are there. A general
 * layout (dagre) was measured on random histories: 1 s for 500 versions and 5 to 18 s for 2,000, in the one thread
 * that also has to answer the mouse; this takes some milliseconds.
 */
export function layOutGraph(graph: LineGraph): GraphLayout {
  const nodes = [...graph.nodes].sort((a, b) => a.version_number - b.version_number);
  const { parents } = kinshipOf(graph);
  const lanes = new Lanes();
  const places = new Map<string, Place>();
  for (const { id } of nodes) {
    const above = (parents.get(id) ?? []).flatMap((parent) => places.get(parent) ?? []);
    const column = above.length === 0 ? 0 : 1 + Math.max(...above.map((place) => place.column));
    const [first] = above;
    const lane = first === undefined ? lanes.open() : lanes.nearest(first.lane, first.column + 1, column);
    lanes.take(lane, (first?.column ?? column - 1) + 1, column);
    places.set(id, { column, lane });
  }
  const edges = graph.edges.flatMap((edge): PlacedEdge[] => {
    const [start, end] = [places.get(edge.from), places.get(edge.to)];
    if (start === undefined || end === undefined) return [];
    if (edge.kind === 'parent') return [{ ...edge, start, end, runs: false }];
    const runs = lanes.isFree(start.lane, start.column + 1, end.column - 1);
    if (runs) lanes.take(start.lane, start.column + 1, end.column - 1);
    return [{ ...edge, start, end, runs }];
  });
  const columnOf = ({ id }: GraphNode) => places.get(id)?.column ?? 0;
  nodes.sort((a, b) => columnOf(a) - columnOf(b));
  const last = nodes.at(-1);
  return { places, nodes, edges, columns: last === undefined ? 0 : columnOf(last) + 1, lanes: lanes.count };
}

/** Which columns of each lane are taken, by a version or by a line that runs through. */
class Lanes {
  private readonly taken: Set<number>[] = [];

  get count(): number {
    return this.taken.length;
  }

  /** A new lane below all others. */
  open(): number {
    this.taken.push(new Set());
    return this.taken.length - 1;
  }

  isFree(lane: number, from: number, to: number): boolean {
    const columns = this.taken[lane];
    for (let column = from; column <= to; column++) if (columns?.has(column) === true) return false;
    return true;
  }

  take(lane: number, from: number, to: number): void {
    for (let column = from; column <= to; column++) this.taken[lane]?.add(column);
  }

  /** The lane with these columns free that is nearest to one, the lower of two; a new one if none is. */
  nearest(lane: number, from: number, to: number): number {
    for (let distance = 0; distance < this.count; distance++)
      for (const candidate of [lane + distance, lane - distance])
        if (candidate >= 0 && candidate < this.count && this.isFree(candidate, from, to)) return candidate;
    return this.open();
  }
}
