import type { InputReference } from '../domain/staleness/inputs.js';
import type { ChangeOrigin, Json, Key, Sha256, VersionInput } from '../domain/words.js';

/** A version as a client asks for it, whatever the route. */
export interface RecordInput {
  id: string;
  project_id: Key;
  schema_key: string;
  value: Json;
  primary_file_id: string | null;
  /** Files known when the version is recorded, primary one included, in their order. */
  files: { file_id: string; primary: boolean }[];
  /** Directus links further files after the version is there: what is missing yet may still come. */
  filesFollow?: boolean | undefined;
  source_task_id: Key | null;
  execution_id: Key | null;
  summary: string | null;
  callback_url: string | null;
  change_origin?: ChangeOrigin | null | undefined;
  parent_id?: string | null | undefined;
  parent_hash?: string | null | undefined;
  allow_orphan?: boolean | undefined;
  /** Versions of other keys that it was made from; left out when nothing is said about it. */
  inputs?: InputReference[] | undefined;
  /** The same, resolved before: taken over from versions whose content this one has. Set by our own commands only. */
  inheritedInputs?: VersionInput[] | undefined;
  /** Second parent: the version that was merged into `parent_id`. Set by our own commands only. */
  merge_parent_id?: string | undefined;
  /** Versions this content was made from, as they were then: an open one may have been edited since. */
  madeFrom?: { id: string; content_hash: Sha256 }[] | undefined;
}
