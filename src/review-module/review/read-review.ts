import { readFreezes } from '../../app/freezes/read-freezes.js';
import { type Client, Refused } from '../../app/registry/client.js';
import { type InputReading, readInputGraph } from '../../app/staleness/read-input-graph.js';
import type {
  FeedbackRow,
  ValidationRow,
  VersionDetail,
  VersionDiffRow,
  VersionPoliciesRow,
} from '../../app/registry/rows.js';
import { type Freeze, isFrozenBy } from '../../domain/freezes.js';

const FILE = ['id', 'title', 'filename_download', 'type', 'filesize', 'width', 'height'];
const DETAIL_FIELDS = [
  'id',
  'project_id.id',
  'project_id.title',
  'schema_key',
  'version_number',
  'status',
  'summary',
  'value',
  'content_hash',
  'change_origin',
  'parent_id',
  'inputs',
  'source_task_id.id',
  'source_task_id.title',
  'source_task_id.status',
  'execution_id.id',
  'execution_id.status',
  'execution_id.started_at',
  'execution_id.finished_at',
  'execution_id.metadata',
  'user_created',
  'date_created',
  'approved_at',
  'approved_by',
  'rejection_reason',
  'promote_at',
  'promoted_context_version',
  'retired_context_version',
  ...FILE.map((field) => `primary_file_id.${field}`),
  ...FILE.map((field) => `files.directus_files_id.${field}`),
  ...['id', 'action', 'actor_id', 'actor_type', 'reason', 'date_created', 'sequence'].map(
    (field) => `approvals.${field}`,
  ),
].join(',');

/** Reasons that are shown of what went before. */
const FEEDBACK_SHOWN = 10;

/** All that the review page shows. */
export interface Review {
  proposed: VersionDetail;
  /** What is live at this key; null when nothing is. */
  live: VersionDetail | null;
  /** From live to proposed. */
  diff: VersionDiffRow;
  /** Why earlier attempts at this key were turned down, newest first. */
  feedback: FeedbackRow[];
  /** How it stands to the schema of its project; null for whoever may not know. */
  validation: ValidationRow | null;
  /** Which approvals policies ask for; null for whoever may not know. */
  policies: VersionPoliciesRow | null;
  /** What it was made from, and what was made from it; null for whoever may not know. */
  inputs: InputReading | null;
  /** The freeze that keeps this key from going live; null if none does. */
  freeze: Freeze | null;
}

/** Reads a version with what a decision about it needs. @throws Refused */
export async function readReview(client: Client, id: string): Promise<Review> {
  const [proposed, diff, validation, policies, inputs] = await Promise.all([
    readVersion(client, id),
    client.get<VersionDiffRow>(`/artifacts/versions/${id}/diff`, { against: 'live' }),
    readIfAllowed<ValidationRow>(client, `/artifacts/versions/${id}/validation`),
    readIfAllowed<VersionPoliciesRow>(client, `/artifacts/versions/${id}/policies`),
    readInputGraph(client, id),
  ]);
  const [live, feedback, freezes] = await Promise.all([
    diff.against_id === null ? null : readVersion(client, diff.against_id),
    client.get<FeedbackRow[]>(`/artifacts/projects/${proposed.project_id.id}/feedback`, {
      schema_key: proposed.schema_key,
      limit: FEEDBACK_SHOWN,
    }),
    readFreezes(client, proposed.project_id.id),
  ]);
  const freeze = freezes.find(({ schema_key }) => isFrozenBy(schema_key, proposed.schema_key)) ?? null;
  return { proposed, live, diff, feedback, validation, policies, inputs, freeze };
}

/** The rest of the page does not depend on it: what refuses it, such as a schema that may not be read, is no failure. */
async function readIfAllowed<T>(client: Client, path: string): Promise<T | null> {
  try {
    return await client.get<T>(path);
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

/** One version with its files, task, execution and decisions. @throws Refused */
async function readVersion(client: Client, id: string): Promise<VersionDetail> {
  return client.get<VersionDetail>(`/items/artifact_versions/${id}`, {
    fields: DETAIL_FIELDS,
    deep: { files: { _sort: 'sort', _limit: -1 }, approvals: { _sort: 'sequence', _limit: -1 } },
  });
}
