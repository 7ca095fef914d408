import type { Client } from '../../app/registry/client.js';
import type { Titled } from '../../app/registry/rows.js';
import type { Side, Taken } from '../../domain/merge/merge-outcome.js';
import type { ChangeOrigin, Json, Sha256, VersionStatus } from '../../domain/words.js';
import type { Conflict } from './choices.js';

/** A version that takes part in a merge. */
export interface MergeSide {
  id: string;
  project_id: Titled;
  schema_key: string;
  version_number: number;
  status: VersionStatus;
  change_origin: ChangeOrigin | null;
  summary: string | null;
  content_hash: Sha256 | null;
  value: Json;
}

const FIELDS =
  'id,project_id.id,project_id.title,schema_key,version_number,status,change_origin,summary,content_hash,value';

/** One of the versions. @throws Refused */
export async function readSide(client: Client, id: string): Promise<MergeSide> {
  return client.get<MergeSide>(`/items/artifact_versions/${id}`, { fields: FIELDS });
}

/** What is merged, and on which base: null leaves it to the server. */
export type MergeRequest = Record<Side, string> & { base: string | null };

/** What the merge would make; where a conflict is open, ours' side. */
export interface Rehearsal {
  base_id: string;
  value: Json;
  files: { file_id: string | null; role: 'primary' | 'attachment'; name: string }[];
  conflicts: Conflict[];
  taken: Taken[];
  summary: string;
}

/** Tries the merge without writing anything. @throws Refused */
export async function rehearse(
  client: Client,
  request: MergeRequest,
  resolutions: Record<string, Json>,
): Promise<Rehearsal> {
  return client.post<Rehearsal>('/artifacts/merges', { ...bodyOf(request, resolutions), dry_run: true });
}

/** Records the merge as a new pending version. @throws Refused */
export async function createMerge(
  client: Client,
  request: MergeRequest,
  resolutions: Record<string, Json>,
  key: string,
): Promise<{ id: string; version_number: number; unchanged?: true }> {
  return client.post('/artifacts/merges', bodyOf(request, resolutions), key);
}

function bodyOf({ ours, theirs, base }: MergeRequest, resolutions: Record<string, Json>): object {
  return {
    ours_id: ours,
    theirs_id: theirs,
    ...(base !== null && { base_id: base }),
    ...(Object.keys(resolutions).length > 0 && { resolutions }),
  };
}
