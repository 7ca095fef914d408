import type { ChangeOrigin, Timestamp, VersionStatus } from '../../domain/words.js';

/** A version as the graph of its line shows it. */
export interface GraphNode {
  id: string;
  version_number: number;
  status: VersionStatus;
  change_origin: ChangeOrigin | null;
  parent_id: string | null;
  merge_parent_id: string | null;
  summary: string | null;
  promoted_context_version: number | null;
  retired_context_version: number | null;
  date_created: Timestamp | null;
  user_created: string | null;
}

/** From a parent to its child; `merge` when it is the second parent. */
export interface GraphEdge {
  from: string;
  to: string;
  kind: 'parent' | 'merge';
}

/** `GET /artifacts/lineage`: all versions of a line, oldest first. */
export interface LineGraph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** Ids of the neighbours of every version, in the order of their version numbers; first parents come first. */
export interface Kinship {
  parents: Map<string, string[]>;
  children: Map<string, string[]>;
}

/** Who descends from whom. Edges whose other end is not in the graph are left out. */
export function kinshipOf({ nodes, edges }: LineGraph): Kinship {
  const parents = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  const children = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to, kind } of edges) {
    const up = parents.get(to);
    const down = children.get(from);
    if (up === undefined || down === undefined) continue;
    if (kind === 'parent') up.unshift(from);
    else up.push(from);
    down.push(to);
  }
  return { parents, children };
}

/** Whether a version is in the project's context now. */
export function isLive(node: GraphNode): boolean {
  return node.promoted_context_version !== null && node.retired_context_version === null;
}
