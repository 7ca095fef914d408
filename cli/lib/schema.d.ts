import type { ApprovalEntry, Json, JsonObject, Key, Project, Version } from '../../src/domain/words.js';

interface ProjectRow extends Project {
  title: string | null;
  status: string | null;
  context_schema: JsonObject | null;
}

interface TaskRow {
  id: Key;
  project_id: Key;
  title: string;
  description: string | null;
  status: 'new' | 'in_progress' | 'needs_review' | 'done' | 'rejected';
  execution_type: 'ai' | 'human' | 'hybrid';
}

interface ExecutionRow {
  id: Key;
  task_id: Key;
  status: string;
  started_at: string | null;
  finished_at: string | null;
  metadata: Json;
}

interface DocumentRow {
  id: Key;
  title: string;
  project_id: Key | null;
  file_id: string | null;
  source_task_id: Key | null;
  artifact_version_id: string | null;
  status: string | null;
  category: string | null;
}

interface VersionFileRow {
  id: string;
  artifact_version_id: string;
  directus_files_id: string;
  sort: number | null;
}

interface TaskArtifactRow {
  id: string;
  task_id: Key;
  artifact_version_id: string;
  sort: number | null;
}

/** The eight collections as `@directus/sdk` wants them described. */
export interface ArtifactSchema {
  projects: ProjectRow[];
  tasks: TaskRow[];
  task_executions: ExecutionRow[];
  documents: DocumentRow[];
  artifact_versions: Version[];
  artifact_approvals: ApprovalEntry[];
  artifact_files: VersionFileRow[];
  task_artifacts: TaskArtifactRow[];
}
