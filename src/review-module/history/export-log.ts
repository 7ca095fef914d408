import { type Cell, toCsv } from './csv.js';
import type { TimelineEntry } from './read-history.js';

/** The columns, in their order: what people look for first, then what a check of the hashes needs. */
const COLUMNS = [
  'sequence',
  'date_created',
  'action',
  'schema_key',
  'version_number',
  'actor_type',
  'actor',
  'reason',
  'feedback',
  'context_version',
  'artifact_version_id',
  'project_id',
  'task_id',
  'actor_id',
  'decision_id',
  'content_hash',
  'previous_entry_hash',
  'entry_hash',
  'id',
] as const;

/**
 * The audit log as CSV, one line per entry.
 *
 * @param nameOf name of a user, for the column `actor`
 */
export function logAsCsv(entries: readonly TimelineEntry[], nameOf: (id: string | null) => string): string {
  return toCsv(
    COLUMNS,
    entries.map((entry) =>
      COLUMNS.map((column): Cell => {
        if (column === 'actor') return nameOf(entry.actor_id);
        if (column === 'feedback') return entry.feedback === null ? null : JSON.stringify(entry.feedback);
        return entry[column];
      }),
    ),
  );
}
