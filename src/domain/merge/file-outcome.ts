import type { Sha256 } from '../words.js';
import type { ConflictReason, Side, Sides, Taken } from './merge-outcome.js';

/** A file of a version. A version has at most one primary file. */
export interface MergeFile {
  file_id: string;
  role: 'primary' | 'attachment';
  name: string;
  sha256: Sha256;
}

/** A slot whose file both sides changed, differently; or, at the path of all files, their order. */
export interface FileConflict extends Sides<MergeFile> {
  path: string;
  reason: ConflictReason;
  /**
   * What a file that merges the contents is to be called. Null if contents cannot be merged: a side has no file
   * there, or both changed its name.
   */
  mergedName: string | null;
}

/** How a caller settles a conflict about a file: with one side's file (or its absence), or with another file. */
export type FileResolution = { side: Side } | { file: Omit<MergeFile, 'role'> };

/** The files of a merged version in their order, and how they came about. */
export interface MergedFiles {
  files: MergeFile[];
  conflicts: FileConflict[];
  /** One entry per changed slot. */
  taken: Taken[];
  /** Paths of the resolutions that settled a conflict; any other resolution names no conflict. */
  resolved: string[];
}
