import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { chainEntries } from '../domain/audit-chain.js';
import { contextEntry, contextMeta, removeEntry, setEntry } from '../domain/context.js';
import { lostByNewMeta, lostBySetting } from '../domain/unexplained.js';
import type {
  Actor,
  ApprovalEntry,
  EntryAction,
  Json,
  Project,
  Timestamp,
  Version,
} from '../domain/words.js';
import { ContextUnexplained, ContextVersionConflict } from '../errors/index.js';
import { appendEntries, chainHead } from '../store/approvals.js';
import { writeContext } from '../store/projects.js';
import { countLive } from '../store/live-versions.js';
import { markPromoted, markRetired } from '../store/version-marks.js';
import { filesOf } from './content.js';
import { LostRace } from './transaction.js';

/** A line of the audit log before it has its number and its place in the chain. */
export interface EntryDraft {
  version: Version;
  action: EntryAction;
  reason: string | null;
  feedback: Json;
  /** True for what changes the context: the entry then carries the new context version. */
  touchesContext: boolean;
}

/** What a command wants to happen to one locked project. */
export interface ProjectChange {
  project: Project;
  /** Decisions in the order they were made; withdrawals and promotions are logged behind the others. */
  drafts: EntryDraft[];
  promote: { version: Version; replaces: Version | null }[];
  withdraw: Version[];
}

/** Who does it, when, and under which decision. One per command. */
export interface Act {
  actor: Actor;
  now: Timestamp;
  decisionId: string;
  /** Entry that the caller inserts itself (Directus does, when a client creates an entry), by its version. */
  leaveEntryOf?: string;
}

/** What became of it. */
export interface Settled {
  project: Project;
  previousContextVersion: number;
  contextVersion: number;
  promoted: { version: Version; replaces: Version | null }[];
  entries: ApprovalEntry[];
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
    entries,
  };
}

async function writeChangedContext(
  trx: Knex.Transaction,
  change: ProjectChange,
  act: Act,
  contextVersion: number,
  entries: ApprovalEntry[],
): Promise<void> {
  const { project, promote, withdraw } = change;
  const replaced = promote.flatMap(({ replaces }) => (replaces === null ? [] : [replaces]));
  await markRetired(
    trx,
    [...replaced, ...withdraw].map((version) => version.id),
    contextVersion,
  );
  await markPromoted(
    trx,
    promote.map(({ version }) => version.id),
    { contextVersion, at: act.now },
  );

  const files = await filesOf(
    trx,
    promote.map(({ version }) => version),
  );
  assertKept(lostByNewMeta(project.context));
  let context = project.context ?? {};
  for (const version of withdraw) context = removeEntry(context, version.schema_key);
  for (const { version, replaces } of promote) {
    const entry = contextEntry(version, files.get(version.id) ?? []);
    if (replaces === null) assertKept(lostBySetting(context, version.schema_key, entry));
    context = setEntry(context, version.schema_key, entry);
  }
  const last = entries.at(-1);
  context = {
    ...context,
    _meta: contextMeta({
      contextVersion,
      lastUpdated: act.now,
      totalArtifacts: await countLive(trx, project.id),
      auditEntries: last?.sequence ?? 0,
      auditHead: last?.entry_hash ?? null,
    }),
  };
  const written = await writeContext(trx, {
    id: project.id,
    expected: project.context_version,
    next: contextVersion,
    context,
  });
  if (!written) {
    throw new LostRace(
      new ContextVersionConflict({ expected: project.context_version, current: contextVersion }),
    );
  }
}

/** @throws ContextUnexplained when that path leads to something that no version has recorded */
function assertKept(path: string | null): void {
  if (path !== null) throw new ContextUnexplained({ path });
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

function promotionDraft({ version }: { version: Version }): EntryDraft {
  return { version, action: 'promote', reason: null, feedback: null, touchesContext: true };
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
    decision_id: act.decisionId,
    date_created: act.now,
  };
}
