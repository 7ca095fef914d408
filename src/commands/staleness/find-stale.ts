import type { StaleCause } from '../../domain/staleness/words.js';
import type { Caller, Host } from '../../directus/host.js';
import { readStaleness } from './read-staleness.js';

/** Whether a version is stale, and why. */
interface StaleAnswer {
  version_id: string;
  stale: boolean;
  /** The nearest first; empty for one that is not. */
  causes: StaleCause[];
}

/**
 * Which of these versions are stale. Those that do not exist, or that the caller may not read, are left out.
 *
 * @throws Forbidden when the caller may read no versions, or not their field `inputs`
 */
export async function findStale(host: Host, caller: Caller, ids: string[]): Promise<StaleAnswer[]> {
  const { nodes, causes } = await readStaleness({ host, caller, knex: host.database }, ids);
  return [...new Set(ids)].flatMap((id) => {
    const why = causes.get(id) ?? [];
    return nodes.has(id) ? [{ version_id: id, stale: why.length > 0, causes: why }] : [];
  });
}
