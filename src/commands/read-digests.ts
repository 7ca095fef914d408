import type { Sha256 } from '../domain/words.js';
import { digestFile } from '../directus/digest-file.js';
import type { Caller, Host } from '../directus/host.js';
import { isForbidden } from '../errors/is-forbidden.js';
import { knownDigests, readFingerprints } from '../store/files.js';

/** What reading the bytes of some files gave. */
export interface FileDigests {
  /** Read now and not remembered yet, each with the fingerprint that the file had before. */
  fresh: { file_id: string; sha256: Sha256; fingerprint: string }[];
  /** Why the bytes of a file could not be read, as a clause, by its id. */
  unreadable: Map<string, string>;
}

/**
 * Reads the files whose digests are not remembered, in no transaction, which would keep others waiting meanwhile.
 * Remembers nothing: that is for the transaction that makes use of them.
 */
export async function readDigests(host: Host, caller: Caller, fileIds: string[]): Promise<FileDigests> {
  const { database } = host;
  const fingerprints = await readFingerprints(database, fileIds);
  const known = await knownDigests(database, fingerprints);
  const digests: FileDigests = { fresh: [], unreadable: new Map() };
  for (const [file_id, fingerprint] of fingerprints) {
    if (known.has(file_id)) continue;
    try {
      const sha256 = await digestFile(host, caller, file_id, database);
      digests.fresh.push({ file_id, sha256, fingerprint });
    } catch (error) {
      digests.unreadable.set(file_id, reasonOf(error));
    }
  }
  return digests;
}

function reasonOf(error: unknown): string {
  // Directus' word for bytes that are not there.
  if (isForbidden(error)) return 'its bytes are missing from the storage';
  // The operator wants to know what the storage said, not that clients are told to try again.
  const said = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return `its bytes cannot be read (${said instanceof Error ? said.message : String(said)})`;
}
