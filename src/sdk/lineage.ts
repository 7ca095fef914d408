import type { RestCommand } from '@directus/sdk';
import type { Json, Key, Sha256, Version } from '../domain/words.js';
import { get, segment } from './request.js';

/** A version without its content and its window. */
export type VersionSummary = Pick<
  Version,
  | 'id'
  | 'version_number'
  | 'status'
  | 'content_hash'
  | 'parent_id'
  | 'parent_hash'
  | 'merge_parent_id'
  | 'change_origin'
  | 'lineage_depth'
  | 'generation'
  | 'summary'
  | 'source_task_id'
  | 'execution_id'
  | 'approved_at'
  | 'promoted_context_version'
  | 'retired_context_version'
  | 'date_created'
  | 'user_created'
>;

export interface Lineage {
  version_lineage: Sha256[];
  versions: VersionSummary[];
}

/** Where a version comes from, root first, whole depth: `GET /artifacts/versions/:id/lineage`. */
export const readLineage = <Schema>(id: string): RestCommand<Lineage, Schema> =>
  get(`/versions/${segment(id)}/lineage`);

export interface LineageGraph {
  nodes: VersionSummary[];
  edges: { from: string; to: string; kind: 'parent' | 'merge' }[];
}

/** All versions of one schema key and how they descend from each other: `GET /artifacts/lineage`. */
export const readLineageGraph = <Schema>(line: {
  project_id: Key;
  schema_key: string;
}): RestCommand<LineageGraph, Schema> => get('/lineage', { ...line });

/** The best common ancestor of two versions, and all that are as good: `GET /artifacts/common-ancestor`. */
export const readCommonAncestor = <Schema>(
  a: string,
  b: string,
): RestCommand<{ ancestor: Version | null; all: Version[] }, Schema> => get('/common-ancestor', { a, b });

interface DiffedFile {
  file_id: string;
  role: 'primary' | 'attachment';
  name: string;
  sha256: Sha256;
}

export interface VersionDiff {
  version_id: string;
  against_id: string | null;
  /** `path` is a JSON Pointer into the value. */
  changes: { path: string; op: 'add' | 'remove' | 'replace'; before?: Json; after?: Json }[];
  files: {
    path: string;
    op: 'add' | 'remove' | 'replace' | 'rename';
    before?: DiffedFile;
    after?: DiffedFile;
  }[];
}

/** What a version changes, compared to its parent unless told otherwise: `GET /artifacts/versions/:id/diff`. */
export const readVersionDiff = <Schema>(
  id: string,
  { against }: { against?: string | undefined } = {},
): RestCommand<VersionDiff, Schema> => get(`/versions/${segment(id)}/diff`, { against });
