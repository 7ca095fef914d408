import type { Actor, ApprovalEntry, ChangeOrigin, JsonObject, Key, Version } from '../words.js';

/** What a policy does with the versions that it fits. */
export const POLICY_EFFECTS = ['auto_approve', 'auto_reject', 'require'] as const;
export type PolicyEffect = (typeof POLICY_EFFECTS)[number];

/** Who can have recorded a version. */
export const AUTHOR_TYPES = ['human', 'ai', 'system'] as const;
export type AuthorType = (typeof AUTHOR_TYPES)[number];

/** Whose approvals count: members of a role (or of one below it), those who have a policy of Directus, certain users. */
export interface Reviewers {
  roles: string[];
  policies: string[];
  users: string[];
}

/** A row of `artifact_policies`, checked. Null means "any" throughout. */
export interface Policy {
  id: string;
  name: string;
  project_id: Key | null;
  /** A schema key or a glob. */
  schema_key: string | null;
  origins: ChangeOrigin[] | null;
  actor_types: AuthorType[] | null;
  /** A filter rule of Directus on the version. */
  filter: JsonObject | null;
  effect: PolicyEffect;
  /** Template of the reason of an automatic decision. */
  reason: string | null;
  /** Of `require`: how many different people. */
  approvals: number;
  reviewers: Reviewers | null;
  distinct_from_author: boolean;
  fresh: boolean;
  revision: number;
}

/** How an entry of the log names a policy. */
export interface PolicyReference {
  id: string;
  name: string;
  revision: number;
  effect: PolicyEffect;
}

/** A version as policies look at it. */
export interface Subject {
  version: Version;
  /** What its author is. */
  author: AuthorType;
}

/** What policies look at in the log of a version. */
export type LoggedApproval = Pick<
  ApprovalEntry,
  'action' | 'actor_id' | 'actor_type' | 'content_hash' | 'decision_id' | 'feedback' | 'sequence'
>;

/** How far a version is with one policy that requires approvals. */
export interface Requirement {
  policy: Policy;
  /** The people whose approvals count, in the order in which they gave them. */
  by: string[];
}

/** How a version came out; `held` is one that would still wait for approvals. */
export type PastOutcome = 'approved' | 'rejected' | 'pending';
export type WouldBe = PastOutcome | 'held';

/** What a policy would have made of one version of the past, beside what was decided. */
export interface Comparison {
  version_id: string;
  schema_key: string;
  version_number: number;
  would: WouldBe;
  was: PastOutcome;
  /** Who decided, if anybody has. */
  decided_by: Actor | null;
  /** Of `require`: the people whose approvals would have counted. */
  approvals: string[];
  agrees: boolean;
}

/** A policy as entries and answers name it. */
export function referenceTo({ id, name, revision, effect }: Policy): PolicyReference {
  return { id, name, revision, effect };
}

/** Whether enough people have approved. */
export function isMet({ policy, by }: Requirement): boolean {
  return by.length >= policy.approvals;
}

/**
 * Whether an entry is an approval that policies counted while others were missing. It decided nothing: it has no
 * `decision_id`, and its version stayed pending.
 */
export function isHeldApproval(entry: { action: string; decision_id: string | null }): boolean {
  return entry.action === 'approve' && entry.decision_id === null;
}
