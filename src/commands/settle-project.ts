import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { chainEntries } from '../domain/audit-chain.js';
import type { HeldBack } from '../domain/freezes.js';
import type { ApprovalEntry, Project, Version } from '../domain/words.js';
import { appendEntries, chainHead } from '../store/approvals.js';
import type { Act, EntryDraft, ProjectChange, Promoted } from './project-change.js';
import { writeChangedContext } from './write-changed-context.js';

/** What became of it. */
export interface Settled {
  project: Project;
  previousContextVersion: number;
  contextVersion: number;
  promoted: Promoted[];
  held: HeldBack;
  entries: ApprovalEntry[];
  /** The versions that the entries are about, one for each, as the change leaves them. */
  versions: Version[];
}

/**
 * Makes one project's change real, in the order that indexes and guards demand: marks, context and its
 * version, then the entries. The project row must be locked. The context version rises by one if something
 * is promoted or withdrawn, however much that is, and not otherwise.
 *
 * What a context held before the registry stays in it.
 *
 * @throws ContextUnexplained when that would be overwritten
 * @throws LostRace when the context version moved although the row was read in this transaction.
 */
export async function settleProject(
  trx: Knex.Transaction,
  change: ProjectChange,
  act: Act,
): Promise<Settled> {
  const { project } = change;
  const touched = change.promote.length > 0 || change.withdraw.length > 0;
  const contextVersion = project.context_version + (touched ? 1 : 0);
  const drafts = inLogOrder([...change.drafts, ...change.promote.map(promotionDraft)]);
  const entries = chainEntries(
    await chainHead(trx, project.id),
    drafts.map((draft) => unnumbered(draft, act, contextVersion)),
  );
  if (touched) await writeChangedContext(trx, change, act, contextVersion, entries);
  await appendEntries(
    trx,
    entries.filter((entry) => entry.artifact_version_id !== act.leaveEntryOf || entry.action === 'promote'),
  );
  return {
    project,
    previousContextVersion: project.context_version,
    contextVersion,
    promoted: change.promote,
    held: change.held ?? { frozen: [], scheduled: [] },
    entries,
    versions: drafts.map(({ version }) => version),
  };
}

/**
 * What touches the context comes last: `_meta` then names an entry that carries the context version, by which the
 * state of the log at that moment is found again when an older context is read.
 */
function inLogOrder(drafts: EntryDraft[]): EntryDraft[] {
  return [
    ...drafts.filter(({ touchesContext }) => !touchesContext),
    ...drafts.filter(({ touchesContext }) => touchesContext),
  ];
}

function promotionDraft({ version, feedback = null }: Promoted): EntryDraft {
  return { version, action: 'promote', reason: null, feedback, touchesContext: true };
}

function unnumbered(
  draft: EntryDraft,
  act: Act,
  contextVersion: number,
): Omit<ApprovalEntry, 'sequence' | 'previous_entry_hash' | 'entry_hash'> {
  return {
    id: randomUUID(),
    artifact_version_id: draft.version.id,
    project_id: draft.version.project_id,
    task_id: draft.version.source_task_id,
    action: draft.action,
    actor_id: act.actor.id,
    actor_type: act.actor.type,
    reason: draft.reason,
    feedback: draft.feedback,
    content_hash: draft.version.content_hash,
    context_version: draft.touchesContext ? contextVersion : null,
    decision_id: draft.held === true ? null : act.decisionId,
    date_created: act.now,
  };
}
