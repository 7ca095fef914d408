import type { InputGraph, MadeVersion, StaleCause } from '../../domain/staleness/words.js';
import { type Client, Refused } from '../registry/client.js';

/** `GET /artifacts/versions/:id/inputs` */
export interface InputReading extends InputGraph {
  version_id: string;
  stale: boolean;
  causes: StaleCause[];
  truncated: boolean;
}

/** The graph of inputs around a version; null for whoever may not know. */
export async function readInputGraph(client: Client, versionId: string): Promise<InputReading | null> {
  try {
    return await client.get<InputReading>(`/artifacts/versions/${versionId}/inputs`);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** A version of the graph, and how many links away from the one in the middle it is. */
interface PlacedVersion {
  version: MadeVersion;
  distance: number;
}

/** What a version was made from (`from`) or is used by (`to`), directly and indirectly, the nearest first. */
export function placed({ nodes, edges, version_id }: InputReading, side: 'from' | 'to'): PlacedVersion[] {
  const byId = new Map(nodes.map((node) => [node.version_id, node]));
  const other = side === 'from' ? 'to' : 'from';
  const distances = new Map([[version_id, 0]]);
  for (const [id, distance] of distances) {
    for (const edge of edges) {
      if (edge[other] === id && !distances.has(edge[side])) distances.set(edge[side], distance + 1);
    }
  }
  return [...distances].flatMap(([id, distance]) => {
    const version = byId.get(id);
    return version === undefined || distance === 0 ? [] : [{ version, distance }];
  });
}
