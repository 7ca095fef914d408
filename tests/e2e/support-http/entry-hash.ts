import { createHash } from 'node:crypto';
import serialize from 'canonicalize';
import type { Json, Key } from '../../../src/domain/words.js';
import type { Instance } from '../../helpers/instance.js';

/** The fields of an entry that its hash covers, as the contract lists them. */
const HASHED = [
  'id',
  'artifact_version_id',
  'project_id',
  'task_id',
  'action',
  'actor_id',
  'actor_type',
  'reason',
  'feedback',
  'content_hash',
  'context_version',
  'decision_id',
  'sequence',
  'previous_entry_hash',
  'date_created',
];

export type EntryRow = Record<string, Json> & {
  id: string;
  sequence: number;
  action: string;
  entry_hash: string;
  previous_entry_hash: string | null;
  date_created: string;
};

/** The audit log of a project straight from its table, ascending, dates as ISO text and JSON parsed. */
export async function entryRows({ knex, vendor }: Instance, projectId: Key): Promise<EntryRow[]> {
  const rows: Record<string, unknown>[] = await knex('artifact_approvals')
    .where({ project_id: projectId })
    .orderBy('sequence');
  return rows.map((row) => ({
    ...(row as EntryRow),
    date_created: new Date(row['date_created'] as Date | number).toISOString(),
    // PostgreSQL's driver has parsed it already.
    feedback: vendor === 'sqlite' ? (JSON.parse(String(row['feedback'])) as Json) : (row['feedback'] as Json),
  }));
}

/** The hash that an entry must have, computed from its row and by nothing of the system. */
export function expectedEntryHash(row: Record<string, Json>): string {
  const entry = Object.fromEntries(HASHED.map((field) => [field, asHashed(field, row[field] ?? null)]));
  return createHash('sha256')
    .update(`artifact-approval:v1\n${serialize(entry) ?? ''}`)
    .digest('hex');
}

/** Ids are hashed as text, whatever type their column has. */
function asHashed(field: string, value: Json): Json {
  return ['project_id', 'task_id'].includes(field) && typeof value === 'number' ? String(value) : value;
}
