import type { Json, Timestamp } from '../words.js';

/** What a row of a `file_attachments` export is read for. Each is a column of that name unless it is mapped. */
export const LEGACY_FIELDS = [
  'id',
  'project_id',
  'schema_key',
  'value',
  'file',
  'task_id',
  'title',
  'date_created',
] as const;
export type LegacyField = (typeof LEGACY_FIELDS)[number];

/** A row as it was exported: text from CSV, anything from JSON. */
export interface LegacyRow {
  /** Where it stands, as its reader finds it: `line 7` of a CSV, `item 7` of a JSON array. */
  at: string;
  columns: Record<string, unknown>;
  /** True if every value was text, and may stand for something else. */
  isText: boolean;
}

/** Something about a row that keeps its whole project from being imported. */
export interface Finding {
  at: string;
  field: LegacyField;
  /** What is wrong and what to do, as sentences. */
  problem: string;
  /** The project that it keeps out; null where that cannot be told. */
  projectId: string | null;
}

/** A row that can be a version. */
export interface LegacyVersion {
  at: string;
  /** The same for the same row at every run: how one that was imported before is recognised. */
  versionId: string;
  sourceId: string;
  projectId: string;
  schemaKey: string;
  value: Json;
  /** A file of this Directus by its id, or one beside the export by its path. */
  file: { id: string } | { path: string } | null;
  taskId: string | null;
  title: string | null;
  /** Null: not known. */
  date: Timestamp | null;
}
