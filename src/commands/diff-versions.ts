import { diffFiles, type FileChange } from '../domain/file-diff.js';
import { diffValues, type ValueChange } from '../domain/json-diff.js';
import { filesPrefix } from '../domain/merge/file-slots.js';
import type { Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { liveVersionOf } from '../store/live-versions.js';
import { readContents } from './read-content.js';

/** Against what a version is compared: a version, the one it was made from, or what is live at its key. */
export type Against = { id: string } | 'parent' | 'live';

export interface VersionDiff {
  version_id: string;
  /** Null when there is nothing to compare with: then everything is added. */
  against_id: string | null;
  changes: ValueChange[];
  files: FileChange[];
}

/**
 * What a version changes compared to another one.
 *
 * @throws Forbidden when one of them, or a file of theirs, is missing or unreadable
 */
export async function diffVersions(args: {
  host: Host;
  caller: Caller;
  versionId: string;
  against: Against;
}): Promise<VersionDiff> {
  const { host, caller, versionId, against } = args;
  const [after] = await readContents(host, caller, [versionId]);
  if (after === undefined) throw new Error('One version asked for, one read');
  const otherId = await idOf(host, after.version, against);
  const [before] = otherId === null ? [] : await readContents(host, caller, [otherId]);
  const { value } = after.version;
  const prefix = filesPrefix([value, ...(before === undefined ? [] : [before.version.value])]);
  return {
    version_id: versionId,
    against_id: otherId,
    changes:
      before === undefined
        ? [{ path: '', op: 'add', after: value }]
        : diffValues(before.version.value, value),
    files: diffFiles(before?.files ?? [], after.files, prefix),
  };
}

async function idOf(host: Host, version: Version, against: Against): Promise<string | null> {
  if (against === 'parent') return version.parent_id;
  if (against === 'live') return (await liveVersionOf(host.database, version))?.id ?? null;
  return against.id;
}
