import type { FileResolution } from '../domain/merge/file-outcome.js';
import type { Resolution, Side } from '../domain/merge/merge-outcome.js';
import type { Json } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { assertReadable } from '../directus/readable.js';
import { InvalidPayload } from '../errors/index.js';
import { fileNames } from '../store/files.js';
import { digestsOf } from './content.js';

/** Resolutions by path, for conflicts of the value and of files. */
export interface Resolutions {
  values: Map<string, Resolution>;
  files: Map<string, FileResolution>;
}

/**
 * Makes out what a client's resolutions mean: a side, a value, or for a file the id of the file to take.
 *
 * @param args.prefix first step of the paths that lead to files
 * @throws Forbidden for a file that is missing or unreadable
 * @throws InvalidPayload for anything else than a side or an id at a file's path
 */
export async function readResolutions(
  host: Host,
  caller: Caller,
  args: { given: ReadonlyMap<string, Json>; prefix: string },
): Promise<Resolutions> {
  const values = new Map<string, Resolution>();
  const files = new Map<string, FileResolution>();
  const fileIds = new Map<string, string>();
  for (const [path, given] of args.given) {
    const side = sideOf(given);
    if (path === `/${args.prefix}` || path.startsWith(`/${args.prefix}/`)) {
      if (side !== null) files.set(path, { side });
      else fileIds.set(path, readFileId(path, given));
    } else {
      values.set(path, side === null ? { value: given } : { side });
    }
  }
  const ids = [...new Set(fileIds.values())];
  await assertReadable(host, caller, 'directus_files', ids, host.database);
  const digests = await digestsOf(host, caller, host.database, ids);
  const names = await fileNames(host.database, ids);
  for (const [path, file_id] of fileIds) {
    const file = { file_id, name: names.get(file_id) ?? file_id, sha256: digests.get(file_id) ?? '' };
    files.set(path, { file });
  }
  return { values, files };
}

function sideOf(given: Json): Side | null {
  return given === 'ours' || given === 'theirs' ? given : null;
}

function readFileId(path: string, given: Json): string {
  if (typeof given === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given)) {
    return given.toLowerCase();
  }
  throw new InvalidPayload({
    field: `resolutions.${path}`,
    reason: `The resolution of the file at ${JSON.stringify(path)} must be "ours", "theirs" or the id of a file`,
  });
}
