import groupBy from 'lodash/groupBy.js';
import type { Knex } from 'knex';
import { contentHash, orderFiles } from '../domain/content-hash.js';
import { withOwnHash } from '../domain/lineage.js';
import type { Json, Sha256, Version, VersionFile } from '../domain/words.js';
import { digestFile } from '../directus/digest-file.js';
import type { Caller, Host } from '../directus/host.js';
import { Forbidden, InvalidPayload } from '../errors/index.js';
import { knownDigests, linkedFiles, lockFiles, readFingerprints, rememberDigest } from '../store/files.js';
import { sealedAmong } from '../store/versions.js';
import { writeHash } from '../store/version-marks.js';

/** Digests of files, from the cache where it knows them, else by streaming the bytes once. */
export async function digestsOf(
  host: Host,
  caller: Caller,
  knex: Knex,
  fileIds: string[],
): Promise<Map<string, Sha256>> {
  const fingerprints = await readFingerprints(knex, fileIds);
  const digests = await knownDigests(knex, fingerprints);
  for (const [fileId, fingerprint] of fingerprints) {
    if (digests.has(fileId)) continue;
    const sha256 = await digestFile(host, caller, fileId, knex);
    await rememberDigest(knex, { file_id: fileId, sha256, fingerprint, at: new Date().toISOString() });
    digests.set(fileId, sha256);
  }
  return digests;
}

/** A value with files in their order. */
interface Content {
  value: Json;
  files: { file_id: string; primary: boolean }[];
}

/** {@link hashContents} of one content. */
export async function hashContent(
  host: Host,
  caller: Caller,
  trx: Knex.Transaction,
  content: Content,
): Promise<Sha256> {
  const [hash] = await hashContents(host, caller, trx, [content]);
  if (hash === undefined) throw new Error('One content has one hash');
  return hash;
}

/**
 * Content hashes, in the order of the contents. The files' rows stay locked until the transaction ends.
 *
 * @throws Forbidden for a file that is not there
 * @throws InvalidPayload for one whose upload is not finished: its hash would be that of a part of it
 */
export async function hashContents(
  host: Host,
  caller: Caller,
  trx: Knex.Transaction,
  contents: Content[],
): Promise<Sha256[]> {
  const fileIds = [...new Set(contents.flatMap(({ files }) => files.map((file) => file.file_id)))];
  const [unfinished] = await lockFiles(trx, fileIds);
  if (unfinished !== undefined) {
    throw new InvalidPayload({ field: 'files', reason: `The file ${unfinished} is still being uploaded` });
  }
  const digests = await digestsOf(host, caller, trx, fileIds);
  return contents.map(({ value, files }) => {
    const hashed: VersionFile[] = files.map((file) => {
      const sha256 = digests.get(file.file_id);
      if (sha256 === undefined) {
        throw new Forbidden({ reason: `You may not use the file ${file.file_id}, or it does not exist` });
      }
      return { ...file, sha256 };
    });
    return contentHash({ value, files: hashed });
  });
}

/** The files of each of these versions, in the order that hash and context use. */
export async function filesOf(
  knex: Knex,
  versions: Pick<Version, 'id' | 'primary_file_id'>[],
): Promise<Map<string, { file_id: string; primary: boolean }[]>> {
  const links = await linkedFiles(
    knex,
    versions.map((version) => version.id),
  );
  const byVersion = groupBy(links, (link) => link.artifact_version_id);
  return new Map(
    versions.map((version) => [version.id, orderFiles(version.primary_file_id, byVersion[version.id] ?? [])]),
  );
}

/**
 * Brings the stored hash of versions that are not sealed yet up to date and returns all of them, the locked
 * rows, with the hash that holds now. Whoever decides on a version or builds on it calls this first, because
 * until then its content may have changed.
 */
export async function refreshHashes(
  host: Host,
  caller: Caller,
  trx: Knex.Transaction,
  versions: Version[],
): Promise<Version[]> {
  const sealed = await sealedAmong(
    trx,
    versions.map((version) => version.id),
  );
  // A sealed version without a hash is older than this system: its content is hashed here, and stored by nobody.
  const stale = versions.filter((version) => !sealed.has(version.id) || version.content_hash === null);
  const files = await filesOf(trx, stale);
  const contents = stale.map(({ id, value }) => ({ value, files: files.get(id) ?? [] }));
  const hashes = await hashContents(host, caller, trx, contents);
  const fresh = new Map<string, Version>();
  for (const [index, hash] of hashes.entries()) {
    const version = stale[index];
    if (version === undefined) continue;
    const lineage = version.version_lineage === null ? null : withOwnHash(version.version_lineage, hash);
    const moved = hash !== version.content_hash || lineage?.at(-1) !== version.version_lineage?.at(-1);
    if (moved && !sealed.has(version.id)) {
      await writeHash(trx, version.id, { content_hash: hash, version_lineage: lineage });
    }
    fresh.set(version.id, { ...version, content_hash: hash, version_lineage: lineage });
  }
  return versions.map((version) => fresh.get(version.id) ?? version);
}
