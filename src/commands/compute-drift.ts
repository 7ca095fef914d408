import type { Knex } from 'knex';
import { driftState, nearestBase, type DriftState } from '../domain/drift.js';
import type { Key, Sha256 } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs } from '../directus/items.js';
import { Forbidden } from '../errors/index.js';
import { currentVersions, type DriftVersion, upstreamStates } from '../store/drift.js';
import { readContextVersion } from './read-context.js';

/** One of the versions that a state was found from. */
interface ComparedVersion {
  version_id: string;
  version_number: number;
  content_hash: Sha256 | null;
}

/** How one artifact of a project relates to its source. */
interface KeyDrift {
  schema_key: string;
  state: DriftState;
  /** What is live, else what is approved. */
  ours: ComparedVersion | null;
  /** The state of the source that ours was made from, ours itself if nobody changed it since. */
  base: ComparedVersion | null;
  upstream: Sha256 | null;
}

export interface DriftReport {
  project_id: Key;
  /** At least as old as what is compared: a promotion in between makes a later `if_match` fail, never pass. */
  context_version: number;
  keys: Record<string, KeyDrift>;
}

/**
 * Compares what a project has with what its source has now. Writes nothing and locks nothing, and takes the same
 * number of queries however many keys there are.
 *
 * @param upstream content hash that the source has at each schema key; null where it has nothing any more
 * @throws Forbidden when the project, the versions, or one of those compared may not be read
 */
export async function computeDrift(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  projectId: Key;
  upstream: Map<string, Sha256 | null>;
}): Promise<DriftReport> {
  const { host, caller, trx, projectId, upstream } = args;
  const context_version = await readContextVersion({ ...host, database: trx }, caller, projectId);
  const current = await currentVersions(trx, projectId, [...upstream.keys()]);
  const states = await upstreamStates(
    trx,
    [...current.values()].map((version) => version.id),
  );
  const compared = [...upstream].map(([schema_key, hash]) => {
    const ours = current.get(schema_key) ?? null;
    const base = ours === null ? null : nearestBase(states.get(ours.id) ?? []);
    return { schema_key, ours, base, upstream: hash };
  });
  await assertVersionsReadable(
    host,
    caller,
    compared.flatMap(({ ours, base }) => [ours, base].flatMap((version) => version?.id ?? [])),
    trx,
  );
  const keys = compared.map((one): [string, KeyDrift] => [
    one.schema_key,
    {
      schema_key: one.schema_key,
      state: driftState(one),
      ours: describe(one.ours),
      base: describe(one.base),
      upstream: one.upstream,
    },
  ]);
  return { project_id: projectId, context_version, keys: Object.fromEntries(keys) };
}

/**
 * Also where there is nothing to compare, and with the fields that the answer tells of: that a project has no
 * version is only for those to know who may read versions.
 */
async function assertVersionsReadable(
  host: Host,
  caller: Caller,
  ids: string[],
  trx: Knex.Transaction,
): Promise<void> {
  const wanted = [...new Set(ids)];
  const rows = await itemsAs(host, caller, 'artifact_versions', trx).readByQuery({
    filter: { id: { _in: wanted } },
    fields: ['id', 'schema_key', 'version_number', 'content_hash'],
    limit: -1,
  });
  if (rows.length < wanted.length) {
    throw new Forbidden({ reason: 'You may not read every version that would be compared' });
  }
}

function describe(version: DriftVersion | null): ComparedVersion | null {
  if (version === null) return null;
  const { id, version_number, content_hash } = version;
  return { version_id: id, version_number, content_hash };
}
