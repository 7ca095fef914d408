import { contentHash } from '../domain/content-hash.js';
import type { LegacyField, LegacyVersion } from '../domain/legacy/words.js';
import { keysConflict } from '../domain/schema-key.js';
import type { Sha256 } from '../domain/words.js';
import { digestFile } from '../directus/digest-file.js';
import type { Caller, Host } from '../directus/host.js';
import { isForbidden } from '../errors/is-forbidden.js';
import { knownVersions } from '../store/legacy.js';
import type { PlannedVersion, ProjectPlan } from './legacy-plan.js';

/**
 * Sorts the rows of one project, in the order of their dates, into those that were imported before and those that
 * become versions, as far as the lines of the project allow.
 *
 * @param args.find told of what keeps a row out
 */
export async function compareLines(args: {
  host: Host;
  caller: Caller;
  plan: ProjectPlan;
  planned: PlannedVersion[];
  find: (version: LegacyVersion, field: LegacyField, problem: string) => void;
}): Promise<void> {
  const { host, caller, plan, planned, find } = args;
  const stored = await knownVersions(host.database, plan.key ?? '');
  const byId = new Map(stored.map((version) => [version.id, version]));
  const ours = new Set(planned.map(({ versionId }) => versionId));
  for (const version of planned) {
    const known = byId.get(version.versionId);
    if (known !== undefined) {
      const hash = await hashOf(host, caller, plan, version);
      if (known.schema_key !== version.schemaKey)
        find(
          version,
          'schema_key',
          `It was imported before as "${known.schema_key}": versions are never moved.`,
        );
      else if (hash !== known.content_hash)
        find(
          version,
          'id',
          'It was imported before with another content: give what has changed an id of its own.',
        );
      plan.known += 1;
      continue;
    }
    const line = stored.filter(({ schema_key }) => schema_key === version.schemaKey);
    const rival = stored.find(
      ({ schema_key, holds }) => holds && keysConflict(schema_key, version.schemaKey),
    );
    if (rival !== undefined)
      find(
        version,
        'schema_key',
        `The project has "${rival.schema_key}": one is the beginning of the other. Rename it.`,
      );
    else if (line.some(({ id }) => !ours.has(id)))
      find(
        version,
        'schema_key',
        `The project has versions of "${version.schemaKey}" already: leave the row out, or record it as a new version.`,
      );
    else if (isOlderThanKnown(version, planned, byId))
      find(
        version,
        'date_created',
        'It is older than a row of the same key that was imported before: history cannot be changed.',
      );
    plan.fresh.push(version);
  }
}

function isOlderThanKnown(
  version: PlannedVersion,
  planned: PlannedVersion[],
  byId: Map<string, unknown>,
): boolean {
  // They are in the order of their dates.
  return planned
    .slice(planned.indexOf(version) + 1)
    .some((later) => later.schemaKey === version.schemaKey && byId.has(later.versionId));
}

async function hashOf(
  host: Host,
  caller: Caller,
  plan: ProjectPlan,
  { value, fileId }: PlannedVersion,
): Promise<Sha256 | null> {
  if (fileId === null) return contentHash({ value, files: [] });
  try {
    const sha256 =
      plan.uploads.get(fileId)?.sha256 ?? (await digestFile(host, caller, fileId, host.database));
    return contentHash({ value, files: [{ file_id: fileId, primary: true, sha256 }] });
  } catch (error) {
    if (isForbidden(error)) return null;
    throw error;
  }
}
