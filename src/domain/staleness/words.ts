import type { VersionStatus } from '../words.js';

/**
 * Why an input is out of date. An input that is live never is.
 * - `replaced`: another version of its key was approved in its place
 * - `withdrawn`: it was approved, and that was taken back with nothing in its place
 * - `rejected`: it was turned down after something had been made from it
 * - `overtaken`: it still waits, while a newer version of its key is approved or live
 */
export const OUTDATED_REASONS = ['replaced', 'withdrawn', 'rejected', 'overtaken'] as const;
export type OutdatedReason = (typeof OUTDATED_REASONS)[number];

/** A version by what people call it. */
export interface NamedVersion {
  version_id: string;
  schema_key: string;
  version_number: number;
}

/** Why a version is stale: one of the versions that it was made from, however indirectly, is out of date. */
export interface StaleCause {
  reason: OutdatedReason;
  /** What is out of date. */
  input: NamedVersion;
  /** What stands in its place; null when nothing does, or the caller may not read it. */
  replaced_by: NamedVersion | null;
  /** What lies between, from the stale version on; empty when it was made from the input itself. */
  through: NamedVersion[];
}

/** A version in the graph of what was made from what. */
export interface MadeVersion extends NamedVersion {
  status: VersionStatus;
  live: boolean;
  stale: boolean;
  /** Why what was made from it is stale, by the version alone. */
  outdated: OutdatedReason | null;
  replaced_by: NamedVersion | null;
}

/** Versions, and links from each input to what was made from it. */
export interface InputGraph {
  nodes: MadeVersion[];
  edges: { from: string; to: string }[];
}
