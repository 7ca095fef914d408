import type { Key, Sha256 } from '../../domain/words.js';
import { digestFile } from '../../directus/digest-file.js';
import type { Caller, Host } from '../../directus/host.js';
import { versionFileIds } from '../../store/invariants/index.js';
import { knownDigests, readFingerprints } from '../../store/files.js';

const PAGE = 200;

/** What the bytes of a file really are, whatever was remembered about them. */
export interface FileBytes {
  /** Null when they are missing, or cannot be read. */
  sha256: Sha256 | null;
  /** The digest that the cache has for the file as it is, or null. */
  remembered: Sha256 | null;
}

export type ReadBytes = (fileIds: string[]) => Promise<Map<string, FileBytes>>;

/** Reads the bytes anew each time. Files that do not exist are left out. */
export function fromStorage(host: Host, caller: Caller): ReadBytes {
  return async (fileIds) => {
    const found = new Map<string, FileBytes>();
    const fingerprints = await readFingerprints(host.database, fileIds);
    const known = await knownDigests(host.database, fingerprints);
    for (const id of fingerprints.keys()) {
      found.set(id, {
        sha256: await digestIfReadable(host, caller, id),
        remembered: known.get(id) ?? null,
      });
    }
    return found;
  };
}

/**
 * Reads every file of the versions once. Only what differs from the remembered digests is kept, so that memory
 * grows with what is wrong and not with the number of files.
 *
 * @returns reads from what the survey found and, where it found nothing to object to, from the remembered digests
 */
export async function surveyFiles(
  host: Host,
  caller: Caller,
  projectId: Key | undefined,
): Promise<ReadBytes> {
  const read = fromStorage(host, caller);
  const surprises = new Map<string, FileBytes>();
  for (let after: string | null = null; ;) {
    const page: string[] = await versionFileIds(host.database, { after, limit: PAGE, projectId });
    for (const [id, bytes] of await read(page)) {
      if (bytes.sha256 === null || bytes.sha256 !== bytes.remembered) surprises.set(id, bytes);
    }
    after = page.at(-1) ?? null;
    if (page.length < PAGE) break;
  }
  return async (fileIds) => {
    const ordinary = fileIds.filter((id) => !surprises.has(id));
    const known = await knownDigests(host.database, await readFingerprints(host.database, ordinary));
    // A file that came since then, or has no remembered digest any more.
    const found = await read(ordinary.filter((id) => !known.has(id)));
    for (const [id, sha256] of known) found.set(id, { sha256, remembered: sha256 });
    for (const id of fileIds) {
      const surprise = surprises.get(id);
      if (surprise !== undefined) found.set(id, surprise);
    }
    return found;
  };
}

async function digestIfReadable(host: Host, caller: Caller, fileId: string): Promise<Sha256 | null> {
  try {
    return await digestFile(host, caller, fileId, host.database);
  } catch (error) {
    host.logger.warn(error, `artifacts: could not read the bytes of file ${fileId}`);
    return null;
  }
}

/** Whether the cache has a digest for these bytes that they do not have. */
export function isMisremembered(bytes: FileBytes | undefined): boolean {
  return bytes?.remembered != null && bytes.remembered !== bytes.sha256;
}
