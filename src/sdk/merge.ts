import type { RestCommand } from '@directus/sdk';
import type { Json, Version } from '../domain/words.js';
import type { VersionParticulars } from './record.js';
import { post, type WriteOptions } from './request.js';

export interface MergeInput extends VersionParticulars {
  /** The version that is merged into. */
  ours_id: string;
  /** The version that is merged. */
  theirs_id: string;
  /** What both are compared with; their best common ancestor if left out. */
  base_id?: string | null | undefined;
  /** By the path of the conflict: `ours`, `theirs`, or a value (for a file: a file id). */
  resolutions?: Record<string, Json> | undefined;
}

export interface MergeConflict {
  path: string;
  reason?: string;
  base?: Json;
  ours?: Json;
  theirs?: Json;
}

/** The merged version, pending; with `unchanged`, ours, which had everything already. */
export type MergedVersion = Version & { base_id: string; unchanged?: true };

export interface MergeRehearsal {
  dry_run: true;
  base_id: string;
  /** Every equally good common ancestor. */
  bases: string[];
  /** Where a conflict is open, ours' side. */
  value: Json;
  /** `file_id` is null for a text that will be merged. */
  files: { file_id: string | null; role: 'primary' | 'attachment'; name: string }[];
  conflicts: MergeConflict[];
  taken: { path: string; from: 'ours' | 'theirs' | 'both' | 'resolution' }[];
  summary: string;
}

/** Merges a version into another one of its line: `POST /artifacts/merges`. */
export const mergeVersions = <Schema>(
  input: MergeInput,
  options?: WriteOptions,
): RestCommand<MergedVersion, Schema> => post('/merges', input, options);

/** Shows result and conflicts of {@link mergeVersions}, and writes nothing. */
export const rehearseMerge = <Schema>(input: MergeInput): RestCommand<MergeRehearsal, Schema> =>
  post('/merges', { ...input, dry_run: true });
