import chunk from 'lodash/chunk.js';
import { contentHash } from '../domain/content-hash.js';
import type { Json, Sha256, Version } from '../domain/words.js';
import { readArchive } from '../directus/archive-file.js';
import type { Caller, Host } from '../directus/host.js';
import { ArchiveUnreadable } from '../errors/index.js';
import { isForbidden } from '../errors/is-forbidden.js';
import type { ArchivedVersion } from '../store/archived.js';
import { readVersions } from '../store/versions.js';
import { digestsOf, filesOf } from './content.js';

/** Files that are read at a time: a remote storage answers slowly, but not to one question after the other only. */
const AT_ONCE = 8;

/** A value that came out of an archive file, and is what its version was hashed with. */
export interface ArchivedValue {
  /** As JSON text, the way it was stored. */
  text: string;
  value: Json;
}

/** What has a value of its own, or a file that has it. */
type Holder = Pick<Version, 'id' | 'primary_file_id' | 'content_hash' | 'archive_file_id' | 'value'>;

/**
 * The same versions with their values, wherever these are: archived ones are read from their files and checked
 * against the content hash. Whether the caller may read them is for the command to check.
 *
 * @throws ArchiveUnreadable when an archive file is missing, damaged, or holds something else
 */
export async function withValues<T extends Holder>(host: Host, caller: Caller, versions: T[]): Promise<T[]> {
  const archived = versions.filter((version) => version.archive_file_id !== null);
  const values = new Map<string, Json>();
  for (const part of chunk(archived, AT_ONCE)) {
    await Promise.all(
      part.map(async (version) => values.set(version.id, await valueOf(host, caller, version))),
    );
  }
  return versions.map((version) => ({ ...version, value: values.get(version.id) ?? version.value }));
}

/**
 * The value of an archived version out of its file, checked against the content hash.
 *
 * @throws ArchiveUnreadable when the file is missing, damaged, or holds something else
 */
export async function readArchivedValue(
  host: Host,
  caller: Caller,
  version: Pick<ArchivedVersion, 'id' | 'primary_file_id' | 'content_hash' | 'archive_file_id'>,
): Promise<ArchivedValue> {
  const archived = await unpackValue(host, caller, version);
  const hash = await hashWithFiles(host, caller, version, archived.value);
  if (hash === version.content_hash) return archived;
  throw unreadable(
    version,
    hash === null
      ? 'it cannot be checked, because a file of the version cannot be read'
      : `its content has another hash (${hash}) than the version (${version.content_hash ?? 'none'})`,
  );
}

/**
 * What an archive file holds, unchecked.
 *
 * @throws ArchiveUnreadable when the file is missing, or damaged such that it holds no JSON
 */
export async function unpackValue(
  host: Host,
  caller: Caller,
  version: Pick<ArchivedVersion, 'id' | 'archive_file_id'>,
): Promise<ArchivedValue> {
  try {
    const text = await readArchive(host, caller, version.archive_file_id);
    return { text, value: JSON.parse(text) as Json };
  } catch (error) {
    if (isForbidden(error)) throw unreadable(version, 'that is missing from the storage');
    const reason = error instanceof Error ? error.message : String(error);
    throw unreadable(version, `that is damaged (${reason})`);
  }
}

/**
 * The hash of a version with this value and the files that it has.
 *
 * @returns null if one of the files cannot be read, or the value cannot be hashed
 */
export async function hashWithFiles(
  host: Host,
  caller: Caller,
  version: Pick<Version, 'id' | 'primary_file_id'>,
  value: Json,
): Promise<Sha256 | null> {
  try {
    const files = (await filesOf(host.database, [version])).get(version.id) ?? [];
    const fileIds = files.map((file) => file.file_id);
    const digests = await digestsOf(host, caller, host.database, fileIds);
    return contentHash({
      value,
      files: files.map((file) => ({ ...file, sha256: digests.get(file.file_id) ?? '' })),
    });
  } catch (error) {
    host.logger.warn(error, `artifacts: could not hash the content of version ${version.id}`);
    return null;
  }
}

async function valueOf(host: Host, caller: Caller, version: Holder): Promise<Json> {
  const { archive_file_id } = version;
  if (archive_file_id === null) return version.value;
  try {
    return (await readArchivedValue(host, caller, { ...version, archive_file_id })).value;
  } catch (error) {
    // Brought back since its row was read, and its file deleted?
    const [now] = await readVersions(host.database, [version.id]);
    if (now !== undefined && now.archive_file_id !== archive_file_id) return valueOf(host, caller, now);
    host.logger.error(error, `artifacts: the archived value of version ${version.id} is not readable`);
    throw error;
  }
}

function unreadable(version: { id: string; archive_file_id: string }, reason: string): Error {
  const { id: version_id, archive_file_id } = version;
  return new ArchiveUnreadable({ version_id, archive_file_id, reason });
}
