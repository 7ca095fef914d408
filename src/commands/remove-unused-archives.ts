import type { Caller, Host } from '../directus/host.js';
import { removeUploads } from '../directus/upload-text.js';
import { unusedArchiveFiles } from '../store/archive-files.js';
import { giveWay } from './give-way.js';

/**
 * Removes archive files that no version refers to, which a run leaves behind that is killed between a file and its
 * row. The guards refuse it for a file that a version has come to refer to meanwhile.
 *
 * @returns how many were removed
 */
export async function removeUnusedArchives(host: Host, caller: Caller): Promise<number> {
  const unused = await unusedArchiveFiles(host.database);
  // One by one, so that one that cannot be removed does not keep the others.
  for (const id of unused) {
    const started = Date.now();
    await removeUploads(host, caller, [id]);
    await giveWay(host.database, started);
  }
  const left = new Set(await unusedArchiveFiles(host.database));
  return unused.filter((id) => !left.has(id)).length;
}
