import type { Freeze } from '../domain/freezes.js';
import type { Key } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { assertReadable } from '../directus/readable.js';
import { allFreezes, currentFreezes } from '../store/freezes.js';

const MOST = 1000;

/**
 * What is frozen in a project, the oldest first; with `all` also what was lifted, the newest first.
 *
 * @throws Forbidden for a project that the caller may not read, or that is not there
 */
export async function readFreezes(args: {
  host: Host;
  caller: Caller;
  projectId: Key;
  all: boolean;
}): Promise<Freeze[]> {
  const { host, caller, projectId, all } = args;
  await assertReadable(host, caller, 'projects', [projectId], host.database);
  return all ? allFreezes(host.database, projectId, MOST) : currentFreezes(host.database, [projectId]);
}
