import { contentHash } from '../domain/content-hash.js';
import type { MergeFile } from '../domain/merge/file-outcome.js';
import type { Sha256, Version } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { itemsAs } from '../directus/items.js';
import { assertReadable } from '../directus/readable.js';
import { Forbidden } from '../errors/index.js';
import { fileNames } from '../store/files.js';
import { readVersions } from '../store/versions.js';
import { digestsOf, filesOf } from './content.js';
import { withValues } from './read-values.js';

/** What a version says at this moment. */
export interface VersionContent {
  version: Version;
  /** Files in their order. */
  files: MergeFile[];
  /** Of value and files as they are here; that of an open version may move on. */
  content_hash: Sha256;
}

/**
 * Values and files of versions, in the order of `ids`, as far as the caller may read them. Archived values are read
 * through.
 *
 * @throws Forbidden when a version, its value or one of its files is missing or unreadable
 * @throws ArchiveUnreadable for an archived version whose file is missing or damaged
 */
export async function readContents(host: Host, caller: Caller, ids: string[]): Promise<VersionContent[]> {
  await assertValuesReadable(host, caller, ids);
  const rows = await withValues(host, caller, await readVersions(host.database, ids));
  const versions = new Map(rows.map((version) => [version.id, version]));
  const files = await filesOf(host.database, [...versions.values()]);
  const fileIds = [...files.values()].flat().map((file) => file.file_id);
  await assertReadable(host, caller, 'directus_files', fileIds, host.database);
  const digests = await digestsOf(host, caller, host.database, fileIds);
  const names = await fileNames(host.database, fileIds);
  return ids.map((id) => {
    const version = versions.get(id);
    if (version === undefined) throw notReadable(id);
    const own = (files.get(id) ?? []).map(({ file_id, primary }): MergeFile & { primary: boolean } => ({
      file_id,
      primary,
      role: primary ? 'primary' : 'attachment',
      name: names.get(file_id) ?? file_id,
      sha256: digests.get(file_id) ?? '',
    }));
    return {
      version,
      files: own.map(({ primary: _, ...file }) => file),
      content_hash: contentHash({ value: version.value, files: own }),
    };
  });
}

/** Through Directus, so that a permission that hides the value hides it here as well. */
async function assertValuesReadable(host: Host, caller: Caller, ids: string[]): Promise<void> {
  const rows = await itemsAs(host, caller, 'artifact_versions', host.database).readByQuery({
    filter: { id: { _in: ids } },
    fields: ['id', 'value', 'primary_file_id'],
    limit: -1,
  });
  const readable = new Set(rows.map((row) => row['id']));
  const missing = ids.find((id) => !readable.has(id));
  if (missing !== undefined) throw notReadable(missing);
}

function notReadable(id: string): Error {
  return new Forbidden({ reason: `You may not read ${id} in "artifact_versions", or it does not exist` });
}
