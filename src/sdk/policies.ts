import type { RestCommand } from '@directus/sdk';
import type {
  AuthorType,
  Comparison,
  PastOutcome,
  PolicyEffect,
  PolicyReference,
  Reviewers,
  WouldBe,
} from '../domain/policies/words.js';
import type { ChangeOrigin, JsonObject, Key, Timestamp, VersionStatus } from '../domain/words.js';
import { get, post, segment, type WriteOptions } from './request.js';

export type { Comparison, PastOutcome, PolicyEffect, PolicyReference, Reviewers, WouldBe };

/** What the policies that hold now say about a version. */
export interface VersionPolicies {
  version_id: string;
  schema_key: string;
  status: VersionStatus;
  /** The first rule that decides by itself and fits; `held` when others have to approve all the same. */
  automatic: { policy: PolicyReference; would: 'approve' | 'reject'; held: boolean } | null;
  requirements: {
    policy: PolicyReference;
    /** How many approvals it asks for, and how many there are. */
    of: number;
    approvals: number;
    /** The people they are by. */
    by: string[];
    satisfied: boolean;
    distinct_from_author: boolean;
    fresh: boolean;
  }[];
  satisfied: boolean;
}

/** The fields of a policy as it might be saved; what is left out means "any". */
export interface PolicyCandidate {
  effect: PolicyEffect;
  name?: string | undefined;
  project_id?: Key | null | undefined;
  schema_key?: string | null | undefined;
  origins?: ChangeOrigin[] | null | undefined;
  actor_types?: AuthorType[] | null | undefined;
  /** A filter rule of Directus on the version. */
  filter?: JsonObject | null | undefined;
  reason?: string | null | undefined;
  approvals?: number | null | undefined;
  reviewers?: Partial<Reviewers> | null | undefined;
  distinct_from_author?: boolean | undefined;
  fresh?: boolean | undefined;
}

/** A version of the past; what is older comes on the next page. */
export interface PastPlace {
  date_created: Timestamp;
  id: string;
}

export type BacktestInput = ({ policy: PolicyCandidate } | { policy_id: string }) & {
  /** ISO 8601; or `days` back from now, 90 if neither is given. */
  since?: Timestamp | undefined;
  days?: number | undefined;
  project_id?: Key | undefined;
  /** How many versions are looked at, 200 if left out, 500 at most. */
  limit?: number | undefined;
  before?: PastPlace | undefined;
};

/** What a policy would have done with the versions of one page of the past. */
export interface Backtest {
  policy: PolicyReference;
  since: Timestamp;
  examined: number;
  matched: number;
  agreed: number;
  undecided: number;
  differences: Comparison[];
  next: PastPlace | null;
}

/** Which policies are about a version, and which approvals are missing: `GET /artifacts/versions/:id/policies`. */
export const readVersionPolicies = <Schema>(versionId: string): RestCommand<VersionPolicies, Schema> =>
  get(`/versions/${segment(versionId)}/policies`);

/** What a policy would have done with recorded history: `POST /artifacts/policies/evaluate`. Changes nothing. */
export const backtestPolicy = <Schema>(
  input: BacktestInput,
  options?: WriteOptions,
): RestCommand<Backtest, Schema> => post('/policies/evaluate', input, options);
