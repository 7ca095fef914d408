import type { Json, Key } from '../words.js';

/**
 * What a project's `context_schema` says. Its keys are schema keys or globs; each holds a JSON Schema (2020-12) for
 * the value, or `{"artifact": {…}}` with the rules below. See docs/context-schema.md.
 */
export interface ArtifactRules {
  /** Whether the project is incomplete without it. Left out: yes for a schema key, no for a glob. */
  required?: boolean | undefined;
  /** What it is, for those who make it and those who miss it. */
  description?: string | undefined;
  /** JSON Schema 2020-12 of the value. */
  schema?: Json | undefined;
  /** Whether there must be a value, may be one, or must be none. Left out: the schema alone says, and sees null. */
  value?: 'required' | 'optional' | 'none' | undefined;
  files?: FileRules | undefined;
}

export interface FileRules {
  min?: number | undefined;
  max?: number | undefined;
  /** MIME types by content, `image/png` or `image/*`. */
  mime?: string[] | undefined;
  /** Largest size of one file. */
  max_bytes?: number | undefined;
  /** Pixels, for files that are raster images. */
  image?: ImageRules | undefined;
}

export interface ImageRules {
  min_width?: number | undefined;
  max_width?: number | undefined;
  min_height?: number | undefined;
  max_height?: number | undefined;
  /** `16:9`, or width divided by height; within one percent. */
  aspect_ratio?: string | number | undefined;
}

/** What one file is, read from its bytes: never what somebody says that it is. */
export interface FileFacts {
  file_id: string;
  name: string;
  /** In bytes. */
  size: number;
  mime: string;
  /** In pixels, as shown; null for what is no raster image, or is too broken to tell. */
  dimensions: { width: number; height: number } | null;
}

/** One thing that is wrong with a version. */
export type Violation = {
  /** JSON Pointer (RFC 6901) into the value; empty for the value as a whole and for files. */
  pointer: string;
  /** The keyword of JSON Schema that failed, `value`, `files.<rule>`, or `limit` for what could not be checked in time. */
  keyword: string;
  message: string;
  /** The file at fault, where one is. */
  file_id?: string;
};

/** How many violations are told of one version. */
export const MAX_VIOLATIONS = 20;

/** How far a key is: live, live but not as the schema has it now, approved, waiting, or not there at all. */
export const COMPLETENESS_STATES = ['live', 'invalid', 'approved', 'pending', 'missing'] as const;
export type CompletenessState = (typeof COMPLETENESS_STATES)[number];

/** A version by name. */
export type NamedVersion = { version_id: string; schema_key: string; version_number: number };

export type KeyCompleteness = {
  /** The schema key, or a glob of which at least one key is asked for. */
  schema_key: string;
  required: boolean;
  description: string | null;
  state: CompletenessState;
  /** Of what is live; null when nothing is, or when it could not be checked. */
  valid: boolean | null;
  live: NamedVersion | null;
  /** Approved, and not promoted yet. */
  approved: NamedVersion | null;
  /** The newest that waits for a decision. */
  pending: NamedVersion | null;
  pending_count: number;
};

export interface Completeness {
  project_id: Key;
  context_version: number;
  /** Whether all that is required is live and follows the schema. */
  complete: boolean;
  /** How many of the required keys are in each state, and how many there are. */
  totals: Record<CompletenessState | 'required', number>;
  keys: KeyCompleteness[];
}
