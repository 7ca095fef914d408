/**
 * The words of this system. Every other file uses them in exactly this sense.
 *
 * - **project**: owns one JSON `context`, the live answer to "what is approved", and its `context_version`.
 * - **schema key**: dot path of an artifact inside a project, e.g. `brand.logo`.
 * - **version**: one immutable recorded output for a schema key (a row of `artifact_versions`).
 * - **line**: all versions of one (project, schema key).
 * - **decision**: approve, reject, request_changes or revoke, made by an **actor**.
 * - **promotion**: writing approved versions into the project's context. Approving says "this is right",
 *   promoting makes it live.
 * - **live**: promoted and not retired (`promoted_context_version` set, `retired_context_version` not).
 * - **withdrawal**: taking a live version out of the context (a revoke of something live).
 * - **bump**: `context_version` rising by one; exactly one per promotion or withdrawal that changes something.
 * - **approval entry**: a row of the append-only audit log `artifact_approvals`.
 * - **sealed**: a version whose content can no longer change, because something was built or decided on it.
 * - **echo**: the second write of the same values that Directus makes after a filter has already decided.
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Primary key of a collection that an operator may have brought along (uuid, string or integer). */
export type Key = string | number;

/** ISO 8601 in UTC with milliseconds and `Z`, e.g. `2026-01-31T09:30:00.000Z`. */
export type Timestamp = string;

/** Lower-case hex SHA-256, 64 characters. */
export type Sha256 = string;

export const VERSION_STATUSES = ['pending', 'approved', 'rejected', 'superseded'] as const;
export type VersionStatus = (typeof VERSION_STATUSES)[number];

export const CHANGE_ORIGINS = ['deployment', 'sync', 'local_modification'] as const;
export type ChangeOrigin = (typeof CHANGE_ORIGINS)[number];

/** What a caller can decide. */
export const DECISION_ACTIONS = ['approve', 'reject', 'request_changes', 'revoke'] as const;
export type DecisionAction = (typeof DECISION_ACTIONS)[number];

/** What subscriptions are about unless told otherwise: decisions, and what goes live by them or by itself. */
export const USUAL_SUBSCRIPTION_ACTIONS = [...DECISION_ACTIONS, 'promote'] as const;

/** What subscriptions can be about; `stale` is a consequence of decisions, for other versions than those decided on. */
export const SUBSCRIPTION_ACTIONS = [...USUAL_SUBSCRIPTION_ACTIONS, 'stale'] as const;
export type SubscriptionAction = (typeof SUBSCRIPTION_ACTIONS)[number];

/** What an approval entry can say: a decision, or a consequence of one. */
export const ENTRY_ACTIONS = [
  'approve',
  'reject',
  'supersede',
  'request_changes',
  'revoke',
  'promote',
] as const;
export type EntryAction = (typeof ENTRY_ACTIONS)[number];

export const ACTOR_TYPES = ['human', 'ai', 'system', 'rule'] as const;
type ActorType = (typeof ACTOR_TYPES)[number];

/** Who acts: derived from Directus' accountability, never taken from what a client says. */
export interface Actor {
  id: string | null;
  type: ActorType;
}

/** A version that another one was made from, as that one says it. */
export interface VersionInput {
  schema_key: string;
  version_id: string;
  /** Said as what was live at this version of the context; left out when it was named by its id alone. */
  context_version?: number;
}

/** A row of `artifact_versions`, timestamps as ISO strings, json parsed. */
export interface Version {
  id: string;
  project_id: Key;
  schema_key: string;
  version_number: number;
  status: VersionStatus;
  value: Json;
  primary_file_id: string | null;
  source_task_id: Key | null;
  execution_id: Key | null;
  summary: string | null;
  content_hash: Sha256 | null;
  parent_id: string | null;
  parent_hash: Sha256 | null;
  merge_parent_id: string | null;
  change_origin: ChangeOrigin | null;
  version_lineage: Sha256[] | null;
  lineage_depth: number | null;
  lineage_jump_id: string | null;
  generation: number | null;
  /** What it was made from, fixed when it was recorded; null when nothing was said. */
  inputs: VersionInput[] | null;
  decision_id: string | null;
  approved_at: Timestamp | null;
  approved_by: string | null;
  rejection_reason: string | null;
  /** When it goes live by itself, once it is approved; it stays after that. */
  promote_at: Timestamp | null;
  promoted_at: Timestamp | null;
  promoted_context_version: number | null;
  retired_context_version: number | null;
  archived_at: Timestamp | null;
  archive_file_id: string | null;
  callback_url: string | null;
  date_created: Timestamp | null;
  user_created: string | null;
}

/** A row of `artifact_approvals`, timestamps as ISO strings, json parsed. */
export interface ApprovalEntry {
  id: string;
  artifact_version_id: string;
  project_id: Key;
  task_id: Key | null;
  action: EntryAction;
  actor_id: string | null;
  actor_type: ActorType;
  reason: string | null;
  feedback: Json;
  content_hash: Sha256 | null;
  context_version: number | null;
  decision_id: string | null;
  sequence: number;
  previous_entry_hash: Sha256 | null;
  entry_hash: Sha256;
  date_created: Timestamp;
}

/** What this system reads of a project. `context` is null until something is promoted. */
export interface Project {
  id: Key;
  context: JsonObject | null;
  context_version: number;
}

/** A file of a version as the content hash and the context see it. */
export interface VersionFile {
  file_id: string;
  sha256: Sha256;
  primary: boolean;
}
