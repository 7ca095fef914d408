import { isLive } from '../../domain/state-machine.js';
import type { InputGraph, StaleCause } from '../../domain/staleness/words.js';
import type { Caller, Host } from '../../directus/host.js';
import { itemsAs } from '../../directus/items.js';
import { type InputLink, linksAbove, linksBelow } from '../../store/staleness.js';
import { nameOf, readStaleness } from './read-staleness.js';

/** Links that are shown in either direction, the nearest first. */
export const MOST_SHOWN = 200;

/** What a version was made from and what was made from it, and whether it is stale. */
interface InputReading extends InputGraph {
  version_id: string;
  stale: boolean;
  causes: StaleCause[];
  /** True when there are more links than are shown. */
  truncated: boolean;
}

/**
 * The graph of inputs around a version, both ways, as far as the caller may read it: what it may not read, and what lies
 * behind that, is not in it.
 *
 * @throws Forbidden when the caller may not read the version, or its field `inputs`, or it does not exist
 */
export async function readInputGraph(host: Host, caller: Caller, versionId: string): Promise<InputReading> {
  const reader = { host, caller, knex: host.database };
  await itemsAs(host, caller, 'artifact_versions', host.database).readOne(versionId, {
    fields: ['id', 'inputs'],
  });
  // One more than is shown, to see whether there are more.
  const above = await linksAbove(host.database, [versionId], { limit: MOST_SHOWN + 1 });
  const below = await linksBelow(host.database, [versionId], { limit: MOST_SHOWN + 1 });
  const shown = [...above.slice(0, MOST_SHOWN), ...below.slice(0, MOST_SHOWN)];
  const ids = [versionId, ...shown.flatMap(({ version_id, input_id }) => [version_id, input_id])];
  const { nodes, outdated, causes } = await readStaleness(reader, [...new Set(ids)]);
  const edges = reachable(
    versionId,
    shown.filter(({ version_id, input_id }) => nodes.has(version_id) && nodes.has(input_id)),
  );
  const kept = new Set([versionId, ...edges.flatMap(({ from, to }) => [from, to])]);
  const why = causes.get(versionId) ?? [];
  return {
    version_id: versionId,
    stale: why.length > 0,
    causes: why,
    nodes: [...kept].flatMap((id) => {
      const node = nodes.get(id);
      if (node === undefined) return [];
      const { reason = null, replaced_by = null } = outdated.get(id) ?? {};
      const { status } = node;
      return [
        { ...nameOf(node), status, live: isLive(node), stale: causes.has(id), outdated: reason, replaced_by },
      ];
    }),
    edges,
    truncated: above.length > MOST_SHOWN || below.length > MOST_SHOWN,
  };
}

/** The links that lead to a version or away from it, over versions that are there. */
function reachable(start: string, links: InputLink[]): InputGraph['edges'] {
  const edges = new Map<string, { from: string; to: string }>();
  const walk = (from: keyof InputLink, to: keyof InputLink) => {
    const met = new Set([start]);
    // They come the nearest first; what is met later than it is looked at is looked at in another round.
    for (let more = true; more;) {
      more = false;
      for (const link of links) {
        const key = `${link.version_id} ${link.input_id}`;
        if (!met.has(link[from]) || edges.has(key)) continue;
        edges.set(key, { from: link.input_id, to: link.version_id });
        more = true;
        met.add(link[to]);
      }
    }
  };
  walk('version_id', 'input_id');
  walk('input_id', 'version_id');
  return [...edges.values()];
}
