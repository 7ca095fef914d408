import { sameJson } from '../canonical-json.js';
import type { Json } from '../words.js';
import {
  type CellKind,
  idOf,
  PROJECT_TABLES,
  type PortableRow,
  type ProjectColumns,
  type ProjectRows,
  type ProjectTable,
  textOf,
} from './project-rows.js';

/** Where the value of a version lies does not make it another one: its hash says what it is. */
const PLACE_OF_VALUE = ['value', 'archived_at', 'archive_file_id'];

/** Two rows of one id that do not say the same, or one that is only on one side. */
export interface Difference {
  table: ProjectTable;
  id: string;
  /** As the end of a sentence. */
  reason: string;
}

/**
 * Columns in which two rows differ, as they are told to a reader. JSON counts by what it means, keys as text.
 */
export function differingColumns(
  one: PortableRow,
  other: PortableRow,
  columns: Record<string, CellKind>,
): string[] {
  const elsewhere = textOf(one, 'archive_file_id') !== textOf(other, 'archive_file_id');
  return Object.entries(columns).flatMap(([column, kind]) => {
    if (elsewhere && PLACE_OF_VALUE.includes(column)) return [];
    const [a, b] = [one[column] ?? null, other[column] ?? null];
    if (a === null || b === null) return a === b ? [] : [column];
    if (kind === 'json' && sameJson(JSON.parse(String(a)) as Json, JSON.parse(String(b)) as Json)) return [];
    return String(a) === String(b) ? [] : [column];
  });
}

/**
 * Where a project as an archive has it differs from one as a database has it. Of files only the ids are compared: what
 * an editor calls them is nobody's content, and their bytes are compared by digest.
 */
export function compareProjects(
  archived: ProjectRows,
  stored: ProjectRows,
  columns: ProjectColumns,
): Difference[] {
  return PROJECT_TABLES.flatMap((table) => {
    const there = new Map(stored[table].map((row) => [idOf(row), row]));
    const here = new Set(archived[table].map(idOf));
    const changed = archived[table].flatMap((row): Difference[] => {
      const id = idOf(row);
      const other = there.get(id);
      if (other === undefined) return [{ table, id, reason: 'is only in the archive' }];
      const differing = table === 'directus_files' ? [] : differingColumns(row, other, columns[table]);
      return differing.length === 0 ? [] : [{ table, id, reason: `differs in ${differing.join(', ')}` }];
    });
    const added = [...there.keys()].filter((id) => !here.has(id));
    return [...changed, ...added.map((id) => ({ table, id, reason: 'is only in the database' }))];
  });
}
