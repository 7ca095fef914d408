import type { Knex } from 'knex';
import type { FrozenVersion } from '../domain/freezes.js';
import type { ApprovalEntry, Version } from '../domain/words.js';
import { readVersions } from '../store/versions.js';
import type { PromotionResult } from './finish-promotion.js';
import type { PlannedDecision } from './plan-decision.js';
import type { Settled } from './settle-project.js';

/** What one decision did. */
export interface Decided {
  version: Version;
  /** The entry of the decision itself. */
  approval: ApprovalEntry;
  /** The version that had to give way. */
  superseded: Version | null;
  /** What went live or left the context of its project in the same moment, if anything did. */
  promotion: PromotionResult | null;
  /** The version itself, when it would have gone live now if nobody had frozen its key. */
  frozen: FrozenVersion[];
}

/** Says what each decision did, with the versions as the transaction leaves them. */
export async function reportDecisions(
  trx: Knex.Transaction,
  planned: PlannedDecision[],
  settled: Settled[],
  results: PromotionResult[],
): Promise<Decided[]> {
  const ids = planned.flatMap(({ after, supersedes }) => [after.id, ...(supersedes ? [supersedes.id] : [])]);
  const stored = new Map((await readVersions(trx, ids)).map((version) => [version.id, version]));
  return planned.map(({ after, decision, supersedes, withdraws }) => {
    const own = settled.find(({ project }) => String(project.id) === String(after.project_id));
    const approval = own?.entries.find(
      (entry) => entry.artifact_version_id === after.id && entry.action === decision.action,
    );
    const version = stored.get(after.id);
    if (own === undefined || approval === undefined || version === undefined) {
      throw new Error(`No entry was made for ${after.id}`);
    }
    const changesContext = withdraws || own.promoted.some((promoted) => promoted.version.id === after.id);
    const result = results.find(({ project_id }) => String(project_id) === String(after.project_id));
    return {
      version,
      approval,
      superseded: supersedes === null ? null : (stored.get(supersedes.id) ?? null),
      promotion: changesContext ? (result ?? null) : null,
      frozen: own.held.frozen.filter(({ version_id }) => version_id === after.id),
    };
  });
}
