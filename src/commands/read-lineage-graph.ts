import type { Caller, Host } from '../directus/host.js';
import { assertReadable } from '../directus/readable.js';
import type { Line } from '../store/lines.js';
import { readSummaries, type VersionSummary } from './read-summaries.js';

/** From a parent to its child; `merge` when it is the child's second parent. */
export type LineageEdge = {
  from: string;
  to: string;
  kind: 'parent' | 'merge';
};

/**
 * All versions of a line, oldest first, and how they descend from each other, as the caller may read them. An edge
 * has both its ends among the nodes.
 *
 * @throws Forbidden when the caller may not read the project or versions, or there is no such project
 */
export async function readLineageGraph(args: {
  host: Host;
  caller: Caller;
  line: Line;
}): Promise<{ nodes: VersionSummary[]; edges: LineageEdge[] }> {
  const { host, caller, line } = args;
  await assertReadable(host, caller, 'projects', [line.project_id], host.database);
  const nodes = await readSummaries(host, caller, line);
  const ids = new Set(nodes.map(({ id }) => id));
  const edges = nodes
    .flatMap(({ id, parent_id, merge_parent_id }) => [
      { from: parent_id, to: id, kind: 'parent' as const },
      { from: merge_parent_id, to: id, kind: 'merge' as const },
    ])
    .filter((edge): edge is LineageEdge => edge.from !== null && ids.has(edge.from));
  return { nodes, edges };
}
