import { assertMayDecide } from '../domain/actor.js';
import { isLive, nextStatus, requiresReason } from '../domain/state-machine.js';
import type { DecisionAction, Json, Sha256, Timestamp, Version } from '../domain/words.js';
import { ContentChanged, InvalidPayload, ReasonRequired } from '../errors/index.js';
import type { Act, EntryDraft } from './project-change.js';

/** One decision as asked for. */
export interface DecisionInput {
  version_id: string;
  action: DecisionAction;
  reason?: string | null | undefined;
  feedback?: Json | undefined;
  /** The content the caller looked at; refused if the version holds another by now. */
  content_hash?: Sha256 | undefined;
  /** Approve although policies ask for more approvals; administrators only, with a reason. */
  override?: boolean | undefined;
  /** When an approved version is to go live, in UTC; by the promotion rule if it is left out. */
  promote_at?: Timestamp | undefined;
}

/** A decision that may be made, with everything it brings about. */
export interface PlannedDecision {
  decision: DecisionInput;
  before: Version;
  after: Version;
  /** The approved version of the line that has to give way. */
  supersedes: Version | null;
  /** The live version of the line, whichever it is. */
  live: Version | null;
  withdraws: boolean;
  /** An approval that policies count and that is not enough yet: the version stays as it is. */
  held: boolean;
}

/** Fields that one status write sets on all the versions that share it. Nothing in here differs per version. */
export interface StatusWrite {
  ids: string[];
  payload: Record<string, unknown>;
}

/**
 * Checks one decision against the locked versions and works out what it brings about.
 *
 * @param version the version decided on, its hash fresh
 * @param rivals all locked versions; those of the same line matter
 * @throws SelfApprovalForbidden, IllegalTransition, ReasonRequired, ContentChanged
 */
export function planDecision(
  decision: DecisionInput,
  version: Version,
  rivals: Version[],
  act: Act & { forbidSelfApproval: boolean },
): PlannedDecision {
  assertMayDecide({
    actor: act.actor,
    versionAuthor: version.user_created,
    forbidSelfApproval: act.forbidSelfApproval,
  });
  const status = nextStatus(version.status, decision.action, isLive(version));
  if (requiresReason(decision.action) && !decision.reason?.trim()) {
    throw new ReasonRequired({ action: decision.action });
  }
  if (decision.content_hash !== undefined && decision.content_hash !== version.content_hash) {
    throw new ContentChanged({
      version_id: version.id,
      expected: decision.content_hash,
      current: version.content_hash,
    });
  }
  const line = rivals.filter((rival) => sameLine(rival, version));
  const approved = line.find((rival) => rival.status === 'approved' && rival.id !== version.id);
  return {
    decision,
    before: version,
    after: { ...version, ...(status === version.status ? {} : changedFields(decision, version, act)) },
    supersedes: decision.action === 'approve' ? (approved ?? null) : null,
    live: line.find(isLive) ?? null,
    withdraws: decision.action === 'revoke' && isLive(version),
    held: false,
  };
}

/** One write per distinct payload: versions decided alike change in one statement. */
export function statusWrites(planned: PlannedDecision[], act: Act): StatusWrite[] {
  const writes = new Map<string, StatusWrite>();
  for (const { decision, before, after } of planned) {
    if (before.status === after.status) continue;
    const payload: Record<string, unknown> = changedFields(decision, before, act);
    const key = JSON.stringify(payload);
    const write: StatusWrite = writes.get(key) ?? { ids: [], payload };
    write.ids.push(after.id);
    writes.set(key, write);
  }
  return [...writes.values()];
}

/** The log's lines of a decision: what gave way first, then the decision. */
export function entryDrafts(planned: PlannedDecision): EntryDraft[] {
  const { decision, after, supersedes, withdraws, held } = planned;
  const plain = { reason: null, feedback: null, touchesContext: false };
  return [
    ...(supersedes === null ? [] : [{ ...plain, version: supersedes, action: 'supersede' as const }]),
    {
      version: after,
      action: decision.action,
      reason: decision.reason ?? null,
      feedback: decision.feedback ?? null,
      touchesContext: withdraws,
      held,
    },
  ];
}

/** @throws InvalidPayload naming both, when one request decides twice on one line: which would win? */
export function assertOneDecisionPerLine(versions: Version[], decisions: DecisionInput[]): void {
  const seen = new Map<string, string>();
  for (const { version_id } of decisions) {
    const version = versions.find((candidate) => candidate.id === version_id);
    if (version === undefined) continue;
    const line = JSON.stringify([version.project_id, version.schema_key]);
    const other = seen.get(line);
    if (other !== undefined) {
      throw new InvalidPayload({
        field: 'version_id',
        reason: `One request may decide on one version of "${version.schema_key}" only, not on ${other} and ${version_id}`,
      });
    }
    seen.set(line, version_id);
  }
}

function changedFields(
  decision: DecisionInput,
  version: Version,
  act: Act,
): Pick<Version, 'status' | 'decision_id'> & Partial<Version> {
  const common = { decision_id: act.decisionId };
  if (decision.action === 'approve') {
    return { status: 'approved', ...common, approved_at: act.now, approved_by: act.actor.id };
  }
  const status = nextStatus(version.status, decision.action, isLive(version));
  return { status, ...common, rejection_reason: decision.reason ?? null };
}

function sameLine(a: Version, b: Version): boolean {
  return a.schema_key === b.schema_key && String(a.project_id) === String(b.project_id);
}
