import type {
  ApprovalEntry,
  ChangeOrigin,
  Json,
  Key,
  Sha256,
  Timestamp,
  VersionInput,
  VersionStatus,
} from '../../domain/words.js';
import type { Violation } from '../../domain/context-schema/words.js';
import type { ValueChange } from '../../domain/json-diff.js';

/** A user as `GET /artifacts/people` tells of them. */
export interface Person {
  id: string;
  first_name: string | null;
  last_name: string | null;
  title: string | null;
}

/** A file of the Studio's library. */
export interface StoredFile {
  id: string;
  title: string | null;
  filename_download: string;
  type: string | null;
  filesize: number | null;
  width: number | null;
  height: number | null;
}

/** A project or task by name. */
export interface Titled {
  id: Key;
  title: string | null;
}

/** A version as a line of a list shows it. */
export interface VersionRow {
  id: string;
  project_id: Titled;
  schema_key: string;
  version_number: number;
  status: VersionStatus;
  summary: string | null;
  content_hash: Sha256 | null;
  change_origin: ChangeOrigin | null;
  source_task_id: (Titled & { status: string | null }) | null;
  primary_file_id: StoredFile | null;
  /** Id; see `usePeople` for the name. */
  user_created: string | null;
  date_created: Timestamp | null;
}

/** A version with all that a reviewer looks at. */
export interface VersionDetail extends VersionRow {
  value: Json;
  /** In their order, without the primary file unless it is linked as well. */
  files: { directus_files_id: StoredFile }[];
  execution_id: {
    id: Key;
    status: string | null;
    started_at: string | null;
    finished_at: string | null;
    metadata: Json;
  } | null;
  parent_id: string | null;
  inputs: VersionInput[] | null;
  approved_at: Timestamp | null;
  approved_by: string | null;
  rejection_reason: string | null;
  promote_at: Timestamp | null;
  promoted_context_version: number | null;
  retired_context_version: number | null;
  approvals: Pick<
    ApprovalEntry,
    'id' | 'action' | 'actor_id' | 'actor_type' | 'reason' | 'date_created' | 'sequence'
  >[];
}

/** A side of a file change. */
interface ChangedFile {
  file_id: string;
  role: 'primary' | 'attachment';
  name: string;
  sha256: Sha256;
}

export interface FileChangeRow {
  path: string;
  op: 'add' | 'remove' | 'replace' | 'rename';
  before?: ChangedFile;
  after?: ChangedFile;
}

/** `GET /artifacts/versions/:id/diff` */
export interface VersionDiffRow {
  version_id: string;
  against_id: string | null;
  changes: ValueChange[];
  files: FileChangeRow[];
}

/** `GET /artifacts/versions/:id/validation` */
export interface ValidationRow {
  rule: string | null;
  valid: boolean;
  violations: Violation[];
}

/** An entry of `GET /artifacts/projects/:id/feedback`. */
export interface FeedbackRow {
  schema_key: string;
  version_id: string;
  version_number: number;
  action: 'reject' | 'request_changes' | 'revoke';
  reason: string | null;
  feedback: Json;
  date_created: Timestamp;
}

/** What policies say about a version. */
export interface VersionPoliciesRow {
  automatic: { policy: { name: string }; would: 'approve' | 'reject'; held: boolean } | null;
  requirements: {
    policy: { id: string; name: string };
    of: number;
    approvals: number;
    by: string[];
    satisfied: boolean;
    fresh: boolean;
  }[];
  satisfied: boolean;
}

/** What a decision led to. */
export interface Decided {
  version: { id: string; status: VersionStatus; version_number: number; promote_at: Timestamp | null };
  superseded: { id: string; version_number: number } | null;
  promotion: { context_version: number } | null;
  /** Why it did not go live although it would have; empty if nothing keeps it. */
  frozen: { reason: string }[];
}

/** What `POST /artifacts/versions` takes from the review page. */
export interface NewVersion {
  project_id: Key;
  schema_key: string;
  value: Json;
  files: string[];
  primary_file_id?: string;
  source_task_id?: Key;
  execution_id?: Key;
  change_origin: ChangeOrigin;
  parent_id: string;
  inputs?: VersionInput[];
  summary: string;
}
