import type { Knex } from 'knex';
import type { Vendor } from '../helpers/vendors.js';
import type { EntryRow, Value, VersionRow } from './model.js';

/** All that one moment of the database says about some projects, read by SQL of our own. */
export interface Snapshot {
  projects: { id: string; context_version: number; context: { [key: string]: Value } }[];
  versions: VersionRow[];
  /** In the order of their project's chain. */
  entries: EntryRow[];
  links: { artifact_version_id: string; directus_files_id: string; sort: number | null }[];
  tasks: { id: string; status: string }[];
}

type Cell = string | number | null | Date;

type Row = Record<string, Cell>;

/** Reads in one transaction, so that no half of somebody's transaction can be in it. */
export async function readSnapshot(knex: Knex, vendor: Vendor, projectIds: string[]): Promise<Snapshot> {
  const read = async (trx: Knex): Promise<Snapshot> => {
    const projects: Row[] = await trx('projects').whereIn('id', projectIds);
    const versions: Row[] = await trx('artifact_versions').whereIn('project_id', projectIds);
    const entries: Row[] = await trx('artifact_approvals')
      .whereIn('project_id', projectIds)
      .orderBy('project_id')
      .orderBy('sequence');
    const links: Snapshot['links'] = await trx('artifact_files')
      .whereIn('artifact_version_id', trx('artifact_versions').select('id').whereIn('project_id', projectIds))
      .orderBy('sort');
    const tasks: Snapshot['tasks'] = await trx('tasks').whereIn('project_id', projectIds);
    return {
      projects: projects.map((row) => ({
        id: String(row['id']),
        context_version: Number(row['context_version']),
        context: (json(row['context'], vendor) ?? {}) as { [key: string]: Value },
      })),
      versions: versions.map((row) => ({
        ...(row as unknown as VersionRow),
        value: json(row['value'], vendor),
        version_lineage: json(row['version_lineage'], vendor) as string[] | null,
        approved_at: moment(row['approved_at']),
      })),
      entries: entries.map((row) => entryOf(row, vendor)),
      links,
      tasks,
    };
  };
  if (vendor === 'sqlite') return knex.transaction(read);
  return knex.transaction(read, { isolationLevel: 'repeatable read', readOnly: true });
}

function entryOf(row: Row, vendor: Vendor): EntryRow {
  const text = (column: string) => {
    const cell = row[column] ?? null;
    return cell === null ? null : String(cell);
  };
  return {
    id: String(row['id']),
    artifact_version_id: String(row['artifact_version_id']),
    project_id: String(row['project_id']),
    task_id: text('task_id'),
    action: String(row['action']),
    actor_id: text('actor_id'),
    actor_type: String(row['actor_type']),
    reason: text('reason'),
    feedback: json(row['feedback'], vendor),
    content_hash: text('content_hash'),
    context_version: row['context_version'] === null ? null : Number(row['context_version']),
    decision_id: text('decision_id'),
    sequence: Number(row['sequence']),
    previous_entry_hash: text('previous_entry_hash'),
    entry_hash: String(row['entry_hash']),
    date_created: moment(row['date_created']) ?? '',
  };
}

/** PostgreSQL's driver parses JSON itself; SQLite has its text. */
function json(value: Cell | undefined, vendor: Vendor): Value {
  if (value === null || value === undefined) return null;
  return (vendor === 'sqlite' && typeof value === 'string' ? JSON.parse(value) : value) as Value;
}

function moment(value: Cell | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return new Date(/^\d+$/.test(String(value)) ? Number(value) : String(value)).toISOString();
}
