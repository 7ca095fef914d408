import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { assertFollowSchema, fileIdsOf } from '../commands/context-schema/assert-follow-schema.js';
import { assertSchemaKnown } from '../commands/assert-schema-known.js';
import { hashWithLink } from '../commands/hash-with-link.js';
import { recordingOf } from '../commands/record-versions.js';
import type { Caller, Host } from '../directus/host.js';
import { assertMayCreate } from '../directus/may-create.js';
import { assertMayUpdate } from '../directus/may-update.js';
import { assertReadable, mayRead } from '../directus/readable.js';
import { Forbidden, InvalidPayload, VersionSealed } from '../errors/index.js';
import { becomeWriter } from '../store/dialect.js';
import { versionsOfLinks } from '../store/files.js';
import { lockVersions, sealedAmong } from '../store/versions.js';
import { relatedId } from './related-key.js';

/**
 * Create filter of `artifact_files`, inside Directus' transaction: locks the version, refuses a sealed one, and
 * writes the hash with the new file, so that whoever reads next, or approves next, finds it right.
 */
export async function linkFile(
  host: Host,
  caller: Caller,
  trx: Knex.Transaction,
  payload: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const versionId = relatedId(payload, 'artifact_version_id');
  if (versionId === null) {
    throw new InvalidPayload({ field: 'artifact_version_id', reason: '"artifact_version_id" is required' });
  }
  // Its hash covers the files that the same request links.
  if (recordingOf(versionId) !== null) return payload;
  await becomeWriter(trx);
  await assertSchemaKnown(trx);
  const fileId = relatedId(payload, 'directus_files_id');
  if (fileId === null) {
    throw new InvalidPayload({ field: 'directus_files_id', reason: '"directus_files_id" is required' });
  }
  await assertReadable(host, caller, 'artifact_versions', [versionId], trx);
  const [version] = await lockVersions(trx, [versionId]);
  if (version === undefined) {
    throw new Forbidden({ reason: `You may not link files to version ${versionId}, or it does not exist` });
  }
  const sealed = await sealedReason(trx, [versionId]);
  if (sealed !== null) {
    await assertMayCreate(host, caller, 'artifact_files', trx);
    throw sealed;
  }
  await assertReadable(host, caller, 'directus_files', [fileId], trx);
  const { project_id, schema_key } = version;
  const files = async () => [...(await fileIdsOf(trx, version)), fileId];
  try {
    await assertFollowSchema({ host, caller, knex: trx }, [
      { project_id, schema_key, files, complete: false },
    ]);
  } catch (error) {
    // What the schema of a project says is not for those who may link nothing; Directus asks for that right later.
    await assertMayCreate(host, caller, 'artifact_files', trx);
    throw error;
  }
  const link = {
    id: typeof payload['id'] === 'string' ? payload['id'] : randomUUID(),
    file_id: fileId,
    sort: typeof payload['sort'] === 'number' ? payload['sort'] : null,
  };
  await hashWithLink({ host, caller, trx, version, link });
  return { ...payload, id: link.id };
}

/**
 * Update filter of `artifact_files`: sealed versions keep their files. The guards set the hash of an unsealed
 * one null, and it is recomputed after the commit.
 */
export async function relinkFile(
  host: Host,
  caller: Caller,
  database: Knex,
  linkIds: string[],
  payload: Record<string, unknown>,
): Promise<void> {
  await assertSchemaKnown(database);
  await assertMayUpdate(host, caller, 'artifact_files', linkIds, database);
  const target = relatedId(payload, 'artifact_version_id');
  const versions = await versionsOfLinks(database, linkIds);
  const sealed = await sealedReason(database, target === null ? versions : [...versions, target]);
  if (sealed !== null) throw sealed;
}

/** Delete filter of `artifact_files`. */
export async function unlinkFiles(
  host: Host,
  caller: Caller,
  database: Knex,
  linkIds: string[],
): Promise<void> {
  await assertSchemaKnown(database);
  if (!(await mayRead(host, caller, 'artifact_files', linkIds, database))) return;
  const sealed = await sealedReason(database, await versionsOfLinks(database, linkIds));
  if (sealed !== null) throw sealed;
}

/** Why the files of one of these versions cannot change, or null if those of all can. */
async function sealedReason(knex: Knex, versionIds: string[]): Promise<Error | null> {
  const [sealed] = await sealedAmong(knex, versionIds);
  if (sealed === undefined) return null;
  return new VersionSealed({
    version_id: sealed,
    reason: `Version ${sealed} was decided on or built upon, so its files cannot change`,
  });
}
