import type { JsonObject } from '../words.js';

/** What one field of a row is outside of any database: JSON as its text, moments as ISO 8601 with Z. */
export type Cell = string | number | null;
export type PortableRow = Record<string, Cell>;

/** The tables that a project is spread over, each after those that it refers to. */
export const PROJECT_TABLES = [
  'projects',
  'tasks',
  'task_executions',
  'directus_files',
  'artifact_versions',
  'artifact_files',
  'artifact_approvals',
  'task_artifacts',
  'documents',
  'artifact_freezes',
  'artifact_schedules',
] as const;
export type ProjectTable = (typeof PROJECT_TABLES)[number];

/** Everything that belongs to one project, table by table. */
export type ProjectRows = Record<ProjectTable, PortableRow[]>;

/** How a column is read and written; `key` may be a uuid, text or an integer, as the operator's tables have it. */
export type CellKind = 'key' | 'text' | 'json' | 'integer' | 'timestamp';
export type ProjectColumns = Record<ProjectTable, Record<string, CellKind>>;

/** An object with something for each table. */
export function eachTable<T>(make: (table: ProjectTable) => T): Record<ProjectTable, T> {
  return Object.fromEntries(PROJECT_TABLES.map((table) => [table, make(table)])) as Record<ProjectTable, T>;
}

export function isProjectTable(name: string): name is ProjectTable {
  return PROJECT_TABLES.some((table) => table === name);
}

/** A field as text, or null. Keys are compared and hashed like this, whatever type their column has. */
export function textOf(row: PortableRow | undefined, column: string): string | null {
  const cell = row?.[column] ?? null;
  return cell === null ? null : String(cell);
}

/** The id of a row as text. */
export function idOf(row: PortableRow): string {
  return textOf(row, 'id') ?? '';
}

/**
 * What is wrong with a row that somebody else wrote, as the end of a sentence; null if it can be used. Only known
 * columns with fields of their kind, so that nothing else ever gets near a database.
 */
export function rowFlaw(row: JsonObject, columns: Record<string, CellKind>): string | null {
  const unknown = Object.keys(row).find((column) => !Object.hasOwn(columns, column));
  if (unknown !== undefined) return `has a column "${unknown}" that this release does not know`;
  if (typeof row['id'] !== 'string' && typeof row['id'] !== 'number') return 'has no id';
  const wrong = Object.entries(row).find(([column, cell]) => !isOfKind(cell, columns[column]));
  return wrong === undefined ? null : `has something in "${wrong[0]}" that does not belong there`;
}

function isOfKind(cell: unknown, kind: CellKind | undefined): cell is Cell {
  if (cell === null) return true;
  if (kind === 'integer') return Number.isSafeInteger(cell);
  if (kind === 'key' && typeof cell === 'number') return Number.isSafeInteger(cell);
  if (typeof cell !== 'string') return false;
  if (kind === 'timestamp') return !Number.isNaN(Date.parse(cell));
  return kind !== 'json' || isJson(cell);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
