import type { Sha256, Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs } from '../directus/items.js';
import { Forbidden } from '../errors/index.js';
import { readSummaries, type VersionSummary } from './read-summaries.js';

/** The first-parent line of a version, root first, itself last. */
export interface FullLineage {
  /** Content hashes. An orphan's missing parent is in here, and has no version. */
  hashes: Sha256[];
  versions: VersionSummary[];
}

/**
 * The ancestry of a version on its first-parent line, as deep as it is, as the caller may read it. Two queries: the
 * line is read whole and its ancestors picked here, because the ids of a deep ancestry are more than a query takes.
 *
 * @throws Forbidden when the caller may not read the version or one of its ancestors, or it does not exist
 */
export async function readLineage(args: {
  host: Host;
  caller: Caller;
  versionId: string;
}): Promise<FullLineage> {
  const { host, caller, versionId } = args;
  const fields = ['project_id', 'schema_key', 'version_number', 'version_lineage'];
  const self = await itemsAs(host, caller, 'artifact_versions', host.database).readOne(versionId, { fields });
  const { project_id, schema_key, version_number, version_lineage } = self as unknown as Version;
  const line = await readSummaries(host, caller, { project_id, schema_key, upTo: version_number });
  const versions = firstParents(line, versionId);
  const [root] = versions;
  const missing = root?.parent_id === null ? root.parent_hash : null;
  const hashes = [missing, ...versions.map((version) => version.content_hash)];
  // An edit leaves a version without its hash for a moment; its window still ends with the last one.
  if (hashes.at(-1) === null) hashes.push(version_lineage?.at(-1) ?? null);
  return { hashes: hashes.filter((hash) => hash !== null), versions };
}

/** @throws Forbidden when an ancestor is not among the rows, so that the caller may not read it */
function firstParents(line: VersionSummary[], id: string): VersionSummary[] {
  const unseen = new Map(line.map((version) => [version.id, version]));
  const upwards: VersionSummary[] = [];
  for (let next: string | null = id; next !== null;) {
    const version = unseen.get(next);
    if (version === undefined)
      throw new Forbidden({ reason: 'You may not read all ancestors of this version' });
    // Taken out, so that damaged rows cannot lead in a circle.
    unseen.delete(next);
    upwards.push(version);
    next = version.parent_id;
  }
  return upwards.reverse();
}
