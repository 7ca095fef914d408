import path from 'node:path';
import type { Knex } from 'knex';
import type { Caller, Host } from '../directus/host.js';
import { assertMayUpdate } from '../directus/may-update.js';
import { mayRead } from '../directus/readable.js';
import { VersionSealed } from '../errors/index.js';
import { diskNames, filesOfVersions, versionFilesStartingWith } from '../store/files.js';
import { sealedAmong } from '../store/versions.js';

/** Fields of `directus_files` that say where the bytes are, and who may send more of them. */
const WHERE_THE_BYTES_ARE = ['storage', 'filename_disk', 'filesize', 'tus_id', 'tus_data'];

/**
 * Update filter of files: the bytes of a sealed version's file stay where they are, and no other file takes a
 * name under which Directus would delete them (it deletes all names that start with a file's stem).
 */
export async function protectFileUpdate(
  host: Host,
  caller: Caller,
  database: Knex,
  fileIds: string[],
  payload: Record<string, unknown>,
): Promise<void> {
  if (!WHERE_THE_BYTES_ARE.some((field) => payload[field] !== undefined)) return;
  await assertMayUpdate(host, caller, 'directus_files', fileIds, database);
  await assertNoneSealed(database, fileIds);
  const { filename_disk } = payload;
  if (typeof filename_disk === 'string') {
    await assertNoNamesake(database, [...(await diskNames(database, fileIds)), filename_disk], fileIds);
  }
}

/** Create filter of files: a chosen name on disk must not cover a version's file. */
export async function protectFileCreate(database: Knex, payload: Record<string, unknown>): Promise<void> {
  const { filename_disk } = payload;
  if (typeof filename_disk === 'string') await assertNoNamesake(database, [filename_disk], []);
}

/** Delete filter of files: a file of any version stays, also when another file's deletion would take it along. */
export async function protectFileDelete(
  host: Host,
  caller: Caller,
  database: Knex,
  fileIds: string[],
): Promise<void> {
  if (!(await mayRead(host, caller, 'directus_files', fileIds, database))) return;
  const [used] = await filesOfVersions(database, fileIds);
  if (used !== undefined) throw sealed(used);
  await assertNoNamesake(database, await diskNames(database, fileIds), fileIds);
}

/**
 * Refuses to replace the bytes of a file: its own if a sealed version has it, and those that Directus would delete
 * with the old ones, because their names start with the id of the replaced file.
 *
 * @throws VersionSealed
 */
export async function assertReplaceable(database: Knex, fileId: string): Promise<void> {
  await assertNoneSealed(database, [fileId]);
  const [use] = await versionFilesStartingWith(database, fileId, [fileId]);
  if (use !== undefined) throw sealed(use);
}

/** @throws VersionSealed if one of these files belongs to a sealed version */
async function assertNoneSealed(database: Knex, fileIds: string[]): Promise<void> {
  const uses = await filesOfVersions(database, fileIds);
  const sealedVersions = await sealedAmong(
    database,
    uses.map((use) => use.version_id),
  );
  const use = uses.find(({ version_id }) => sealedVersions.has(version_id));
  if (use !== undefined) throw sealed(use);
}

async function assertNoNamesake(database: Knex, names: string[], own: string[]): Promise<void> {
  for (const prefix of new Set(names.flatMap(deletedPrefixes))) {
    const [use] = await versionFilesStartingWith(database, prefix, own);
    if (use !== undefined) throw sealed(use);
  }
}

/** What Directus looks for when a file is deleted (its name without folder) and when it is renamed (with it). */
function deletedPrefixes(diskName: string): string[] {
  const { dir, name } = path.posix.parse(path.posix.relative('/', path.posix.resolve('/', diskName)));
  return [name, path.posix.join(dir, name)];
}

function sealed(use: { file_id: string; version_id: string }): Error {
  return new VersionSealed({
    version_id: use.version_id,
    reason: `The file ${use.file_id} belongs to version ${use.version_id} and cannot be replaced, moved or deleted`,
  });
}
