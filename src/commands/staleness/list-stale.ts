import chunk from 'lodash/chunk.js';
import { isLive } from '../../domain/state-machine.js';
import type { NamedVersion, StaleCause } from '../../domain/staleness/words.js';
import type { Key, VersionStatus } from '../../domain/words.js';
import type { Caller, Host } from '../../directus/host.js';
import { itemsAs } from '../../directus/items.js';
import { currentMade, inputNodes } from '../../store/staleness.js';
import { assertReadsInputs, nameOf, readStaleness } from './read-staleness.js';

/** Versions that are looked at together; most of them are stale only in a project where most is. */
const AT_ONCE = 500;

/** A version that its project builds on, or is about to, and that is stale. */
interface StaleVersion extends NamedVersion {
  status: VersionStatus;
  live: boolean;
  causes: StaleCause[];
}

/** Where a page begins: behind this version. */
export interface StalePlace {
  schema_key: string;
  version_number: number;
}

/**
 * What of a project is stale among what is live, approved or waits for a decision, by key and number, as far as the
 * caller may read it and what it was made from.
 *
 * @throws Forbidden when the caller may not read the project, versions, or their field `inputs`
 */
export async function listStale(args: {
  host: Host;
  caller: Caller;
  projectId: Key;
  after: StalePlace | undefined;
  limit: number;
}): Promise<{ versions: StaleVersion[]; next: StalePlace | null }> {
  const { host, caller, projectId, after, limit } = args;
  const reader = { host, caller, knex: host.database };
  const project = await itemsAs(host, caller, 'projects', host.database).readOne(projectId, {
    fields: ['id'],
  });
  await assertReadsInputs(reader);
  const candidates = await inputNodes(host.database, await currentMade(host.database, project['id'] as Key));
  const waiting = candidates.filter((node) => after === undefined || compare(node, after) > 0).sort(compare);
  const versions: StaleVersion[] = [];
  for (const some of chunk(waiting, AT_ONCE)) {
    const { nodes, causes } = await readStaleness(
      reader,
      some.map(({ id }) => id),
    );
    for (const { id } of some) {
      const node = nodes.get(id);
      const why = causes.get(id);
      if (node === undefined || why === undefined) continue;
      versions.push({ ...nameOf(node), status: node.status, live: isLive(node), causes: why });
    }
    if (versions.length > limit) break;
  }
  const page = versions.slice(0, limit);
  const last = page.at(-1);
  return { versions: page, next: versions.length > limit && last !== undefined ? placeOf(last) : null };
}

function placeOf({ schema_key, version_number }: StalePlace): StalePlace {
  return { schema_key, version_number };
}

/** By code units: databases sort text each in its own way. */
function compare(one: StalePlace, other: StalePlace): number {
  if (one.schema_key !== other.schema_key) return one.schema_key < other.schema_key ? -1 : 1;
  return one.version_number - other.version_number;
}
