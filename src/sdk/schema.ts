import type { DirectusFile } from '@directus/sdk';
import type {
  ApprovalEntry,
  ChangeOrigin,
  EntryAction,
  Key,
  Sha256,
  VersionStatus,
} from '../domain/words.js';

/**
 * The eight collections as `@directus/sdk` wants them described: `json` and `datetime` are its words for fields that
 * its functions take apart, relations are a key or the item itself.
 */
export interface ArtifactsSchema {
  projects: ProjectItem[];
  tasks: TaskItem[];
  task_executions: TaskExecutionItem[];
  documents: DocumentItem[];
  artifact_versions: ArtifactVersionItem[];
  artifact_approvals: ArtifactApprovalItem[];
  artifact_files: ArtifactFileItem[];
  task_artifacts: TaskArtifactItem[];
}

type File = DirectusFile<ArtifactsSchema>;

export interface ProjectItem {
  id: Key;
  title: string | null;
  status: string | null;
  /** What is approved and live. Read-only. */
  context: 'json' | null;
  /** Read-only. */
  context_version: number;
  context_schema: 'json' | null;
  date_created: 'datetime' | null;
  user_created: string | null;
  date_updated: 'datetime' | null;
  user_updated: string | null;
}

export interface TaskItem {
  id: Key;
  project_id: Key | ProjectItem | null;
  title: string | null;
  description: string | null;
  status: 'new' | 'in_progress' | 'needs_review' | 'done' | 'rejected' | null;
  execution_type: 'ai' | 'human' | 'hybrid' | null;
  artifacts: string[] | TaskArtifactItem[];
}

export interface TaskExecutionItem {
  id: Key;
  task_id: Key | TaskItem | null;
  status: string | null;
  started_at: 'datetime' | null;
  finished_at: 'datetime' | null;
  metadata: 'json' | null;
}

export interface DocumentItem {
  id: Key;
  title: string | null;
  project_id: Key | ProjectItem | null;
  file_id: string | File | null;
  source_task_id: Key | TaskItem | null;
  artifact_version_id: string | ArtifactVersionItem | null;
  status: string | null;
  category: string | null;
}

export interface ArtifactVersionItem {
  id: string;
  project_id: Key | ProjectItem;
  schema_key: string;
  version_number: number;
  status: VersionStatus;
  value: 'json' | null;
  primary_file_id: string | File | null;
  files: string[] | ArtifactFileItem[];
  source_task_id: Key | TaskItem | null;
  execution_id: Key | TaskExecutionItem | null;
  summary: string | null;
  content_hash: Sha256 | null;
  parent_id: string | ArtifactVersionItem | null;
  parent_hash: Sha256 | null;
  merge_parent_id: string | ArtifactVersionItem | null;
  change_origin: ChangeOrigin | null;
  version_lineage: 'json' | null;
  lineage_depth: number | null;
  lineage_jump_id: string | ArtifactVersionItem | null;
  generation: number | null;
  inputs: 'json' | null;
  decision_id: string | null;
  approved_at: 'datetime' | null;
  approved_by: string | null;
  rejection_reason: string | null;
  promote_at: 'datetime' | null;
  promoted_at: 'datetime' | null;
  promoted_context_version: number | null;
  retired_context_version: number | null;
  archived_at: 'datetime' | null;
  archive_file_id: string | File | null;
  callback_url: string | null;
  date_created: 'datetime' | null;
  user_created: string | null;
  approvals: string[] | ArtifactApprovalItem[];
}

export interface ArtifactApprovalItem {
  id: string;
  artifact_version_id: string | ArtifactVersionItem;
  project_id: Key | ProjectItem;
  task_id: Key | TaskItem | null;
  action: EntryAction;
  actor_id: string | null;
  actor_type: ApprovalEntry['actor_type'];
  reason: string | null;
  feedback: 'json' | null;
  content_hash: Sha256 | null;
  context_version: number | null;
  decision_id: string | null;
  sequence: number;
  previous_entry_hash: Sha256 | null;
  entry_hash: Sha256;
  date_created: 'datetime';
}

export interface ArtifactFileItem {
  id: string;
  artifact_version_id: string | ArtifactVersionItem;
  directus_files_id: string | File;
  sort: number | null;
}

export interface TaskArtifactItem {
  id: string;
  task_id: Key | TaskItem;
  artifact_version_id: string | ArtifactVersionItem;
  sort: number | null;
}
