import type { Knex } from 'knex';
import type { ApprovalEntry, Key, Sha256 } from '../domain/words.js';
import { readJson, readTimestamp, writeJson, writeTimestamp } from './dialect.js';

/** SQLite puts at most 500 rows into one insert, and binds at most 32,766 values. */
const ROWS_PER_INSERT = 400;

/** Last entry of a project's audit chain; sequence 0 and no hash before the first. Read under the project lock. */
export async function chainHead(
  knex: Knex,
  projectId: Key,
): Promise<{ sequence: number; entry_hash: Sha256 | null }> {
  const head: { sequence: number; entry_hash: Sha256 } | undefined = await knex('artifact_approvals')
    .select('sequence', 'entry_hash')
    .where({ project_id: projectId })
    .orderBy('sequence', 'desc')
    .first();
  return head ?? { sequence: 0, entry_hash: null };
}

/** Appends entries to the audit log, in the order given. */
export async function appendEntries(knex: Knex, entries: ApprovalEntry[]): Promise<void> {
  for (let start = 0; start < entries.length; start += ROWS_PER_INSERT) {
    await knex('artifact_approvals').insert(entries.slice(start, start + ROWS_PER_INSERT).map(entryRow));
  }
}

/** An entry as its table row. */
function entryRow(entry: ApprovalEntry): Record<string, unknown> {
  return { ...entry, feedback: writeJson(entry.feedback), date_created: writeTimestamp(entry.date_created) };
}

/** Entries of a project's chain after `afterSequence`, ascending, at most `limit`. */
export async function entriesAfter(
  knex: Knex,
  projectId: Key,
  afterSequence: number,
  limit: number,
): Promise<ApprovalEntry[]> {
  const rows: Record<string, unknown>[] = await knex('artifact_approvals')
    .where({ project_id: projectId })
    .andWhere('sequence', '>', afterSequence)
    .orderBy('sequence', 'asc')
    .limit(limit);
  return rows.map((row) => toEntry(knex, row));
}

/** The last entry of the promotion or withdrawal that brought the context to this version. */
export async function lastEntryOfBump(
  knex: Knex,
  projectId: Key,
  contextVersion: number,
): Promise<ApprovalEntry | null> {
  const row: Record<string, unknown> | undefined = await knex('artifact_approvals')
    .where({ project_id: projectId, context_version: contextVersion })
    .orderBy('sequence', 'desc')
    .first();
  return row === undefined ? null : toEntry(knex, row);
}

/** The lowest context version that the audit log of a project explains, or null if it explains none. */
export async function firstBump(knex: Knex, projectId: Key): Promise<number | null> {
  const row: { context_version: number } | undefined = await knex('artifact_approvals')
    .select('context_version')
    .where({ project_id: projectId })
    .whereNotNull('context_version')
    .orderBy('context_version')
    .first();
  return row?.context_version ?? null;
}

function toEntry(knex: Knex, row: Record<string, unknown>): ApprovalEntry {
  return {
    ...(row as unknown as ApprovalEntry),
    feedback: readJson(knex, row['feedback']),
    sequence: Number(row['sequence']),
    date_created: readTimestamp(row['date_created']) ?? '',
  };
}
