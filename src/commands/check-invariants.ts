import type { Knex } from 'knex';
import type { Key } from '../domain/words.js';
import type { Caller, Host } from '../directus/host.js';
import { CHECKS, freezeSnapshot, runCheck, type Violation } from '../store/invariants/index.js';
import { checkContent } from './invariants/check-content.js';
import { checkLineage } from './invariants/check-lineage.js';
import { checkProjects } from './invariants/check-projects.js';

export type { Violation } from '../store/invariants/index.js';

/**
 * Every violation of the invariants I1–I8 that can be found from the database and the files. Changes nothing.
 *
 * All but the content is checked on one snapshot, so that a promotion under way is never mistaken for damage.
 * On PostgreSQL nobody waits for it; on SQLite, which has one connection, everybody does.
 *
 * @param args.caller asks for the files' bytes only; whether it may know the answer is for the caller to say
 * @param args.projectId only this project; all of them, if left out
 * @returns in the order of the invariants; empty when all of them hold
 */
export async function checkInvariants(args: {
  host: Host;
  caller: Caller;
  projectId?: Key | undefined;
}): Promise<Violation[]> {
  const { host, caller, projectId } = args;
  const content = await checkContent(host, caller, projectId);
  const others = await host.database.transaction(async (trx) => {
    await freezeSnapshot(trx);
    return checkRows(host, trx, projectId);
  });
  return [...content, ...others].sort((a, b) => a.invariant.localeCompare(b.invariant, 'en'));
}

/** All of {@link checkInvariants} but what takes the bytes of files, as this transaction sees it. */
export async function checkRows(
  host: Host,
  trx: Knex.Transaction,
  projectId: Key | undefined,
): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const check of CHECKS) found.push(...(await runCheck(trx, check, projectId)));
  found.push(...(await checkProjects({ ...host, database: trx }, projectId)));
  found.push(...(await checkLineage(trx, projectId)));
  return found;
}
