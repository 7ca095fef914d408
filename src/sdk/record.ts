import type { RestCommand } from '@directus/sdk';
import type { ChangeOrigin, Json, Key, Sha256, Version } from '../domain/words.js';
import { post, segment, type WriteOptions } from './request.js';

/** What may be said about any new version. */
export interface VersionParticulars {
  summary?: string | null | undefined;
  source_task_id?: Key | null | undefined;
  execution_id?: Key | null | undefined;
  /** Called once per decision; its origin must be in ARTIFACTS_CALLBACK_ALLOW. */
  callback_url?: string | null | undefined;
}

/** A version to record: with a value, files, or both. */
export interface VersionInput extends VersionParticulars {
  project_id: Key;
  /** Dot path of the artifact inside the project, e.g. `brand.logo`. */
  schema_key: string;
  value?: Json | undefined;
  /** Ids of uploaded files, in their order. */
  files?: string[] | undefined;
  /** The first of `files` if left out. */
  primary_file_id?: string | null | undefined;
  change_origin?: ChangeOrigin | null | undefined;
  parent_id?: string | null | undefined;
  parent_hash?: Sha256 | null | undefined;
  allow_orphan?: boolean | undefined;
  /** Versions of other keys that it was made from. */
  inputs?: InputReference[] | null | undefined;
}

/** An input by its id, as what was live at a version of the context, or by both, which must agree. */
export type InputReference =
  | { schema_key: string; version_id: string; context_version?: number | undefined }
  | { schema_key: string; context_version: number; version_id?: undefined };

/** A recorded version, or with `unchanged` the parent of a `sync` that had nothing new. */
export type RecordedVersion = Version & { unchanged?: true };

/** Records one version: `POST /artifacts/versions`. */
export const recordVersion = <Schema>(
  input: VersionInput,
  options?: WriteOptions,
): RestCommand<RecordedVersion, Schema> => post('/versions', input, options);

/** Records up to 100 versions, all or none, and answers in their order. */
export const recordVersions = <Schema>(
  inputs: VersionInput[],
  options?: WriteOptions,
): RestCommand<RecordedVersion[], Schema> => post('/versions', inputs, options);

/** Records a new pending version with the content of an earlier one: `POST /artifacts/versions/:id/restore`. */
export const restoreVersion = <Schema>(
  id: string,
  particulars: VersionParticulars = {},
  options?: WriteOptions,
): RestCommand<Version, Schema> => post(`/versions/${segment(id)}/restore`, particulars, options);
