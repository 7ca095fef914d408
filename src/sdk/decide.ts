import type { RestCommand } from '@directus/sdk';
import type { FrozenVersion } from '../domain/freezes.js';
import type { ApprovalEntry, DecisionAction, Json, Sha256, Version } from '../domain/words.js';
import type { Promotion } from './promote.js';
import { type ConditionalOptions, post } from './request.js';

export interface DecisionInput {
  version_id: string;
  action: DecisionAction;
  /** Needed to reject and to revoke. */
  reason?: string | null | undefined;
  feedback?: Json | undefined;
  /** The content that was looked at. 409 `CONTENT_CHANGED` when the version holds another by now. */
  content_hash?: Sha256 | undefined;
  /** Approve although policies ask for more approvals. Administrators only, with a reason. */
  override?: boolean | undefined;
  /** With `approve`: when it goes live. ISO 8601 with a zone, in the future and within two years. */
  promote_at?: string | undefined;
  /** Context version that the project must be at. 409 `CONTEXT_VERSION_CONFLICT` when it is not. */
  if_match?: number | undefined;
}

/** What one decision did. */
export interface Decided {
  version: Version;
  approval: ApprovalEntry;
  /** The version that had to give way. */
  superseded: Version | null;
  /** What went live or left the context in the same moment. */
  promotion: Promotion | null;
  /** The version itself, when it would have gone live now if nobody had frozen its key. */
  frozen: FrozenVersion[];
}

/** Approves, rejects, requests changes or revokes: `POST /artifacts/decisions`. */
export const decideVersion = <Schema>(
  decision: DecisionInput,
  options?: ConditionalOptions,
): RestCommand<Decided, Schema> => post('/decisions', decision, options);

/** Makes up to 100 decisions, all or none, and answers in their order. */
export const decideVersions = <Schema>(
  decisions: DecisionInput[],
  options?: ConditionalOptions,
): RestCommand<Decided[], Schema> => post('/decisions', decisions, options);
