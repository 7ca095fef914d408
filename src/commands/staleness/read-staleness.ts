import type { Knex } from 'knex';
import chunk from 'lodash/chunk.js';
import groupBy from 'lodash/groupBy.js';
import maxBy from 'lodash/maxBy.js';
import { findCauses } from '../../domain/staleness/find-causes.js';
import type { NamedVersion, OutdatedReason, StaleCause } from '../../domain/staleness/words.js';
import type { Caller, Host } from '../../directus/host.js';
import { itemsAs } from '../../directus/items.js';
import { readableAmong } from '../../directus/readable.js';
import {
  type InputNode,
  inputNodes,
  linksAbove,
  type Successor,
  successorsAt,
} from '../../store/staleness.js';

/** Links that are followed upwards for one answer, the nearest first: what is further away is not looked at. */
export const MOST_LINKS = 20_000;
/** Ids in one filter of Directus. */
const READABLE_AT_ONCE = 5000;

interface Reader {
  host: Host;
  caller: Caller;
  knex: Knex;
}

/** Versions as the caller may see them, and which of them are stale, or make others so. */
export interface Staleness {
  /** By id; what the caller may not read is not in here. */
  nodes: Map<string, InputNode>;
  /** Why a version makes stale what was made from it, and what stands in its place. */
  outdated: Map<string, { reason: OutdatedReason; replaced_by: NamedVersion | null }>;
  /** Of those that were asked about, the stale ones, the nearest cause first. */
  causes: Map<string, StaleCause[]>;
}

/**
 * Whether versions are stale, and why, as far as the caller may read what they were made from: a version that it may
 * not read is neither a cause nor on the way to one. A number of statements that does not depend on how many these are.
 *
 * @throws Forbidden when the caller may read no versions, or not their field `inputs`
 */
export async function readStaleness(reader: Reader, ids: string[]): Promise<Staleness> {
  const above = await linksAbove(reader.knex, ids, { limit: MOST_LINKS, unlessOutdated: { behind: [] } });
  const met = [...ids, ...above.flatMap(({ version_id, input_id }) => [version_id, input_id])];
  const nodes = await visibleNodes(reader, met);
  const outdated = await outdatedAmong(reader, [...nodes.values()]);
  const inputsOf = new Map<string, string[]>();
  for (const { version_id, input_id } of above) {
    if (!nodes.has(version_id) || !nodes.has(input_id)) continue;
    const inputs = inputsOf.get(version_id);
    if (inputs === undefined) inputsOf.set(version_id, [input_id]);
    else inputs.push(input_id);
  }
  const found = findCauses({ inputsOf, outdated: new Set(outdated.keys()) }, ids);
  const named = (id: string) => nameOf(nodes.get(id));
  const causes = [...found].map(([id, list]): [string, StaleCause[]] => [
    id,
    list.flatMap(({ input, through }) => {
      const why = outdated.get(input);
      return why === undefined ? [] : [{ ...why, input: named(input), through: through.map(named) }];
    }),
  ]);
  return { nodes, outdated, causes: new Map(causes) };
}

/**
 * Whoever may not read what versions say of their inputs must not learn it in another way.
 *
 * @throws Forbidden when the caller may read no versions, or not their field `inputs`
 */
export async function assertReadsInputs({ host, caller, knex }: Reader): Promise<void> {
  await itemsAs(host, caller, 'artifact_versions', knex).readByQuery({ fields: ['inputs'], limit: 1 });
}

/** A version by what people call it. */
export function nameOf(
  node: Pick<InputNode, 'id' | 'schema_key' | 'version_number'> | undefined,
): NamedVersion {
  if (node === undefined) throw new Error('Only versions that were read are named');
  return { version_id: node.id, schema_key: node.schema_key, version_number: node.version_number };
}

async function visibleNodes({ host, caller, knex }: Reader, ids: string[]): Promise<Map<string, InputNode>> {
  await assertReadsInputs({ host, caller, knex });
  const nodes = await inputNodes(knex, ids);
  const visible = new Set<string>();
  for (const some of chunk(nodes, READABLE_AT_ONCE)) {
    const keys = some.map(({ id }) => id);
    for (const id of await readable({ host, caller, knex }, keys)) visible.add(id);
  }
  return new Map(nodes.filter(({ id }) => visible.has(id)).map((node) => [node.id, node]));
}

async function readable({ host, caller, knex }: Reader, ids: string[]): Promise<Iterable<string>> {
  const { accountability } = caller;
  if (accountability === null || accountability.admin) return ids;
  return readableAmong(host, caller, 'artifact_versions', ids, knex);
}

async function outdatedAmong(reader: Reader, nodes: InputNode[]): Promise<Staleness['outdated']> {
  const outdated = nodes.filter((node) => node.outdated);
  const found = await successorsAt(reader.knex, outdated);
  const ids = found.map(({ id }) => id);
  const seen = new Set(ids.length === 0 ? [] : await readable(reader, ids));
  const byLine = groupBy(
    found.filter(({ id }) => seen.has(id)),
    lineOf,
  );
  return new Map(
    outdated.flatMap((node) => {
      const why = whyOutdated(node, byLine[lineOf(node)] ?? []);
      return why === null ? [] : [[node.id, why] as const];
    }),
  );
}

/** Null when only a version says so that the caller may not read. */
function whyOutdated(
  node: InputNode,
  successors: Successor[],
): { reason: OutdatedReason; replaced_by: NamedVersion | null } | null {
  if (node.status === 'pending') {
    const newest = maxBy(successors, 'version_number');
    if (newest === undefined || newest.version_number < node.version_number) return null;
    return { reason: 'overtaken', replaced_by: nameOf(newest) };
  }
  const stands = successors.find((one) => one.live) ?? successors[0];
  const replaced_by = stands === undefined ? null : nameOf(stands);
  if (node.status === 'rejected') {
    return { reason: node.approved_at === null ? 'rejected' : 'withdrawn', replaced_by };
  }
  return { reason: replaced_by === null ? 'withdrawn' : 'replaced', replaced_by };
}

function lineOf({ project_id, schema_key }: Pick<InputNode, 'project_id' | 'schema_key'>): string {
  return JSON.stringify([String(project_id), schema_key]);
}
