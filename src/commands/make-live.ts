import type { Knex } from 'knex';
import type { HeldBack } from '../domain/freezes.js';
import type { Json, Project, Version } from '../domain/words.js';
import { isLive } from '../domain/state-machine.js';
import type { Announcement } from '../directus/announce.js';
import type { Caller, Host } from '../directus/host.js';
import { lockWithRivals } from '../store/versions.js';
import type { DocumentRule } from './create-documents.js';
import { finishPromotion, type PromotionResult } from './finish-promotion.js';
import type { Act } from './project-change.js';
import { settleProject } from './settle-project.js';

/** The live version of a version's line among locked rows. */
export function liveOf(locked: Version[], version: Version): Version | null {
  const sameLine = (other: Version) =>
    other.schema_key === version.schema_key && String(other.project_id) === String(version.project_id);
  return locked.find((other) => sameLine(other) && isLive(other)) ?? null;
}

/**
 * Writes versions that may go live into the context of their project, and all that follows from it. The project must
 * be locked, too, and the versions read after that. No versions: an empty result, and no new context version.
 *
 * @param args.held what the result says was held back
 * @param args.feedbackOf what the entry of a promotion says beside who and when
 * @throws ContextUnexplained, LostRace
 */
export async function makeLive(args: {
  host: Host;
  caller: Caller;
  trx: Knex.Transaction;
  project: Project;
  /** The versions and their rivals, if the caller has locked them. */
  locked?: Version[];
  versions: Version[];
  held: HeldBack;
  act: Act;
  documentRule?: DocumentRule | undefined;
  feedbackOf?: (version: Version) => Json;
}): Promise<{ result: PromotionResult; announcements: Announcement[] }> {
  const { trx, project, versions, held, act, feedbackOf = () => null } = args;
  const ids = versions.map((version) => version.id);
  const locked = args.locked ?? (await lockWithRivals(trx, ids, versions));
  const promote = versions.map((version) => ({
    version,
    replaces: liveOf(locked, version),
    feedback: feedbackOf(version),
  }));
  const settled = await settleProject(trx, { project, drafts: [], promote, withdraw: [], held }, act);
  const { results, announcements } = await finishPromotion({ ...args, settled: [settled] });
  const [result] = results;
  if (result === undefined) throw new Error('A promotion of one project has one result');
  return { result, announcements };
}
